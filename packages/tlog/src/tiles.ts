import type { ReadNode } from './tree.ts';

/** A tile has up to 256 hashes (c2sp.org/tlog-tiles): of nodes on tree level 8 × its level. */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;
const HASH_BYTES = 32;

export interface TileId {
  readonly level: number;
  readonly index: number;
}

/** The tile that a node is in, or whose hashes the node is calculated from. */
export function tileOf(level: number, index: number): TileId {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const below = 2 ** (level - tileLevel * TILE_HEIGHT);
  return { level: tileLevel, index: Math.floor((index * below) / TILE_WIDTH) };
}

/** Reads nodes from tiles. Throws Error if the tile has too few hashes: the node is not complete, or the tile was cut. */
export const nodesInTiles =
  (readTile: (tile: TileId) => Uint8Array, nodeHash: (left: Uint8Array, right: Uint8Array) => Uint8Array): ReadNode =>
  (level, index) => {
    const tile = tileOf(level, index);
    const count = 2 ** (level - tile.level * TILE_HEIGHT);
    const first = index * count - tile.index * TILE_WIDTH;
    const bytes = readTile(tile).subarray(first * HASH_BYTES, (first + count) * HASH_BYTES);
    if (bytes.length < count * HASH_BYTES) throw new Error(`Tile ${tile.level}/${tile.index} has too few hashes`);
    let hashes = Array.from({ length: count }, (_, n) => bytes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES));
    while (hashes.length > 1) hashes = pairs(hashes).map(([left, right]) => nodeHash(left, right));
    const [hash] = hashes;
    if (hash === undefined) throw new Error(`Tile ${tile.level}/${tile.index} is empty`);
    return hash;
  };

const pairs = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((left, n) => (n % 2 === 0 ? [[left, items[n + 1] as T] satisfies [T, T]] : []));
