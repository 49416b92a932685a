import type { ActivityEntry, Page } from '@raptor-comply/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { comply } from '../../api/client.ts';
import { Entry } from '../../records/history.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice, Section } from '../../ui/parts.tsx';
import { useReadsLog } from '../activity/reads-log.ts';

/** What happened to a record, newest first. */
export function History({ segment, id }: Readonly<{ segment: string; id: string }>) {
  const canRead = useReadsLog();
  const log = useInfiniteQuery({
    queryKey: ['activity', segment, id],
    enabled: canRead,
    queryFn: ({ pageParam, signal }): Promise<Page<ActivityEntry>> =>
      comply.requestList<ActivityEntry>(
        {
          method: 'GET',
          path: `/activity/by-resource-type/${segment}/{id}`,
          ids: { id },
          query: { limit: 20, cursor: pageParam },
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
  if (!canRead) return null;
  const entries = log.data?.pages.flat() ?? [];
  return (
    <Section title="History">
      {log.isError ? (
        <ErrorNotice error={log.error} />
      ) : (
        <div className="card px-4 py-1">
          <ul className="divide-y divide-line">
            {entries.map((entry) => (
              <li key={entry.sequence}>
                <Entry entry={entry} withName={false} />
              </li>
            ))}
          </ul>
          {log.hasNextPage && (
            <Button tone="bare" className="mb-2" disabled={log.isFetching} onClick={() => log.fetchNextPage()}>
              Earlier
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}
