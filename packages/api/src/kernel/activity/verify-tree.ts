import { EMPTY_TREE, equal, type Frontier, TILE_WIDTH } from '@raptor-comply/tlog';
import type pg from 'pg';
import { rowsOf } from './cursor.ts';
import type { Report } from './findings.ts';
import { leafHashOf, parseChange, STORED_COLUMNS, type StoredEntry } from './stored-entry.ts';
import { type Tile, TileCollector, tree } from './tree.ts';

/** A checkpoint that somebody keeps, or that was published. */
export interface KeptCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The tree as its row has it. Empty if nothing is sealed yet. */
export interface SealedTree {
  readonly size: number;
  readonly root: Uint8Array;
}

interface StoredTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
}

const HASH_BYTES = 32;
const TILE_COLUMNS = 'level::int as level, index::double precision as index, hashes';

export async function readTree(client: pg.PoolClient, organizationId: string): Promise<SealedTree> {
  const { rows } = await client.query<SealedTree>(
    'select size::double precision as size, root from activity_trees where organization_id = $1',
    [organizationId],
  );
  return rows[0] ?? { size: 0, root: tree.root(EMPTY_TREE) };
}

/** The leaves' hashes in the tiles of level 0, up to the first tile that is not the next one of a tree of this size. */
async function* sealedHashes(
  client: pg.PoolClient,
  { organizationId, sealed: { size }, report }: TreeCheck,
): AsyncGenerator<Uint8Array> {
  const text = `select ${TILE_COLUMNS} from activity_tiles where organization_id = $1 and level = 0 order by index`;
  let next = 0;
  for await (const { index, hashes } of rowsOf<StoredTile>(client, 'tiles', { text, values: [organizationId] })) {
    if (index !== next || hashes.length !== Math.min(TILE_WIDTH, size - index * TILE_WIDTH) * HASH_BYTES) {
      report({
        kind: 'tree',
        what: `the tile 0/${next} is missing, too short, or too long for a tree of ${size} entries`,
      });
      return;
    }
    next++;
    for (let at = 0; at < hashes.length; at += HASH_BYTES) yield hashes.subarray(at, at + HASH_BYTES);
  }
}

/** The hashes of the entries that are not sealed yet, up to the first that is missing. */
async function* openHashes(client: pg.PoolClient, organizationId: string, size: number): AsyncGenerator<Uint8Array> {
  const text = `select ${STORED_COLUMNS} from activity_entries e
                 where e.organization_id = $1 and e.sequence > $2 order by e.sequence`;
  let next = size + 1;
  for await (const stored of rowsOf<StoredEntry>(client, 'open', { text, values: [organizationId, size] })) {
    if (stored.sequence !== next++) return;
    yield leafHashOf(stored, parseChange(stored));
  }
}

/** Checks that the kept checkpoints are on the way of a growing tree. */
function checkpointCheck(kept: readonly KeptCheckpoint[], report: Report) {
  const open = [...kept].sort((a, b) => a.size - b.size);
  return {
    /** Compares those of the frontier's size. */
    at(frontier: Frontier): void {
      while (open[0]?.size === frontier.size) {
        const { size, root } = open.shift() as KeptCheckpoint;
        if (equal(tree.root(frontier), root)) continue;
        const what = `the first ${size} entries are not those of the kept checkpoint: the log was rewritten`;
        report({ kind: 'checkpoint', what, sequence: size });
      }
    },
    /** Whether a larger one is left. */
    isOpen: () => open.length > 0,
    end(frontier: Frontier): void {
      for (const { size } of open) {
        const what = `the log has ${frontier.size} entries, and a kept checkpoint has ${size}: its end was cut off`;
        report({ kind: 'checkpoint', what, sequence: frontier.size });
      }
    },
  };
}

/** Compares the tiles above level 0 with those that were calculated. */
async function checkUpperTiles(client: pg.PoolClient, organizationId: string, calculated: readonly Tile[]) {
  const text = `select ${TILE_COLUMNS} from activity_tiles where organization_id = $1 and level > 0 order by level, index`;
  const { rows } = await client.query<StoredTile>(text, [organizationId]);
  const left = new Map(calculated.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  for (const { level, index, hashes } of rows) {
    const name = `${level}/${index}`;
    if (!equal(left.get(name) ?? new Uint8Array(), hashes)) return name;
    left.delete(name);
  }
  return left.keys().next().value;
}

interface TreeCheck {
  readonly organizationId: string;
  readonly sealed: SealedTree;
  readonly kept: readonly KeptCheckpoint[];
  readonly report: Report;
}

/** Checks the tiles against the tree's size and root, and the tree against checkpoints that were kept. */
export async function verifyTree(client: pg.PoolClient, check: TreeCheck): Promise<void> {
  const { organizationId, sealed, kept, report } = check;
  const checkpoints = checkpointCheck(kept, report);
  const upper = new TileCollector();
  let frontier = EMPTY_TREE;
  const append = (hash: Uint8Array) => {
    checkpoints.at(frontier);
    const next = tree.append(frontier, hash);
    frontier = next.frontier;
    // The tiles of level 0 are where the hashes came from.
    upper.add(next.finished.filter(({ level }) => level > 0));
  };
  for await (const hash of sealedHashes(client, check)) append(hash);
  if (frontier.size !== sealed.size) {
    report({ kind: 'tree', what: `the tiles of the entries after ${frontier.size} are missing` });
    return;
  }
  if (!equal(tree.root(frontier), sealed.root)) {
    report({ kind: 'tree', what: `the hashes of the ${sealed.size} sealed entries do not have the root of the tree` });
  }
  const wrong = await checkUpperTiles(client, organizationId, upper.tiles);
  if (wrong !== undefined) report({ kind: 'tree', what: `the tile ${wrong} does not match the tiles below it` });
  checkpoints.at(frontier);
  if (checkpoints.isOpen()) {
    for await (const hash of openHashes(client, organizationId, sealed.size)) append(hash);
    checkpoints.at(frontier);
  }
  checkpoints.end(frontier);
}
