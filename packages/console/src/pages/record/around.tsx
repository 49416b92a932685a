import type { ActivityEntry, ListActivityLogsQuery, Page } from '@raptor-comply/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { comply, useAsOf, useCan, useReadAsOf, useReadsLog } from '../../api/session.ts';
import { capital } from '../../records/format.ts';
import { Entry } from '../../records/history.tsx';
import { childrenOf, codeOf, type Field, type Kind, type Row, titleOf } from '../../records/kinds.ts';
import { someRowsQuery, usePages } from '../../records/queries.ts';
import { List, LoadedList, More, Section } from '../../ui/parts.tsx';
import { ImpactTag } from '../../ui/tags.tsx';
import { DueItem } from '../today/due.tsx';

const SHOWN = 8;

/** The records that refer to this one, by kind. */
export const Children = ({ kind, row }: Readonly<{ kind: Kind; row: Row }>) =>
  childrenOf(kind).map(({ kind: child, field }) => (
    <ChildList key={`${child.segment} ${field.name}`} child={child} field={field} row={row} />
  ));

function ChildList({ child, field, row }: Readonly<{ child: Kind; field: Field; row: Row }>) {
  const asOf = useAsOf();
  const canWrite = useCan(`${child.segment}:write`);
  const { data } = useQuery(someRowsQuery(child, { [field.name]: row.id, limit: SHOWN, asOf }));
  if (data === undefined || (data.length === 0 && !canWrite)) return null;
  const isOwn = field.name === 'replacedBy' || field.name === 'managerId';
  if (isOwn && data.length === 0) return null;
  const search = { [field.name]: row.id };
  return (
    <Section
      title={isOwn ? (field.name === 'managerId' ? 'Reports' : 'Replaces') : capital(child.nouns)}
      more={
        <span className="flex gap-4">
          {canWrite && !isOwn && (
            <Link className="link" to="/$segment/new" params={{ segment: child.segment }} search={search}>
              Add
            </Link>
          )}
          {data.nextCursor !== undefined && (
            <Link className="link" to="/$segment" params={{ segment: child.segment }} search={search}>
              All {data.totalCount?.toLocaleString('en-US')}
            </Link>
          )}
        </span>
      }
    >
      {data.length === 0 ? (
        <p className="card px-4 py-3 text-ink-3">None yet.</p>
      ) : (
        <List>
          {data.map((item) => (
            <li key={item.id}>
              <Link
                to="/$segment/$id"
                params={{ segment: child.segment, id: item.id }}
                className="flex items-center gap-3 px-4 py-2 hover:bg-sunken"
              >
                <span className="min-w-0 flex-1 truncate">{titleOf(child, item)}</span>
                <code className="text-ink-3">{codeOf(child, item)}</code>
                {'impactLevel' in item && <ImpactTag level={item.impactLevel as string | null} />}
              </Link>
            </li>
          ))}
        </List>
      )}
    </Section>
  );
}

/** What is to be done for a record. Without tasks it takes no space. */
export function RecordTasks({ row }: Readonly<{ row: Row }>) {
  const { data } = useReadAsOf(['tasks', 'of', row.id], (options) =>
    comply.tasks.list({ relatedResourceId: row.id, sort: 'dueDate', limit: 20 }, options),
  );
  if (data === undefined || data.length === 0) return null;
  return (
    <Section title="Tasks">
      <div className="card divide-y divide-line">
        {data.map((task) => (
          <DueItem key={task.id} task={task} isNarrow />
        ))}
      </div>
    </Section>
  );
}

/** What happened to a record, newest first. */
export function History({ segment, id }: Readonly<{ segment: string; id: string }>) {
  const canRead = useReadsLog();
  const resourceType = segment as ListActivityLogsQuery['resourceType'];
  const log = usePages(
    ['activity', segment, id],
    (page, options): PromiseLike<Page<ActivityEntry>> =>
      comply.activity.listLogs({ resourceType, resourceId: id, limit: 20, ...page }, options),
    { enabled: canRead },
  );
  if (!canRead) return null;
  return (
    <Section title="History">
      <LoadedList query={{ ...log, data: log.data?.pages.flat() }} what="the history" className="px-4 py-1">
        {(entry) => (
          <li key={entry.sequence}>
            <Entry entry={entry} withName={false} />
          </li>
        )}
      </LoadedList>
      <More pages={log}>Earlier</More>
    </Section>
  );
}
