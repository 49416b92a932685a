import type pg from 'pg';
import { rowsOf } from './cursor.ts';
import type { Report } from './findings.ts';
import type { Image } from './leaf.ts';
import { type Migration, RecordReplay } from './replay.ts';
import { checkLeaf, parseChange, STORED_COLUMNS, type StoredEntry } from './stored-entry.ts';
import type { SealedTree } from './verify-tree.ts';

/** A row of a record table, as the log's triggers would log it. */
interface LiveRow {
  readonly id: string;
  /** JSON. */
  readonly image: string;
}

export interface EntriesCheck {
  readonly organizationId: string;
  readonly sealed: SealedTree;
  readonly report: Report;
  /** Is called for each entry. */
  readonly advance: () => void;
}

const typeOf = (table: string): string => table.replaceAll('_', '-');

async function migrationsOf(client: pg.PoolClient, organizationId: string, type: string): Promise<Migration[]> {
  const { rows } = await client.query<{ sequence: number; after: Partial<Migration> | null }>(
    `select sequence::double precision as sequence, after from activity_entries
      where organization_id = $1 and resource_type = $2 and resource_id is null and action = 'migrated' order by sequence`,
    [organizationId, type],
  );
  // An entry that was tampered with may not have them.
  return rows.map(({ sequence, after }) => ({ added: {}, dropped: [], renamed: {}, ...after, sequence }));
}

/** Checks the entries about the records of a table, and that they lead to its rows. */
export async function verifyTable(client: pg.PoolClient, table: string, check: EntriesCheck): Promise<void> {
  const { organizationId, sealed, report, advance } = check;
  const resourceType = typeOf(table);
  const migrations = await migrationsOf(client, organizationId, resourceType);
  const {
    rows: [expression],
  } = await client.query<{ image: string }>("select activity_image($1::regclass, 't') as image", [`public.${table}`]);
  const entries = rowsOf<StoredEntry>(client, 'entries', {
    text: `select ${STORED_COLUMNS} from activity_entries e
            where e.organization_id = $1 and e.resource_type = $2 and e.resource_id is not null order by e.resource_id, e.sequence`,
    values: [organizationId, resourceType],
  });
  const live = rowsOf<LiveRow>(client, 'live', {
    text: `select t.id, ${expression?.image}::text as image from public.${table} t where t.organization_id = $1 order by t.id`,
    values: [organizationId],
  });
  const next = async <Row>(rows: AsyncGenerator<Row>): Promise<Row | undefined> => {
    const { value, done } = await rows.next();
    return done === true ? undefined : value;
  };
  let entry = await next(entries);
  let row = await next(live);
  for (;;) {
    // PostgreSQL orders ids as their text is.
    const [resourceId] = [entry?.resourceId, row?.id].filter((id) => typeof id === 'string').sort();
    if (resourceId === undefined) return;
    const record = new RecordReplay({ resourceType, resourceId, migrations, report });
    for (; entry?.resourceId === resourceId; entry = await next(entries)) {
      const change = parseChange(entry);
      checkLeaf(entry, change, sealed, report);
      if (change.action !== 'refused') record.apply(entry, change);
      advance();
    }
    const image: Image | null = row?.id === resourceId ? JSON.parse(row.image) : null;
    if (image !== null) row = await next(live);
    record.end(image);
  }
}

/** Actions of requests, of migrations, and of the log itself. */
const ABOUT_NO_RECORD = new Set(['refused', 'migrated', 'rotated', 'forked']);

/** Checks the entries that are about no record: refused requests and migrations. */
export async function verifyOtherEntries(
  client: pg.PoolClient,
  tables: readonly string[],
  { organizationId, sealed, report, advance }: EntriesCheck,
): Promise<void> {
  const others = rowsOf<StoredEntry>(client, 'others', {
    text: `select ${STORED_COLUMNS} from activity_entries e
            where e.organization_id = $1 and (e.resource_id is null or e.resource_type <> all ($2)) order by e.sequence`,
    values: [organizationId, tables.map(typeOf)],
  });
  for await (const stored of others) {
    checkLeaf(stored, parseChange(stored), sealed, report);
    advance();
    const { sequence, action, resourceType, occurredAt: since } = stored;
    if (ABOUT_NO_RECORD.has(action)) continue;
    const what = `entry ${sequence} is about no record: there is no table of ${resourceType}`;
    report({ kind: 'entry', what, sequence, resourceType, since });
  }
}
