import type { ActivityEntry } from '@raptor-comply/sdk';
import { comply, useReadsLog } from '../../api/session.ts';
import { Entry } from '../../records/history.tsx';
import { usePages } from '../../records/queries.ts';
import { List, Loaded, More, Section } from '../../ui/parts.tsx';

/** What happened to a record, newest first. */
export function History({ segment, id }: Readonly<{ segment: string; id: string }>) {
  const canRead = useReadsLog();
  const log = usePages(
    ['activity', segment, id],
    (page, options) =>
      comply.requestList<ActivityEntry>(
        {
          method: 'GET',
          path: `/activity/by-resource-type/${segment}/{id}`,
          ids: { id },
          query: { limit: 20, ...page },
        },
        options,
      ),
    { enabled: canRead },
  );
  if (!canRead) return null;
  return (
    <Section title="History">
      <Loaded query={log} what="the history">
        {({ pages }) => (
          <List className="px-4 py-1">
            {pages.flat().map((entry) => (
              <li key={entry.sequence}>
                <Entry entry={entry} withName={false} />
              </li>
            ))}
          </List>
        )}
      </Loaded>
      <More pages={log}>Earlier</More>
    </Section>
  );
}
