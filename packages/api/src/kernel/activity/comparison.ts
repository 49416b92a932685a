import { parseCheckpoint, type VerifierKey, verifierKey } from '@raptor-comply/tlog';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { rightSignatures } from './cosignatures.ts';
import {
  contradictionOf,
  epochOf,
  inSnapshot,
  type KeptCheckpoint,
  originOf,
  readHead,
  refuseChanges,
} from './log-head.ts';
import { sealAll } from './sealer.ts';
import type { LogSigner } from './signer.ts';
import { cryptography } from './signing-key.ts';
import type { Target } from './targets.ts';
import { addCheckpoint, type Witness } from './witness-client.ts';

/** Compares logs with the checkpoints that others keep. */

export type PublishingProblem = 'unreachable' | 'contradicted' | 'not_signed';

export interface Keepers {
  readonly database: Database;
  readonly signer: LogSigner;
  readonly targets: readonly Target[];
  /** Those that checkpoints are sent to. */
  readonly witnesses: readonly Witness[];
  readonly log: Logger;
  /** Is told of each problem, for the metrics. */
  readonly report: (problem: PublishingProblem) => void;
  /** Ends requests to others. */
  readonly signal: AbortSignal;
  /** Who did not respond; they are not asked again. */
  readonly unreachable: Set<string>;
}

/** The checkpoint that a target has, if this installation signed it. */
export async function published(
  { database, log }: Pick<Keepers, 'database' | 'log'>,
  target: Target,
  organizationId: string,
): Promise<KeptCheckpoint | undefined> {
  const { installation, publicKeys } = await inSnapshot(database, (client) => readHead(client, organizationId));
  const text = await target.latest({ installation, organizationId });
  if (text === undefined) return undefined;
  const { checkpoint, note } = parseCheckpoint(text);
  const { origin, size, root } = checkpoint;
  const epoch = epochOf(origin);
  const keys: VerifierKey[] = publicKeys.map((publicKey) =>
    verifierKey(cryptography.sha256, { name: originOf(installation, organizationId, epoch), type: 0x01, publicKey }),
  );
  if (rightSignatures(note, keys).length > 0) return { keeper: `the target ${target.name}`, epoch, size, root };
  log.warn(
    { organizationId, target: target.name, size },
    'a target has a checkpoint that this installation did not sign',
  );
  return undefined;
}

/** The size that a witness has signed. */
async function witnessed(
  { signer, signal }: Keepers,
  witness: Witness,
  organizationId: string,
): Promise<KeptCheckpoint | undefined> {
  const { note, origin } = await signer.emptyCheckpoint(organizationId);
  const response = await addCheckpoint(witness, { oldSize: 0, hashes: [], note }, signal);
  if (response.kind !== 'size') return undefined;
  return { keeper: `the witness ${witness.key.name}`, epoch: epochOf(origin), size: response.size, root: undefined };
}

/** Runs what needs somebody else; a failure is a warning and a metric. */
export async function attempt<T>(
  { log, report, unreachable }: Keepers,
  keeper: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  if (unreachable.has(keeper)) return undefined;
  try {
    return await work();
  } catch (err) {
    // What fetch throws if nobody responds. Others can have a problem with one log only.
    if (err instanceof Error && /^(TypeError|TimeoutError|AbortError)$/.test(err.name)) unreachable.add(keeper);
    report('unreachable');
    log.warn({ err, keeper }, 'checkpoints could not be compared or published here; this will be retried');
    return undefined;
  }
}

export async function contradict(keepers: Keepers, organizationId: string, contradiction: string): Promise<void> {
  await refuseChanges(keepers.database, organizationId, contradiction);
  keepers.report('contradicted');
  keepers.log.error(
    { organizationId, contradiction },
    'an activity log contradicts a checkpoint, so changes of this organization are refused until "raptor-comply activity fork"',
  );
}

/** Compares a log with the checkpoints that the signer and the targets have, and with `witnesses`. Returns whether it may be signed. */
export async function compare(
  keepers: Keepers,
  organizationId: string,
  witnesses: readonly Witness[],
): Promise<boolean> {
  const { database, signer, targets } = keepers;
  await sealAll(database, organizationId);
  const kept = await Promise.all([
    signer.signed(organizationId),
    ...targets.map((target) => attempt(keepers, target.name, () => published(keepers, target, organizationId))),
    ...witnesses.map((witness) =>
      attempt(keepers, witness.key.name, () => witnessed(keepers, witness, organizationId)),
    ),
  ]);
  for (const checkpoint of kept) {
    if (checkpoint === undefined) continue;
    const contradiction = await inSnapshot(database, (client) => contradictionOf(client, organizationId, checkpoint));
    if (contradiction === undefined) continue;
    await contradict(keepers, organizationId, contradiction);
    return false;
  }
  return true;
}
