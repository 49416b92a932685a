import { createHash } from 'node:crypto';

/**
 * Verifies an activity log. The hash of each entry is the SHA-256 of its canonical form, which includes the previous entry's hash. Only the
 * entries are needed, so an exported log can be verified anywhere.
 */

/** The fields of an entry that the chain uses. */
interface Link {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** The position and hash of an entry, kept outside the log. */
export interface Checkpoint {
  readonly sequence: number;
  readonly hash: string;
}

export interface Verdict {
  /** The number of entries that were read, including the bad one. */
  readonly count: number;
  /** The last good entry, if any. */
  readonly end: Checkpoint | undefined;
  /** What is wrong with the first bad entry; undefined when the log is complete and unchanged. */
  readonly problem: string | undefined;
}

/** The previous hash of the first entry. */
export const GENESIS = '0'.repeat(64);

/** JSON in the canonical form of RFC 8785: keys in the order of their code units, no spaces, numbers and text as ECMAScript writes them. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`).join(',')}}`;
}

const isLink = (entry: unknown): entry is Link =>
  typeof entry === 'object' &&
  entry !== null &&
  'sequence' in entry &&
  Number.isSafeInteger(entry.sequence) &&
  'previousHash' in entry &&
  typeof entry.previousHash === 'string' &&
  'hash' in entry &&
  typeof entry.hash === 'string';

const hashOf = ({ hash: _, ...entry }: Link): string => createHash('sha256').update(canonicalJson(entry)).digest('hex');

/** What is wrong with an entry, given the previous one. */
function problemOf(entry: Link, before: Checkpoint | undefined): string | undefined {
  const { sequence, previousHash, hash } = entry;
  if (before !== undefined && sequence !== before.sequence + 1) {
    return sequence > before.sequence
      ? `entry ${before.sequence + 1} is missing: entry ${sequence} was found instead`
      : `entry ${sequence} is out of order: it follows entry ${before.sequence}`;
  }
  if (hash !== hashOf(entry)) return `entry ${sequence} was changed: its hash does not match its content`;
  const expected = before?.hash ?? (sequence === 1 ? GENESIS : previousHash);
  if (previousHash !== expected) {
    return `entry ${sequence} does not follow entry ${sequence - 1}: one of them was added or replaced later`;
  }
  return undefined;
}

/**
 * Verifies entries in their order, against a checkpoint if there is one. A `whole` log must start with its first entry; otherwise any
 * entry may be the first, and one after the checkpoint must follow it.
 */
export async function verifyChain(
  entries: AsyncIterable<unknown> | Iterable<unknown>,
  { checkpoint, whole = false }: { checkpoint?: Checkpoint | undefined; whole?: boolean } = {},
): Promise<Verdict> {
  let end: Checkpoint | undefined;
  let count = 0;
  for await (const entry of entries) {
    count++;
    if (!isLink(entry)) return { count, end, problem: `line ${count} is not an entry of an activity log` };
    const { sequence, hash } = entry;
    const isAfterCheckpoint = checkpoint !== undefined && sequence > checkpoint.sequence;
    const start = whole ? { sequence: 0, hash: GENESIS } : isAfterCheckpoint ? checkpoint : undefined;
    const problem = problemOf(entry, end ?? start);
    if (problem !== undefined) return { count, end, problem };
    if (sequence === checkpoint?.sequence && hash !== checkpoint.hash) {
      return { count, end, problem: `entry ${sequence} differs from the checkpoint` };
    }
    end = { sequence, hash };
  }
  const last = end?.sequence ?? 0;
  if (checkpoint !== undefined && last < checkpoint.sequence) {
    return { count, end, problem: `entry ${last + 1} is missing: the checkpoint is for entry ${checkpoint.sequence}` };
  }
  return { count, end, problem: undefined };
}
