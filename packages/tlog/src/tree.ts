import { concat, equal, type Sha256 } from './bytes.ts';

/**
 * The hash of a complete subtree: of the 2^level leaves from `index` × 2^level on. Level 0 has the leaves' hashes.
 */
export type ReadNode = (level: number, index: number) => Uint8Array;

/** The roots of the complete subtrees that a tree consists of, the largest first: one for each bit of its size. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

export const EMPTY_TREE: Frontier = { size: 0, hashes: [] };

/** A complete subtree that an append has finished. */
export interface FinishedNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The largest power of two below `n`, which must be above 1. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;

/** The functions of RFC 6962, section 2.1, over a SHA-256 of the platform. Sizes and indexes are whole numbers below 2^53. */
export function merkleTree(sha256: Sha256) {
  const leafHash = (leaf: Uint8Array): Uint8Array => sha256(concat(LEAF, leaf));
  const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(NODE, left, right));

  /** The hash of the leaves from `from` up to `to`, which is not empty. */
  function rangeHash(from: number, to: number, read: ReadNode): Uint8Array {
    const k = to - from === 1 ? 1 : split(to - from) * 2;
    if (k === to - from) return read(Math.log2(k), from / k);
    const middle = from + split(to - from);
    return nodeHash(rangeHash(from, middle, read), rangeHash(middle, to, read));
  }

  function inclusionPath(index: number, [from, to]: readonly [number, number], read: ReadNode): Uint8Array[] {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    return index < middle
      ? [...inclusionPath(index, [from, middle], read), rangeHash(middle, to, read)]
      : [...inclusionPath(index, [middle, to], read), rangeHash(from, middle, read)];
  }

  function consistencyPath(size: number, [from, to]: readonly [number, number], read: ReadNode): Uint8Array[] {
    // Whoever has the old root has the hash of a subtree that starts with the tree.
    if (size === to) return from === 0 ? [] : [rangeHash(from, to, read)];
    const middle = from + split(to - from);
    return size <= middle
      ? [...consistencyPath(size, [from, middle], read), rangeHash(middle, to, read)]
      : [...consistencyPath(size, [middle, to], read), rangeHash(from, middle, read)];
  }

  return {
    leafHash,
    nodeHash,

    /** Appends a leaf's hash. Returns the new frontier, and the subtrees that are complete now, the leaf first. */
    append(frontier: Frontier, hash: Uint8Array): { frontier: Frontier; finished: FinishedNode[] } {
      const hashes = [...frontier.hashes];
      const finished: FinishedNode[] = [];
      let node = { level: 0, index: frontier.size, hash };
      finished.push(node);
      for (let left = hashes.at(-1); isOdd(node.index) && left !== undefined; left = hashes.at(-1)) {
        hashes.pop();
        node = { level: node.level + 1, index: half(node.index), hash: nodeHash(left, node.hash) };
        finished.push(node);
      }
      return { frontier: { size: frontier.size + 1, hashes: [...hashes, node.hash] }, finished };
    },

    /** The root of a tree. Of the empty one, it is the hash of nothing. */
    root: ({ hashes }: Frontier): Uint8Array =>
      hashes.length === 0 ? sha256(new Uint8Array()) : hashes.reduceRight((right, left) => nodeHash(left, right)),

    /** The hashes from a leaf's sibling up to the root's child. Throws RangeError if the tree has no such leaf. */
    inclusionProof(index: number, size: number, read: ReadNode): Uint8Array[] {
      if (!(index >= 0 && index < size)) throw new RangeError(`A tree of ${size} leaves has no leaf ${index}`);
      return inclusionPath(index, [0, size], read);
    },

    /** The hashes that show that a tree is the beginning of a larger one. Throws RangeError if it is larger itself. */
    consistencyProof(from: number, to: number, read: ReadNode): Uint8Array[] {
      if (!(from >= 0 && from <= to)) throw new RangeError(`A tree of ${from} leaves is no beginning of one of ${to}`);
      return from === 0 ? [] : consistencyPath(from, [0, to], read);
    },

    /** Whether the proof leads from the leaf's hash to the root (RFC 9162, section 2.1.3.2). */
    verifyInclusion(
      leaf: { readonly index: number; readonly hash: Uint8Array },
      tree: { readonly size: number; readonly root: Uint8Array },
      proof: readonly Uint8Array[],
    ): boolean {
      if (!(leaf.index >= 0 && leaf.index < tree.size)) return false;
      let [node, last, hash] = [leaf.index, tree.size - 1, leaf.hash];
      for (const sibling of proof) {
        if (last === 0) return false;
        if (isOdd(node) || node === last) {
          hash = nodeHash(sibling, hash);
          while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
        } else {
          hash = nodeHash(hash, sibling);
        }
        [node, last] = [half(node), half(last)];
      }
      return last === 0 && equal(hash, tree.root);
    },

    /** Whether the proof shows that the first tree is the beginning of the second one (RFC 9162, section 2.1.4.2). */
    verifyConsistency(
      first: { readonly size: number; readonly root: Uint8Array },
      second: { readonly size: number; readonly root: Uint8Array },
      proof: readonly Uint8Array[],
    ): boolean {
      if (first.size > second.size || first.size < 0) return false;
      if (first.size === second.size) return proof.length === 0 && equal(first.root, second.root);
      if (first.size === 0) return proof.length === 0 && equal(first.root, sha256(new Uint8Array()));
      let [node, last] = [first.size - 1, second.size - 1];
      while (isOdd(node)) [node, last] = [half(node), half(last)];
      // The old root itself, if the old tree is one complete subtree.
      const [start, ...rest] = node === 0 ? [first.root, ...proof] : proof;
      if (start === undefined) return false;
      let [oldHash, newHash] = [start, start];
      for (const sibling of rest) {
        if (last === 0) return false;
        if (isOdd(node) || node === last) {
          oldHash = nodeHash(sibling, oldHash);
          newHash = nodeHash(sibling, newHash);
          while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
        } else {
          newHash = nodeHash(newHash, sibling);
        }
        [node, last] = [half(node), half(last)];
      }
      return last === 0 && equal(oldHash, first.root) && equal(newHash, second.root);
    },
  };
}
