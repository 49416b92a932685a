import type { ActivityEntry } from '@raptor-comply/sdk';
import { comply, useRead, useReadsLog } from '../../api/session.ts';
import { Entry } from '../../records/history.tsx';
import { LoadedList, Section, TextLink } from '../../ui/parts.tsx';

const SHOWN = 8;
const DAY_MS = 86_400_000;

/** What changed since yesterday, and by whom. Many changes by one request are one line. */
export function Changes() {
  const canRead = useReadsLog();
  const log = useRead(
    ['activity', 'since-yesterday'],
    async (options): Promise<readonly ActivityEntry[]> =>
      comply.activity.listLogs({ from: new Date(Date.now() - DAY_MS), limit: 200 }, options),
    { enabled: canRead, refetchInterval: 60_000 },
  );
  if (!canRead) return null;
  return (
    <Section title="Since yesterday" more={<TextLink to="/activity">Activity</TextLink>}>
      <LoadedList
        query={{ ...log, data: log.data && grouped(log.data).slice(0, SHOWN) }}
        what="what changed"
        className="px-4 py-1"
        empty={<p className="card px-4 py-3 text-ink-2">Nothing has changed since yesterday.</p>}
      >
        {({ first, count }) => (
          <li key={first.sequence}>
            <Entry entry={first} count={count} isShort />
          </li>
        )}
      </LoadedList>
    </Section>
  );
}

const keyOf = ({ requestId, operationId, actor, action, resourceType }: ActivityEntry): string =>
  [requestId ?? operationId, actor.id ?? actor.label, action, resourceType].join(' ');

/** Entries of one request and one kind, such as those of an import, as one. */
const grouped = (entries: readonly ActivityEntry[]) =>
  [...Map.groupBy(entries, keyOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ first, count: others.length + 1 }],
  );
