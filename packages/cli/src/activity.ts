import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { type Checkpoint, type Verdict, verifyChain } from '@raptor-comply/api/kernel/activity/chain';
import { textLines } from '@raptor-comply/api/kernel/base/line-reader';
import { readActivity } from '@raptor-comply/api/operator/activity';
import { findOrganization, listOrganizations } from '@raptor-comply/api/operator/organizations';
import { noSuchOrganization, withDatabase } from './database.ts';
import { Failure, UsageError } from './failure.ts';

export interface VerifyOptions {
  readonly org?: string;
  readonly file?: string;
  readonly checkpoint?: string;
}

/** `1204:9f86d0…`, as `verify` prints it. */
function readCheckpoint(text: string | undefined): Checkpoint | undefined {
  if (text === undefined) return undefined;
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === undefined) throw new UsageError('--checkpoint must be a sequence and a hash, such as 1204:9f86d0….');
  return { sequence: Number(sequence), hash };
}

async function* entriesOf(lines: Readable): AsyncGenerator<unknown> {
  for await (const line of textLines(lines)) {
    if (line.trim() === '') continue;
    try {
      yield JSON.parse(line);
    } catch {
      // The verdict says that this line is no entry.
      yield undefined;
    }
  }
}

/** Tells the verdict on one log; what is wrong is thrown as a Failure when all logs are told. */
function tell(name: string, { count, end, problem }: Verdict): string[] {
  if (problem !== undefined) return [`${name}: ${problem}.`];
  const at = end === undefined ? '' : `, checkpoint ${end.sequence}:${end.hash}`;
  process.stdout.write(`${name}: ${count} ${count === 1 ? 'entry' : 'entries'}, whole and unchanged${at}\n`);
  return [];
}

async function verifyFile(file: string, checkpoint: Checkpoint | undefined): Promise<string[]> {
  const lines = file === '-' ? process.stdin : createReadStream(file);
  const first: { sequence?: unknown } = {};
  const entries = entriesOf(lines);
  const noted = (async function* () {
    for await (const entry of entries) {
      first.sequence ??= (entry as { sequence?: unknown } | undefined)?.sequence;
      yield entry;
    }
  })();
  const problems = tell(file, await verifyChain(noted, { checkpoint }));
  if (problems.length === 0 && first.sequence !== undefined && first.sequence !== 1) {
    process.stderr.write(`${file} begins with entry ${first.sequence}: what came before it is not proved.\n`);
  }
  return problems;
}

/** The log of one organization, or of all. */
function verifyLogs(org: string | undefined, checkpoint: Checkpoint | undefined): Promise<string[]> {
  return withDatabase(async (database, config) => {
    const one = org === undefined ? undefined : await findOrganization(database, org);
    if (org !== undefined && one === undefined) throw noSuchOrganization(org, config);
    const found: string[] = [];
    for (const organization of one === undefined ? await listOrganizations(database) : [one]) {
      const verdict = await verifyChain(readActivity(database, organization), { checkpoint, whole: true });
      found.push(...tell(organization.slug, verdict));
    }
    return found;
  });
}

/** Proves that logs are whole and unchanged: an exported one, an organization's, or those of all organizations. */
export async function verifyActivity({ org, file, checkpoint: given }: VerifyOptions): Promise<void> {
  const checkpoint = readCheckpoint(given);
  if (checkpoint !== undefined && org === undefined && file === undefined) {
    throw new UsageError('--checkpoint needs --org or --file: it is of one organization.');
  }
  const problems = file === undefined ? await verifyLogs(org, checkpoint) : await verifyFile(file, checkpoint);
  if (problems.length > 0) throw new Failure(problems.join(' '));
}
