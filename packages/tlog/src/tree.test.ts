import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cryptography, tree } from '../test/platform.ts';
import {
  EMPTY_TREE,
  type Frontier,
  nodesInTiles,
  type ReadNode,
  TILE_HEIGHT,
  TILE_WIDTH,
  type TileId,
  tileOf,
} from './index.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const leaves = (count: number): Uint8Array[] => Array.from({ length: count }, (_, n) => Buffer.from(`leaf ${n}`));

/** The Merkle tree hash as RFC 6962, section 2.1, defines it, without a frontier. */
function definition(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return cryptography.sha256(new Uint8Array());
  const [only] = entries;
  if (only !== undefined && entries.length === 1) return tree.leafHash(only);
  const k = 2 ** Math.floor(Math.log2(entries.length - 1));
  return tree.nodeHash(definition(entries.slice(0, k)), definition(entries.slice(k)));
}

/** A log in memory: its nodes in tiles, and its frontier at every size. */
function grow(entries: readonly Uint8Array[]) {
  const tiles = new Map<string, Uint8Array[]>();
  const frontiers: Frontier[] = [EMPTY_TREE];
  for (const entry of entries) {
    const { frontier, finished } = tree.append(frontiers.at(-1) ?? EMPTY_TREE, tree.leafHash(entry));
    for (const { level, index, hash } of finished.filter((node) => node.level % TILE_HEIGHT === 0)) {
      const name = JSON.stringify(tileOf(level, index));
      tiles.set(name, tiles.get(name) ?? []);
      const width = tiles.get(name)?.push(hash);
      if (width !== (index % TILE_WIDTH) + 1) throw new Error(`Node ${level}/${index} is out of order`);
    }
    frontiers.push(frontier);
  }
  const readTile = (tile: TileId): Uint8Array => Buffer.concat(tiles.get(JSON.stringify(tile)) ?? []);
  return { frontiers, read: nodesInTiles(readTile, tree.nodeHash) };
}

describe('The tree', () => {
  it('has the roots that are published for Certificate Transparency', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const { frontiers } = grow(inputs.map((input) => Buffer.from(input, 'hex')));
    expect(frontiers.map((frontier) => hex(tree.root(frontier)))).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  it('has at every size the root that RFC 6962 defines', () => {
    const entries = leaves(300);
    for (const [size, frontier] of grow(entries).frontiers.entries()) {
      expect(hex(tree.root(frontier))).toBe(hex(definition(entries.slice(0, size))));
    }
  });

  it('reads any proof of a tree from at most five tiles, as a path has one node on each level', () => {
    const { read } = grow(leaves(70_000));
    const asked = new Set<string>();
    const counting: ReadNode = (level, index) => {
      asked.add(JSON.stringify(tileOf(level, index)));
      return read(level, index);
    };
    tree.inclusionProof(12_345, 70_000, counting);
    expect(asked.size).toBeLessThanOrEqual(5);
  });
});

const SIZE = 600;
const { frontiers, read } = grow(leaves(SIZE));
const head = (size: number) => ({ size, root: tree.root(frontiers[size] ?? EMPTY_TREE) });
const size = fc.integer({ min: 0, max: SIZE });
const changed = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at % bytes.length ? byte ^ 1 : byte));

describe('A proof of inclusion', () => {
  const leaf = (index: number) => ({ index, hash: tree.leafHash(Buffer.from(`leaf ${index}`)) });
  const place = fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)).map(([one, other]) => ({
    index: Math.min(one, other),
    of: Math.max(one, other) + 1,
  }));

  it('shows every leaf of every tree', () => {
    fc.assert(
      fc.property(place, ({ index, of }) => {
        const proof = tree.inclusionProof(index, of, read);
        expect(tree.verifyInclusion(leaf(index), head(of), proof)).toBe(true);
      }),
    );
  });

  it('is refused for another leaf, place, size or root, and when a hash is changed, missing or added', () => {
    fc.assert(
      fc.property(place, fc.nat(), fc.nat(31), ({ index, of }, which, at) => {
        const proof = tree.inclusionProof(index, of, read);
        const refused = (...[of_, tree_, hashes]: Parameters<typeof tree.verifyInclusion>) =>
          expect(tree.verifyInclusion(of_, tree_, hashes)).toBe(false);
        refused({ ...leaf(index), hash: changed(leaf(index).hash, at) }, head(of), proof);
        refused(leaf(index), { ...head(of), root: changed(head(of).root, at) }, proof);
        refused({ ...leaf(index), index: of }, head(of), proof);
        refused({ ...leaf(index), index: -1 }, head(of), proof);
        refused(leaf(index), head(of), [...proof, Buffer.alloc(32)]);
        if (index > 0) refused({ ...leaf(index), index: index - 1 }, head(of), proof);
        if (proof.length > 0) {
          const broken = which % proof.length;
          refused(
            leaf(index),
            head(of),
            proof.map((hash, n) => (n === broken ? changed(hash, at) : hash)),
          );
          refused(
            leaf(index),
            head(of),
            proof.filter((_, n) => n !== broken),
          );
        }
      }),
    );
  });

  it('is not made for a leaf that the tree does not have', () => {
    expect(() => tree.inclusionProof(5, 5, read)).toThrow('A tree of 5 leaves has no leaf 5');
    expect(() => tree.inclusionProof(-1, 5, read)).toThrow(RangeError);
  });
});

describe('A proof of consistency', () => {
  const sizes = fc.tuple(size, size).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);

  it('shows that every tree is the beginning of every larger one', () => {
    fc.assert(
      fc.property(sizes, ([from, to]) => {
        const proof = tree.consistencyProof(from, to, read);
        expect(tree.verifyConsistency(head(from), head(to), proof)).toBe(true);
      }),
    );
  });

  it('is refused for another root, in the other direction, and when a hash is changed, missing or added', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(31), ([from, to], which, at) => {
        const proof = tree.consistencyProof(from, to, read);
        const refused = (...[one, other, hashes]: Parameters<typeof tree.verifyConsistency>) =>
          expect(tree.verifyConsistency(one, other, hashes)).toBe(false);
        refused({ ...head(from), root: changed(head(from).root, at) }, head(to), proof);
        if (from > 0) refused(head(from), { ...head(to), root: changed(head(to).root, at) }, proof);
        refused(head(from), head(to), [...proof, Buffer.alloc(32)]);
        if (from < to) refused(head(to), head(from), proof);
        if (proof.length > 0) {
          const broken = which % proof.length;
          refused(
            head(from),
            head(to),
            proof.map((hash, n) => (n === broken ? changed(hash, at) : hash)),
          );
          refused(
            head(from),
            head(to),
            proof.filter((_, n) => n !== broken),
          );
        }
      }),
    );
  });

  it('is not made to a smaller tree', () => {
    expect(() => tree.consistencyProof(6, 5, read)).toThrow(RangeError);
  });
});
