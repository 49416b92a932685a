import { setTimeout as wait } from 'node:timers/promises';
import { equal, type Frontier, type TileId } from '@raptor-comply/tlog';
import type pg from 'pg';
import type { Logger } from 'pino';
import { type Database, withOwner } from '../database/database.ts';
import { ENTRY_COLUMNS, type LogEntry } from './leaf.ts';
import { appendEntries, frontierIn, frontierNodes, type Tile, tilesOf, tree } from './tree.ts';

/**
 * Seals entries: adds them to their organization's Merkle tree. Any number of processes may do this. One transaction seals a batch under an
 * advisory lock, and only if the tree still has the size it began with, so each entry is sealed once, even after a crash.
 */

/** In one transaction. */
const MAX_ORGANIZATIONS = 20;
const MAX_ENTRIES = 500;
const TRY_LOCK = "select pg_try_advisory_xact_lock(hashtextextended('seal activity', 0)) as taken";

/** A tree that has fewer leaves than its log has entries, and the next of these. */
interface OpenTree {
  readonly organizationId: string;
  readonly size: number;
  readonly root: Buffer | null;
  readonly entries: readonly LogEntry[];
}

/** The condition on the sequence compares bigints, so that an index finds the first of the entries. */
export const OPEN_TREES = `
  select open.id as "organizationId", open.size::double precision as size, open.root, (select json_agg(next order by next.sequence) from (
           select ${ENTRY_COLUMNS} from activity_entries e
            where e.organization_id = open.id and e.sequence > open.size order by e.sequence limit ${MAX_ENTRIES}
         ) next) as entries
    from (select o.id, coalesce(t.size, 0) as size, t.root
            from organizations o left join activity_trees t on t.organization_id = o.id
           where exists (select from activity_entries e where e.organization_id = o.id and e.sequence > coalesce(t.size, 0))
             and ($1::uuid[] is null or o.id = any ($1)) and o.id <> all ($2)
           limit ${MAX_ORGANIZATIONS}) open`;
const READ_TILES = `
  select t.level::int as level, t.index::double precision as index, t.hashes
    from unnest($2::smallint[], $3::bigint[]) as wanted (level, index)
    join activity_tiles t on (t.organization_id, t.level, t.index) = ($1, wanted.level, wanted.index)`;
const APPEND_TO_TILES = `
  insert into activity_tiles as t (organization_id, level, index, hashes)
  select * from unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::bytea[])
      on conflict (organization_id, level, index) do update set hashes = t.hashes || excluded.hashes`;
const GROW_TREES = `
  insert into activity_trees as t (organization_id, size, root)
  select organization_id, size, root from unnest($1::uuid[], $2::bigint[], $3::bytea[]) as grown (organization_id, size, root)
      on conflict (organization_id) do update set size = excluded.size, root = excluded.root
   where t.size = any (select was from unnest($1::uuid[], $4::bigint[]) as old (id, was) where id = t.organization_id)`;

/** Frontiers of the trees that this process sealed last, so that it need not read their tiles. */
type Frontiers = Map<string, Frontier>;
const MAX_FRONTIERS = 10_000;

/** Reads tiles of an organization's tree. */
export async function readTiles(
  query: pg.PoolClient['query'],
  organizationId: string,
  ids: readonly TileId[],
): Promise<Tile[]> {
  const { rows } = await query<Tile>(READ_TILES, [
    organizationId,
    ids.map((id) => id.level),
    ids.map((id) => id.index),
  ]);
  return rows;
}

async function frontierOf(client: pg.PoolClient, open: OpenTree, known: Frontier | undefined): Promise<Frontier> {
  const { organizationId, size, root } = open;
  const isOf = (frontier: Frontier) => frontier.size === size && (root === null || equal(tree.root(frontier), root));
  if (known !== undefined && isOf(known)) return known;
  const tiles = await readTiles(client.query.bind(client), organizationId, tilesOf(frontierNodes(size)));
  const frontier = frontierIn(size, tiles);
  if (!isOf(frontier)) throw new Error('The tiles of the activity log do not have the root of its tree');
  return frontier;
}

interface Sealing {
  readonly database: Database;
  readonly frontiers: Frontiers;
  /** All if undefined. */
  readonly only?: readonly string[] | undefined;
  /** Is told of an organization whose log cannot be sealed; the others' logs still are. */
  readonly report: (organizationId: string, error: unknown) => void;
  /** Organizations whose log cannot be sealed. */
  readonly broken: Set<string>;
}

/** Seals a batch of each open tree. Returns whether others may be left. */
async function sealBatch(client: pg.PoolClient, sealing: Sealing): Promise<boolean> {
  const { frontiers, only, report, broken } = sealing;
  const {
    rows: [lock],
  } = await client.query<{ taken: boolean }>(TRY_LOCK);
  if (lock?.taken !== true) return true;
  const { rows: open } = await client.query<OpenTree>(OPEN_TREES, [only ?? null, [...broken]]);
  const sealed: { organizationId: string; was: number; frontier: Frontier; tiles: Tile[] }[] = [];
  for (const tree of open) {
    const { organizationId, size: was, entries } = tree;
    try {
      const start = await frontierOf(client, tree, frontiers.get(organizationId));
      sealed.push({ organizationId, was, ...appendEntries(start, entries) });
    } catch (error) {
      broken.add(organizationId);
      report(organizationId, error);
    }
  }
  const tiles = sealed.flatMap(({ organizationId, tiles }) => tiles.map((tile) => ({ organizationId, ...tile })));
  await client.query(APPEND_TO_TILES, [
    tiles.map(({ organizationId }) => organizationId),
    tiles.map(({ level }) => level),
    tiles.map(({ index }) => index),
    tiles.map(({ hashes }) => hashes),
  ]);
  const { rowCount } = await client.query(GROW_TREES, [
    sealed.map(({ organizationId }) => organizationId),
    sealed.map(({ frontier }) => frontier.size),
    sealed.map(({ frontier }) => tree.root(frontier)),
    sealed.map(({ was }) => was),
  ]);
  if (rowCount !== sealed.length) throw new Error('The tree of an activity log was changed by another process');
  if (frontiers.size > MAX_FRONTIERS) frontiers.clear();
  for (const { organizationId, frontier } of sealed) frontiers.set(organizationId, frontier);
  return open.length === MAX_ORGANIZATIONS || open.some(({ entries }) => entries.length === MAX_ENTRIES);
}

const sealOnce = (sealing: Sealing): Promise<boolean> =>
  withOwner(sealing.database, async (client) => {
    await client.query('begin; set local synchronous_commit = on');
    const isLeft = await sealBatch(client, sealing);
    await client.query('commit');
    return isLeft;
  }).catch((error: unknown) => {
    sealing.frontiers.clear();
    throw error;
  });

const BUSY_MS = 20;

/**
 * Seals everything that is committed now, of all organizations or of one.
 * @throws Error when a log has a gap, or a tree does not match its tiles.
 */
export async function sealAll(database: Database, organizationId?: string): Promise<void> {
  const report = (_: string, error: unknown) => {
    throw error;
  };
  const only = organizationId === undefined ? undefined : [organizationId];
  const sealing: Sealing = { database, frontiers: new Map(), only, report, broken: new Set() };
  while (await sealOnce(sealing)) await wait(BUSY_MS);
}

export interface Sealer {
  /** Tells the sealer that an organization has new entries. */
  wake(organizationId: string): void;
  stop(): Promise<void>;
}

const GATHER_MS = 500;
const SWEEP_MS = 5000;

/** Seals entries within a second of a write in this process, and all others within some seconds. */
export function startSealer(database: Database, log: Logger): Sealer {
  const stopping = new AbortController();
  const pause = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => {});
  const report = (organizationId: string, err: unknown) =>
    log.error({ err, organizationId }, 'the activity log of an organization cannot be sealed');
  const sealing = { database, frontiers: new Map(), report, broken: new Set<string>() };
  let woken = new Set<string>();
  let wakeUp = () => {};

  async function sealWoken(isSweep: boolean): Promise<void> {
    const only = isSweep ? undefined : [...woken];
    woken = new Set();
    try {
      while (!stopping.signal.aborted && (await sealOnce({ ...sealing, only }))) await pause(BUSY_MS);
    } catch (err) {
      log.warn({ err }, 'the activity log could not be sealed; this will be retried');
    }
  }

  async function run(): Promise<void> {
    for (let nextSweep = 0; !stopping.signal.aborted; ) {
      const isSweep = performance.now() >= nextSweep;
      if (isSweep) {
        nextSweep = performance.now() + SWEEP_MS;
        sealing.broken.clear();
      }
      await sealWoken(isSweep);
      if (woken.size === 0) {
        const awake = new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
        await Promise.race([awake, pause(nextSweep - performance.now())]);
      }
      // Entries that are written together are sealed together.
      await pause(GATHER_MS);
    }
  }
  const ended = run();
  return {
    wake(organizationId) {
      woken.add(organizationId);
      wakeUp();
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
