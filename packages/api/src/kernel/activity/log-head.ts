import { EMPTY_TREE, equal, type Frontier } from '@raptor-comply/tlog';
import type pg from 'pg';
import { type Database, withOwner } from '../database/database.ts';
import { ENTRY_COLUMNS, type LogEntry } from './leaf.ts';
import { readTiles } from './sealer.ts';
import { appendEntries, frontierIn, frontierNodes, tilesOf, tree } from './tree.ts';

/** What the database has about an organization's log. */
export interface LogHead {
  readonly installation: string;
  /** Of the installation; the last one is in use. */
  readonly publicKeys: readonly Buffer[];
  readonly epoch: number;
  /** The checkpoint that the log contradicts, in words. */
  readonly contradiction: string | null;
  readonly size: number;
  readonly root: Buffer;
}

const HEAD = `
  select i.id as installation, i.public_keys as "publicKeys", coalesce(l.epoch, 1) as epoch, l.contradiction,
         coalesce(t.size, 0)::float8 as size, coalesce(t.root, sha256('')) as root
    from installation i
    left join activity_logs l on l.organization_id = $1
    left join activity_trees t on t.organization_id = $1`;
const ENTRIES = `
  select ${ENTRY_COLUMNS} from activity_entries e
   where e.organization_id = $1 and e.sequence > $2 and e.sequence <= $3 order by e.sequence limit 1000`;

/** The origin of an organization's checkpoints, and the name of the key that signs them. */
export const originOf = (installation: string, organizationId: string, epoch: number): string =>
  `raptor-comply/${installation}/${organizationId}/${epoch}`;

export const epochOf = (origin: string): number => Number(origin.split('/').at(-1));

/** Runs `work` on one state of the database. */
export const inSnapshot = <T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
  withOwner(database, async (client) => {
    await client.query('begin isolation level repeatable read, read only');
    const result = await work(client);
    await client.query('commit');
    return result;
  });

export async function readHead(client: pg.PoolClient, organizationId: string): Promise<LogHead> {
  const { rows } = await client.query<LogHead>(HEAD, [organizationId]);
  const [head] = rows;
  if (head === undefined) throw new Error('The table "installation" is empty');
  return head;
}

/** Extends a tree by the entries of a log, up to a size. Throws Error if one is missing. */
export async function extendFrom(
  client: pg.PoolClient,
  { organizationId, size }: { readonly organizationId: string; readonly size: number },
  start: Frontier,
): Promise<Frontier> {
  let frontier = start;
  while (frontier.size < size) {
    const { rows } = await client.query<LogEntry>(ENTRIES, [organizationId, frontier.size, size]);
    if (rows.length === 0) throw new Error(`Entry ${frontier.size + 1} of the activity log is missing`);
    frontier = appendEntries(frontier, rows).frontier;
  }
  return frontier;
}

/** A checkpoint of an organization's log that somebody keeps. */
export interface KeptCheckpoint {
  readonly keeper: string;
  readonly epoch: number;
  readonly size: number;
  /** Undefined if the keeper only tells the size. */
  readonly root: Uint8Array | undefined;
}

/** In words, how the sealed log contradicts a checkpoint; undefined if it does not. */
export async function contradictionOf(
  client: pg.PoolClient,
  organizationId: string,
  { keeper, epoch, size, root }: KeptCheckpoint,
): Promise<string | undefined> {
  const head = await readHead(client, organizationId);
  if (epoch > head.epoch) return `${keeper} has a checkpoint of epoch ${epoch}, and the log is of epoch ${head.epoch}`;
  // An operator has accepted what contradicted an earlier epoch.
  if (epoch < head.epoch) return undefined;
  if (size > head.size) return `${keeper} has a checkpoint of ${size} entries, and the log has ${head.size}`;
  if (root === undefined) return undefined;
  const tiles = await readTiles(client.query.bind(client), organizationId, tilesOf(frontierNodes(size)));
  const frontier = size === 0 ? EMPTY_TREE : frontierIn(size, tiles);
  if (equal(tree.root(frontier), root)) return undefined;
  return `${keeper} has a checkpoint of ${size} entries with another root: these entries were changed since`;
}

/** Refuses changes of an organization until an operator begins a new epoch. */
export async function refuseChanges(database: Database, organizationId: string, contradiction: string): Promise<void> {
  await database.query({
    text: `insert into activity_logs as l (organization_id, contradiction) values ($1, $2)
               on conflict (organization_id) do update set contradiction = coalesce(l.contradiction, excluded.contradiction)`,
    values: [organizationId, contradiction],
  });
}
