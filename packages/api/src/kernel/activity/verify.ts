import type pg from 'pg';
import type { Database } from '../database/database.ts';
import { inExactTransaction } from '../database/exact-transaction.ts';
import { changedDefinitions, recordTables } from './definitions.ts';
import { collectFindings, type Finding, type Report } from './findings.ts';
import { verifyOtherEntries, verifyTable } from './verify-records.ts';
import { type KeptCheckpoint, readTree, type SealedTree, verifyTree } from './verify-tree.ts';

/**
 * Verifies an organization's activity log, and that the log leads to what the tables have. Not compared, as no log has it: the name and
 * state of an organization, stored responses to Idempotency-Keys, the outbox, reminders, results of verifications, and the last moment that the
 * past was read at.
 */

export interface Verdict {
  /** Empty if everything is whole. */
  readonly findings: readonly Finding[];
  readonly entries: number;
  /** What is sealed; the entries after it are not yet. */
  readonly sealed: SealedTree;
}

export interface VerifyOptions {
  /** Checkpoints of this organization's log. */
  readonly checkpoints?: readonly KeptCheckpoint[];
  /** Is told how many of the entries were checked. */
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

interface Extent {
  readonly isKnown: boolean;
  readonly entries: number;
}

const EXTENT = `
  select exists (select from organizations where id = $1) as "isKnown",
         (select count(*) from activity_entries where organization_id = $1)::double precision as entries`;

/** The n-th entry in time has the number n. */
const FIRST_OUT_OF_ORDER = `
  select p.n::double precision as n, p.sequence::double precision as sequence, p.since,
         exists (select from activity_entries e where e.organization_id = $1 and e.sequence = p.n) as "isThere"
    from (select sequence, row_number() over (order by occurred_at, sequence) as n,
                 to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since
            from activity_entries where organization_id = $1) p
   where p.sequence <> p.n order by p.n limit 1`;

interface OutOfOrder {
  readonly n: number;
  readonly sequence: number;
  readonly since: string;
  readonly isThere: boolean;
}

async function verifyNumbers(
  client: pg.PoolClient,
  {
    organizationId,
    entries,
    sealed,
    report,
  }: { organizationId: string; entries: number; sealed: SealedTree; report: Report },
): Promise<void> {
  const {
    rows: [first],
  } = await client.query<OutOfOrder>(FIRST_OUT_OF_ORDER, [organizationId]);
  if (first !== undefined) {
    const { n, sequence, since, isThere } = first;
    const what = isThere
      ? `entry ${sequence} is out of order: by its moment, it is the entry ${n}`
      : `entry ${n} is missing: entry ${sequence} follows`;
    report({ kind: 'entry', what, sequence: isThere ? sequence : n, since });
  } else if (entries < sealed.size) {
    const what = `entry ${entries + 1} is missing: the log ends before it, and ${sealed.size} entries were sealed`;
    report({ kind: 'entry', what, sequence: entries + 1 });
  }
}

/** Verifies an organization's log and records on a connection as the owner, in a transaction that sees one state of the database. */
export async function verifyIn(
  client: pg.PoolClient,
  organizationId: string,
  { checkpoints = [], progress, signal }: VerifyOptions = {},
): Promise<Verdict> {
  const { report, findings } = collectFindings();
  for (const what of await changedDefinitions(client)) report({ kind: 'definition', what });
  const { rows } = await client.query<Extent>(EXTENT, [organizationId]);
  const { isKnown = false, entries = 0 } = rows[0] ?? {};
  const sealed = await readTree(client, organizationId);
  if (!isKnown) report({ kind: 'organization', what: `the organization ${organizationId} is missing, and has a log` });
  await verifyNumbers(client, { organizationId, entries, sealed, report });
  await verifyTree(client, { organizationId, sealed, kept: checkpoints, report });
  let done = 0;
  const advance = () => {
    done++;
    if (done % PROGRESS_ENTRIES !== 0) return;
    signal?.throwIfAborted();
    progress?.(done, entries);
  };
  const check = { organizationId, sealed, report, advance };
  const tables = await recordTables(client);
  for (const table of tables) await verifyTable(client, table, check);
  await verifyOtherEntries(client, tables, check);
  return { findings: findings(), entries, sealed };
}

const PROGRESS_ENTRIES = 1000;

/**
 * Verifies one state of an organization's log and records; the database stays in use.
 * @throws SchemaOfOtherVersion; ApiError 503 when the database is not available.
 */
export const verifyOrganization = (
  database: Database,
  organizationId: string,
  options?: VerifyOptions,
): Promise<Verdict> =>
  inExactTransaction(database, 'begin isolation level repeatable read, read only', async (client) => {
    // A sort would come before the first row, and write the whole log to a file.
    await client.query('set local enable_sort = off; set local jit = off');
    return verifyIn(client, organizationId, options);
  });

/** All organizations, and the ids that only logs know: of organizations that were removed. */
export async function verifiableOrganizations(database: Database): Promise<{ id: string; slug: string }[]> {
  return database.query<{ id: string; slug: string }>({
    text: `select o.id, o.slug from organizations o
           union all
           select l.organization_id, l.organization_id::text
             from (select organization_id from activity_entries union select organization_id from activity_trees) l
            where not exists (select from organizations o where o.id = l.organization_id)
            order by 2`,
  });
}
