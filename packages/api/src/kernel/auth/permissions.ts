import type { Actor } from '../database/tenant-session.ts';

/** `<resource>:<read|write>`, or `api-keys:admin`. */
export type Permission = `${string}:${'read' | 'write' | 'admin'}`;

/** The identity of a valid key. */
export interface Caller {
  readonly apiKeyId: string;
  /** The key's name, or its hint. */
  readonly label: string;
  readonly organizationId: string;
  /** The user that the key acts for, if any. */
  readonly userId: string | null;
  readonly permissions: ReadonlySet<string>;
}

/** How the activity log names a caller. */
export const actorOf = ({ apiKeyId, label }: Caller) =>
  ({ type: 'api_key', id: apiKeyId, label }) as const satisfies Actor;

/** Whether a key has a permission, by its name or by `*:read`. */
export const holds = (caller: Caller, permission: Permission): boolean =>
  caller.permissions.has(permission) || (permission.endsWith(':read') && caller.permissions.has('*:read'));
