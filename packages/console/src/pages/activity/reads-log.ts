import { useSession } from '../../api/session.ts';

/** Whether the caller may read the activity log. */
export function useReadsLog(): boolean {
  const { permissions } = useSession();
  return permissions.includes('activity:read') || permissions.includes('*:read');
}
