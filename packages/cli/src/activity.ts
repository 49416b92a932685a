import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Finding } from '@raptor-comply/api/kernel/activity/findings';
import { type LogEntry, leafOf } from '@raptor-comply/api/kernel/activity/leaf';
import { cryptography } from '@raptor-comply/api/kernel/activity/signing-key';
import { tree } from '@raptor-comply/api/kernel/activity/tree';
import { verifiableOrganizations, verifyOrganization } from '@raptor-comply/api/kernel/activity/verify';
import { textLines } from '@raptor-comply/api/kernel/base/line-reader';
import {
  type Checkpoint,
  EMPTY_TREE,
  equal,
  parseCheckpoint,
  parseVerifierKey,
  type VerifierKey,
  verifiedSignatures,
} from '@raptor-comply/tlog';
import { organizationOf, withDatabase } from './database.ts';
import { CouldNotCheck, explain, Failure, UsageError } from './failure.ts';
import { print, progressBar } from './output.ts';

export interface VerifyOptions {
  readonly org?: string;
  readonly file?: string;
  readonly checkpoint?: readonly string[];
  readonly key?: string;
}

/** Reads the keys of `GET /activity/key`, one in each line. */
async function readKeys(file: string): Promise<VerifierKey[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  try {
    return lines.map((line) => parseVerifierKey(cryptography.sha256, line.trim()));
  } catch (error) {
    throw new CouldNotCheck(`The file ${file} has no verifier keys: ${explain(error)}`);
  }
}

/** Reads a checkpoint. With keys, one of them must have signed it. */
async function readCheckpoint(file: string, keys: readonly VerifierKey[] | undefined): Promise<Checkpoint> {
  const text = await readFile(file, 'utf8');
  try {
    const { checkpoint, note } = parseCheckpoint(text);
    if (keys !== undefined && verifiedSignatures(cryptography, note, keys).length === 0)
      throw new Error('none of the given keys has signed it.');
    return checkpoint;
  } catch (error) {
    throw new CouldNotCheck(`The file ${file} is not a signed checkpoint: ${explain(error)}`);
  }
}

const count = (entries: number): string => `${entries} ${entries === 1 ? 'entry' : 'entries'}`;

/** What was found, where, and since when. */
export function describeFinding(name: string, { what, since, others }: Finding): string {
  const after = since === undefined ? '' : `; this was done after ${since}`;
  const more = others === 0 ? '' : `; ${others} more like this`;
  return `${name}: ${what}${after}${more}.`;
}

/** Verifies the logs of all organizations, or of one. Returns sentences about what is wrong. */
const verifyLogs = (org: string | undefined, checkpoints: readonly Checkpoint[]): Promise<string[]> =>
  withDatabase(async (database, config) => {
    const organizations =
      org === undefined ? await verifiableOrganizations(database) : [await organizationOf(database, config, org)];
    const problems: string[] = [];
    for (const { id, slug } of organizations) {
      const foreign = checkpoints.find(({ origin }) => !origin.split('/').some((part) => part === id || part === slug));
      if (foreign !== undefined) {
        throw new CouldNotCheck(`The checkpoint is of the log ${foreign.origin}, which is not that of ${slug}.`);
      }
      const bar = progressBar(slug);
      const { findings, entries, sealed } = await verifyOrganization(database, id, {
        checkpoints,
        progress: bar.show,
      }).finally(bar.clear);
      problems.push(...findings.map((finding) => describeFinding(slug, finding)));
      const open = entries > sealed.size ? `; ${entries - sealed.size} not sealed yet` : '';
      if (findings.length === 0) print(`${slug}: ${count(entries)}, complete and unchanged${open}`);
    }
    return problems;
  });

/** An entry as `GET /activity` shows it. */
interface ShownEntry extends Omit<LogEntry, 'context'> {
  readonly actor: object;
  readonly changeReason: string | null;
  readonly operationId: string | null;
  readonly requestId: string | null;
}

function parseShown(line: string, number: number): LogEntry {
  try {
    const { actor, changeReason, operationId, requestId, ...entry } = JSON.parse(line) as ShownEntry;
    return { ...entry, context: { actor, changeReason, operationId, requestId } };
  } catch {
    throw new CouldNotCheck(`Line ${number} is not an entry of an activity log.`);
  }
}

/** Verifies that an exported log begins with the entries of a checkpoint. It needs no database. */
async function verifyFile(file: string, { origin, size, root }: Checkpoint): Promise<string[]> {
  let frontier = EMPTY_TREE;
  const lines = textLines(file === '-' ? process.stdin : createReadStream(file));
  for await (const line of lines) {
    if (line.trim() === '' || frontier.size === size) continue;
    const entry = parseShown(line, frontier.size + 1);
    if (entry.sequence !== frontier.size + 1) {
      return [`${file}: entry ${frontier.size + 1} is missing or out of order: entry ${entry.sequence} follows.`];
    }
    frontier = tree.append(frontier, tree.leafHash(leafOf(entry))).frontier;
  }
  if (frontier.size < size) return [`${file}: it has ${count(frontier.size)}, and the checkpoint has ${size}.`];
  if (!equal(tree.root(frontier), root)) {
    return [`${file}: the first ${count(size)} are not those of the checkpoint: one of them was changed.`];
  }
  print(`${file}: the first ${count(size)} are those of the checkpoint of ${origin}`);
  return [];
}

/**
 * Verifies the logs of all organizations, that of one, or an exported log.
 * @throws Failure with all that is wrong; CouldNotCheck when that cannot be told.
 */
export async function verifyActivity({ org, file, checkpoint = [], key }: VerifyOptions): Promise<void> {
  if (checkpoint.length > 0 && org === undefined && file === undefined) {
    throw new UsageError('--checkpoint needs --org or --file, as it belongs to one organization.');
  }
  if (file !== undefined && checkpoint.length !== 1) {
    throw new UsageError('--file needs one --checkpoint to compare the exported log with.');
  }
  if (key !== undefined && checkpoint.length === 0) {
    throw new UsageError('--key needs a --checkpoint whose signature it verifies.');
  }
  let problems: string[];
  try {
    const keys = key === undefined ? undefined : await readKeys(key);
    const [first, ...others] = await Promise.all(checkpoint.map((kept) => readCheckpoint(kept, keys)));
    const kept = first === undefined ? [] : [first, ...others];
    problems = file === undefined || first === undefined ? await verifyLogs(org, kept) : await verifyFile(file, first);
  } catch (error) {
    throw error instanceof CouldNotCheck ? error : new CouldNotCheck(explain(error), { cause: error });
  }
  if (problems.length > 0) throw new Failure(problems.join(' '));
}
