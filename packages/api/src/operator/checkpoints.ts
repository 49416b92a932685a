import { EMPTY_TREE, toBase64 } from '@raptor-comply/tlog';
import type { Logger } from 'pino';
import { published } from '../kernel/activity/comparison.ts';
import { CannotSign, openInstallationKey, rotateKey } from '../kernel/activity/installation-key.ts';
import { contradictionOf, inSnapshot, type KeptCheckpoint, originOf, readHead } from '../kernel/activity/log-head.ts';
import { sealAll } from '../kernel/activity/sealer.ts';
import { stateFolder } from '../kernel/activity/signer.ts';
import { lastSigned, readState, writeState } from '../kernel/activity/signer-state.ts';
import type { Target } from '../kernel/activity/targets.ts';
import { type Database, withOwner } from '../kernel/database/database.ts';
import { changeContext } from '../kernel/database/tenant-session.ts';
import { OperatorError, type Organization, operatorName } from './organizations.ts';

/** The context of an operator's entry in the log. */
const contextOf = (operationId: string, changeReason?: string): string =>
  changeContext({ actor: { type: 'operator', label: operatorName() }, operationId, changeReason });

/** Tells the operator why a checkpoint cannot be signed, which callers are not told. */
export const forOperator = (error: unknown): never => {
  const { cause } = error as { cause?: unknown };
  throw cause instanceof CannotSign ? Object.assign(new OperatorError(`${cause.message}.`), { cause }) : error;
};

/**
 * Replaces the key that signs checkpoints. The former key signs too, until its file is deleted.
 * @throws OperatorError when this process does not have the key, unless it `isLost`.
 */
export const rotateCheckpointKey = (database: Database, keyFile: string, isLost: boolean): Promise<void> =>
  rotateKey(database, keyFile, { isLost, context: contextOf('activity rotate-key') }).catch(forOperator);

export interface ForkOptions {
  readonly keyFile: string;
  readonly targets: readonly Target[];
  readonly reason: string;
  readonly log: Logger;
}

/** The last checkpoints that the signer and the targets have. Throws OperatorError if a target does not respond. */
async function keptCheckpoints(
  database: Database,
  { id }: Organization,
  { keyFile, targets, log }: ForkOptions,
): Promise<KeptCheckpoint[]> {
  const signed = await lastSigned(stateFolder(keyFile), id);
  const kept: KeptCheckpoint[] = signed === undefined ? [] : [signed];
  for (const target of targets) {
    const last = await published({ database, log }, target, id).catch((cause: unknown) => {
      const sentence = `The target ${target.name} cannot be read, so what it has is not known: fix it, or take it out of CHECKPOINT_TARGETS.`;
      throw Object.assign(new OperatorError(sentence), { cause });
    });
    if (last !== undefined) kept.push(last);
  }
  return kept;
}

/** In words, what the log contradicts. Throws OperatorError if it contradicts nothing. */
async function requireContradiction(
  database: Database,
  { id, slug }: Organization,
  kept: readonly KeptCheckpoint[],
): Promise<string> {
  return inSnapshot(database, async (client) => {
    const { contradiction } = await readHead(client, id);
    if (contradiction !== null) return contradiction;
    for (const checkpoint of kept) {
      const found = await contradictionOf(client, id, checkpoint);
      if (found !== undefined) return found;
    }
    throw new OperatorError(`The activity log of ${slug} contradicts no checkpoint, so there is nothing to fork.`);
  });
}

const FORKED = "select append_activity($1, 'forked', 'activity', null, null, $2::json, null)";
const NEW_EPOCH = `
  insert into activity_logs as l (organization_id, epoch) values ($1, $2)
      on conflict (organization_id) do update set epoch = excluded.epoch, contradiction = null`;

/**
 * Begins a new epoch of a log that contradicts a checkpoint. Its first entry names the last checkpoint that is known. From then on, changes
 * are accepted, and checkpoints have another origin.
 * @throws OperatorError when the log contradicts nothing, or this process does not have the key.
 */
export async function forkLog(database: Database, organization: Organization, options: ForkOptions): Promise<number> {
  const { keyFile, reason } = options;
  const { id } = organization;
  if (reason.trim() === '' || reason.length > 500) throw new OperatorError('The reason must be 1 to 500 characters.');
  await openInstallationKey(database, keyFile).catch(forOperator);
  await sealAll(database, id);
  const kept = await keptCheckpoints(database, organization, options);
  const contradiction = await requireContradiction(database, organization, kept);
  const head = await inSnapshot(database, (client) => readHead(client, id));
  const [last] = kept.sort((a, b) => b.epoch - a.epoch || b.size - a.size);
  const epoch = Math.max(head.epoch, last?.epoch ?? 0) + 1;
  const after = {
    contradiction,
    epoch,
    lastEpoch: last?.epoch ?? null,
    lastRoot: last?.root === undefined ? null : toBase64(last.root),
    lastSize: last?.size ?? null,
  };
  const folder = stateFolder(keyFile);
  const generation = (await readState(folder, id))?.generation ?? 0;
  // Before the database: from now on, nothing is signed for the former epoch.
  const state = { generation, origin: originOf(head.installation, id, epoch), frontier: EMPTY_TREE };
  if (!(await writeState(folder, id, state))) throw new OperatorError('Another process signs this log now; try again.');
  await withOwner(database, async (client) => {
    await client.query('begin');
    await client.query("select set_config('app.context', $1, true)", [contextOf('activity fork', reason)]);
    await client.query(NEW_EPOCH, [id, epoch]);
    await client.query(FORKED, [id, JSON.stringify(after)]);
    await client.query('commit');
  });
  return epoch;
}
