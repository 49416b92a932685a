import { createHash } from 'node:crypto';

/**
 * Proves an activity log: each entry has the SHA-256 of its canonical form, in which its predecessor's stands. Needs nothing but the
 * entries, so a log that was exported can be proved anywhere.
 */

/** An entry as it is read from a file: what of it matters to the chain. */
interface Link {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** An end of the log that was kept elsewhere. */
export interface Checkpoint {
  readonly sequence: number;
  readonly hash: string;
}

export interface Verdict {
  /** How many entries were read, up to the bad one. */
  readonly count: number;
  /** The last good entry; undefined when there is none. */
  readonly end: Checkpoint | undefined;
  /** What is wrong with the first bad entry; undefined when the log is whole and unchanged. */
  readonly problem: string | undefined;
}

/** What stands for the hash of the entry before the first. */
export const GENESIS = '0'.repeat(64);
/** What the first entry of a log follows. */
const BEGINNING: Checkpoint = { sequence: 0, hash: GENESIS };

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

function hashOf({ hash: _, ...entry }: Link): string {
  return createHash('sha256').update(canonicalJson(entry)).digest('hex');
}

/** What is wrong with an entry, given the one before it. */
function problemOf(entry: unknown, before: Checkpoint | undefined, count: number): string | undefined {
  if (!isLink(entry)) return `line ${count} is not an entry of an activity log`;
  const { sequence, previousHash, hash } = entry;
  if (before !== undefined && sequence !== before.sequence + 1) {
    return sequence > before.sequence
      ? `entry ${before.sequence + 1} is missing: entry ${sequence} comes in its place`
      : `entry ${sequence} is out of order: it follows entry ${before.sequence}`;
  }
  if (hash !== hashOf(entry)) return `entry ${sequence} was changed: its hash is not that of its content`;
  const expected = before?.hash ?? (sequence === 1 ? GENESIS : previousHash);
  if (previousHash !== expected) {
    return `entry ${sequence} does not belong behind entry ${sequence - 1}: one of them was put there later`;
  }
  return undefined;
}

/** A log that begins behind the checkpoint, as one that was read on from there does, has to go on from it. */
function behindCheckpoint(first: unknown, checkpoint: Checkpoint | undefined): Checkpoint | undefined {
  return checkpoint !== undefined && isLink(first) && first.sequence > checkpoint.sequence ? checkpoint : undefined;
}

/**
 * Verifies entries in their order: from the first that there is, or from the log's own first when it is to be `whole`; and against an
 * end that was kept elsewhere.
 */
export async function verifyChain(
  entries: AsyncIterable<unknown> | Iterable<unknown>,
  { checkpoint, whole = false }: { checkpoint?: Checkpoint | undefined; whole?: boolean } = {},
): Promise<Verdict> {
  let end: Checkpoint | undefined;
  let count = 0;
  for await (const entry of entries) {
    count++;
    const before = end ?? (whole ? BEGINNING : behindCheckpoint(entry, checkpoint));
    const problem = problemOf(entry, before, count);
    if (problem !== undefined) return { count, end, problem };
    const { sequence, hash } = entry as Link;
    if (sequence === checkpoint?.sequence && hash !== checkpoint.hash) {
      return { count, end, problem: `entry ${sequence} is another one than when the checkpoint was kept` };
    }
    end = { sequence, hash };
  }
  const last = end?.sequence ?? 0;
  if (checkpoint !== undefined && last < checkpoint.sequence) {
    return { count, end, problem: `entry ${last + 1} is missing: the checkpoint is of entry ${checkpoint.sequence}` };
  }
  return { count, end, problem: undefined };
}
