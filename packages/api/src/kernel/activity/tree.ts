import {
  EMPTY_TREE,
  type FinishedNode,
  type Frontier,
  merkleTree,
  nodesInTiles,
  type ReadNode,
  TILE_HEIGHT,
  type TileId,
  tileOf,
} from '@raptor-comply/tlog';
import { sha256 } from '../base/sha256.ts';
import { type LogEntry, leafOf } from './leaf.ts';

export const tree = merkleTree(sha256);

/** A tile of an organization's tree, or the hashes that are appended to it. */
export interface Tile extends TileId {
  readonly hashes: Uint8Array;
}

/** Collects the hashes of finished nodes by the tiles that they are appended to. */
export class TileCollector {
  readonly #tiles = new Map<string, TileId & { readonly hashes: Uint8Array[] }>();

  add(nodes: readonly FinishedNode[]): void {
    for (const { level, index, hash } of nodes) {
      if (level % TILE_HEIGHT !== 0) continue;
      const tile = tileOf(level, index);
      const name = `${tile.level}/${tile.index}`;
      const known = this.#tiles.get(name);
      if (known === undefined) this.#tiles.set(name, { ...tile, hashes: [hash] });
      else known.hashes.push(hash);
    }
  }

  get tiles(): Tile[] {
    return [...this.#tiles.values()].map((tile) => ({ ...tile, hashes: Buffer.concat(tile.hashes) }));
  }
}

/** Appends entries in their order. Returns the new frontier and what is appended to each tile. */
export function appendEntries(start: Frontier, entries: readonly LogEntry[]): { frontier: Frontier; tiles: Tile[] } {
  let frontier = start;
  const appended = new TileCollector();
  for (const entry of entries) {
    if (entry.sequence !== frontier.size + 1) {
      throw new Error(`Entry ${frontier.size + 1} of the activity log is missing: entry ${entry.sequence} follows`);
    }
    const next = tree.append(frontier, tree.leafHash(leafOf(entry)));
    frontier = next.frontier;
    appended.add(next.finished);
  }
  return { frontier, tiles: appended.tiles };
}

/** The complete subtrees of a tree of this size. */
export function frontierNodes(size: number): { level: number; index: number }[] {
  const nodes: { level: number; index: number }[] = [];
  let start = 0;
  for (let level = Math.floor(Math.log2(Math.max(1, size))); level >= 0; level--) {
    const leaves = 2 ** level;
    if (size - start < leaves) continue;
    nodes.push({ level, index: start / leaves });
    start += leaves;
  }
  return nodes;
}

/** The tiles that have all hashes of the nodes. */
export function tilesOf(nodes: readonly { level: number; index: number }[]): TileId[] {
  const tiles = nodes.map(({ level, index }) => tileOf(level, index));
  return [...new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile])).values()];
}

export function nodesIn(tiles: readonly Tile[]): ReadNode {
  const known = new Map(tiles.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]));
  return nodesInTiles(({ level, index }) => known.get(`${level}/${index}`) ?? new Uint8Array(), tree.nodeHash);
}

/** The frontier of a tree of this size, from its tiles. */
export function frontierIn(size: number, tiles: readonly Tile[]): Frontier {
  if (size === 0) return EMPTY_TREE;
  const read = nodesIn(tiles);
  return { size, hashes: frontierNodes(size).map(({ level, index }) => read(level, index)) };
}
