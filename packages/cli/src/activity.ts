import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { type Checkpoint, type Verdict, verifyChain } from '@raptor-comply/api/kernel/activity/chain';
import { textLines } from '@raptor-comply/api/kernel/base/line-reader';
import { readActivity } from '@raptor-comply/api/operator/activity';
import { listOrganizations } from '@raptor-comply/api/operator/organizations';
import { organizationOf, withDatabase } from './database.ts';
import { Failure, UsageError } from './failure.ts';

export interface VerifyOptions {
  readonly org?: string;
  readonly file?: string;
  readonly checkpoint?: string;
}

/** Parses `1204:9f86d0…`, as `verify` prints it. */
function readCheckpoint(text: string | undefined): Checkpoint | undefined {
  if (text === undefined) return undefined;
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === undefined) throw new UsageError('--checkpoint must be a sequence and a hash, such as 1204:9f86d0….');
  return { sequence: Number(sequence), hash };
}

/** Parses NDJSON; undefined for a line that is not JSON, which `verifyChain` reports. */
async function* entriesOf(lines: Readable): AsyncGenerator<unknown> {
  for await (const line of textLines(lines)) {
    if (line.trim() === '') continue;
    try {
      yield JSON.parse(line);
    } catch {
      yield undefined;
    }
  }
}

/** Prints the verdict on a good log; returns the problem of a bad one. */
function report(name: string, { count, end, problem }: Verdict): string[] {
  if (problem !== undefined) return [`${name}: ${problem}.`];
  const at = end === undefined ? '' : `, checkpoint ${end.sequence}:${end.hash}`;
  process.stdout.write(`${name}: ${count} ${count === 1 ? 'entry' : 'entries'}, complete and unchanged${at}\n`);
  return [];
}

async function verifyFile(file: string, checkpoint: Checkpoint | undefined): Promise<string[]> {
  const verdict = await verifyChain(entriesOf(file === '-' ? process.stdin : createReadStream(file)), { checkpoint });
  const problems = report(file, verdict);
  const first = verdict.end === undefined ? 1 : verdict.end.sequence - verdict.count + 1;
  if (problems.length === 0 && first !== 1) {
    process.stderr.write(`${file} starts with entry ${first}; the entries before it are not verified.\n`);
  }
  return problems;
}

const verifyLogs = (org: string | undefined, checkpoint: Checkpoint | undefined): Promise<string[]> =>
  withDatabase(async (database, config) => {
    const organizations =
      org === undefined ? await listOrganizations(database) : [await organizationOf(database, config, org)];
    const problems: string[] = [];
    for (const organization of organizations) {
      const verdict = await verifyChain(readActivity(database, organization), { checkpoint, whole: true });
      problems.push(...report(organization.slug, verdict));
    }
    return problems;
  });

/** Verifies an exported log, an organization's, or those of all organizations. Throws Failure with all problems. */
export async function verifyActivity({ org, file, checkpoint: given }: VerifyOptions): Promise<void> {
  const checkpoint = readCheckpoint(given);
  if (checkpoint !== undefined && org === undefined && file === undefined) {
    throw new UsageError('--checkpoint needs --org or --file, as it belongs to one organization.');
  }
  const problems = file === undefined ? await verifyLogs(org, checkpoint) : await verifyFile(file, checkpoint);
  if (problems.length > 0) throw new Failure(problems.join(' '));
}
