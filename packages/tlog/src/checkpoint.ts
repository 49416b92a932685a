import { fromDecimal, hashesOf, toBase64 } from './bytes.ts';
import { formatNote, type Note, parseNote } from './note.ts';

/** The head of a log (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The text that is signed: three lines. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${toBase64(root)}\n`;

/** Reads a checkpoint's text; lines after the third are ignored. Throws SyntaxError. */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin = '', size = '', root = ''] = text.split('\n');
  const [hash] = hashesOf([root]);
  if (origin === '' || hash === undefined) throw new SyntaxError('A checkpoint begins with the origin of its log');
  return { origin, size: fromDecimal(size), root: hash };
}

/** Reads a signed checkpoint. Throws SyntaxError. What it returns is not verified. */
export function parseCheckpoint(signed: string): { readonly checkpoint: Checkpoint; readonly note: Note } {
  const note = parseNote(signed);
  return { checkpoint: parseCheckpointText(note.text), note };
}

const PROOF_HEADER = 'c2sp.org/tlog-proof@v1';

/** An entry's place in a log, with the checkpoint that vouches for it (c2sp.org/tlog-proof). */
export interface InclusionProof {
  /** From 0. */
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  readonly note: Note;
}

export const formatInclusionProof = ({ index, hashes, note }: InclusionProof): string =>
  `${[PROOF_HEADER, `index ${index}`, ...hashes.map(toBase64)].join('\n')}\n\n${formatNote(note)}`;

/** Reads a proof. Throws SyntaxError. What it returns is not verified. */
export function parseInclusionProof(text: string): InclusionProof {
  const end = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  if (header !== PROOF_HEADER) throw new SyntaxError(`A proof begins with ${PROOF_HEADER}`);
  // Data of the application, which nothing vouches for.
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const [, index] = /^index (\d+)$/.exec(lines.shift() ?? '') ?? [];
  if (index === undefined) throw new SyntaxError('A proof has the index of its entry');
  return { index: fromDecimal(index), hashes: hashesOf(lines), note: parseNote(text.slice(end + 2)) };
}

/** What a log sends to a witness: its new checkpoint, and a proof from the last one that the witness signed (c2sp.org/tlog-witness). */
export interface AddCheckpoint {
  readonly oldSize: number;
  readonly hashes: readonly Uint8Array[];
  readonly note: Note;
}

const MAX_PROOF_LINES = 63;

export const formatAddCheckpoint = ({ oldSize, hashes, note }: AddCheckpoint): string =>
  `${[`old ${oldSize}`, ...hashes.map(toBase64)].join('\n')}\n\n${formatNote(note)}`;

/** Reads the request to a witness. Throws SyntaxError. What it returns is not verified. */
export function parseAddCheckpoint(text: string): AddCheckpoint {
  const end = text.indexOf('\n\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, end)).split('\n');
  const [, oldSize] = /^old (\d+)$/.exec(first) ?? [];
  if (oldSize === undefined) throw new SyntaxError('The request begins with the size of the last checkpoint: old N');
  if (lines.length > MAX_PROOF_LINES) throw new SyntaxError(`A consistency proof has at most ${MAX_PROOF_LINES} lines`);
  return { oldSize: fromDecimal(oldSize), hashes: hashesOf(lines), note: parseNote(text.slice(end + 2)) };
}
