import { EMPTY_TREE, type Frontier, fromBase64, toBase64 } from '@raptor-comply/tlog';
import { readGeneration, writeGeneration } from './generations.ts';
import { epochOf, type KeptCheckpoint } from './log-head.ts';
import { tree } from './tree.ts';

/** What the signer has signed of each organization's log, in a folder beside its key: one small file per organization. */
export interface SignedState {
  /** Of the checkpoints, which ends in the epoch. */
  readonly origin: string;
  readonly frontier: Frontier;
  readonly generation: number;
}

/** The first state of a log. */
export const nothingSigned = (origin: string): SignedState => ({ generation: 0, origin, frontier: EMPTY_TREE });

/** Reads what was signed last; undefined if nothing was. Throws Error if the file is damaged. */
export async function readState(folder: string, organizationId: string): Promise<SignedState | undefined> {
  const stored = await readGeneration(folder, organizationId);
  if (stored === undefined) return undefined;
  const { generation, file, text } = stored;
  try {
    const { origin, size, hashes } = JSON.parse(text) as { origin: string; size: number; hashes: string[] };
    return { generation, origin, frontier: { size, hashes: hashes.map(fromBase64) } };
  } catch (cause) {
    throw new Error(`The file ${file} is damaged`, { cause });
  }
}

/** What was signed last, as a checkpoint that the signer keeps. */
export async function lastSigned(folder: string, organizationId: string): Promise<KeptCheckpoint | undefined> {
  const state = await readState(folder, organizationId);
  if (state === undefined) return undefined;
  const { origin, frontier } = state;
  return { keeper: 'the signer', epoch: epochOf(origin), size: frontier.size, root: tree.root(frontier) };
}

/** Replaces a state. Returns false if another process has done so. */
export function writeState(
  folder: string,
  organizationId: string,
  { generation, origin, frontier }: SignedState,
): Promise<boolean> {
  const { size, hashes } = frontier;
  const text = JSON.stringify({ origin, size, hashes: hashes.map(toBase64) });
  return writeGeneration(folder, organizationId, { generation, text });
}
