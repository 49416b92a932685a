import { setTimeout as wait } from 'node:timers/promises';
import { formatNote } from '@raptor-comply/tlog';
import { attempt, compare, contradict, type Keepers } from './comparison.ts';
import { keepCosignatures } from './cosignatures.ts';
import { epochOf } from './log-head.ts';
import type { SignedCheckpoint } from './signer.ts';
import { addCheckpoint, type Witness } from './witness-client.ts';

export interface PublisherOptions extends Omit<Keepers, 'unreachable' | 'signal'> {
  /** Milliseconds without a change after which a log is published, and after which it is in any case. */
  readonly quietMs?: number;
  readonly intervalMs?: number;
  /** Aborted to stop. The targets' requests end with it too. */
  readonly stopping: AbortController;
}

export interface Publisher {
  /** Settles when all logs were compared with what others keep. */
  readonly compared: Promise<void>;
  stop(): Promise<void>;
}

const QUIET_MS = 60_000;
const INTERVAL_MS = 3_600_000;
const MAX_TICK_MS = 5000;

/** The organizations, with the size of their logs and the time since the last entry. */
const LOGS = `
  select o.id as "organizationId", coalesce(l.epoch, 1) || '/' || coalesce(last.sequence, 0) as state,
         coalesce(extract(epoch from clock_timestamp() - last.occurred_at) * 1000, 0)::float8 as "unchangedMs"
    from organizations o
    left join activity_logs l on l.organization_id = o.id
    left join lateral (
      select e.sequence, e.occurred_at from activity_entries e where e.organization_id = o.id order by e.sequence desc limit 1
    ) last on true
   where l.contradiction is null`;

interface OpenLog {
  readonly organizationId: string;
  /** Epoch and size. */
  readonly state: string;
  readonly unchangedMs: number;
}

const LAST_COSIGNED =
  'select coalesce(max(size), 0)::float8 as size from activity_cosignatures where organization_id = $1 and origin = $2 and witness = $3';

/** Gets a witness's cosignature. Returns false if the witness shows that the log was changed or cut. */
async function cosign(
  keepers: Keepers,
  organizationId: string,
  { witness, signed }: { readonly witness: Witness; readonly signed: SignedCheckpoint },
): Promise<boolean> {
  const { database, signer, signal } = keepers;
  const { name } = witness.key;
  const [last] = await database.query<{ size: number }>({
    text: LAST_COSIGNED,
    values: [organizationId, signed.origin, name],
  });
  let oldSize = Math.min(last?.size ?? 0, signed.size);
  let response = await addCheckpoint(witness, await signer.consistencyProof(organizationId, oldSize, signed), signal);
  if (response.kind === 'size' && response.size <= signed.size) {
    oldSize = response.size;
    response = await addCheckpoint(witness, await signer.consistencyProof(organizationId, oldSize, signed), signal);
  }
  if (response.kind === 'cosigned') {
    const note = { text: signed.note.text, signatures: response.signatures };
    await keepCosignatures(database, { organizationId, witnesses: [witness.key] }, { checkpoint: signed, note });
    return true;
  }
  if (response.kind === 'size' && response.size <= signed.size)
    throw new Error(`The witness ${name} is signing a checkpoint`);
  const what =
    response.kind === 'size'
      ? `has signed ${response.size} entries, and the log has ${signed.size}`
      : `has signed ${oldSize} entries that this log does not begin with`;
  await contradict(keepers, organizationId, `the witness ${name} ${what}`);
  return false;
}

/** Signs a log and publishes the checkpoint. Returns its epoch and size if everyone has it. */
async function publish(keepers: Keepers, organizationId: string): Promise<string | undefined> {
  const { signer, targets, witnesses, log } = keepers;
  if (!(await compare(keepers, organizationId, []))) return undefined;
  const signed = await signer.sign(organizationId);
  const cosigned = await Promise.all(
    witnesses.map((witness) =>
      attempt(keepers, witness.key.name, () => cosign(keepers, organizationId, { witness, signed })),
    ),
  );
  if (cosigned.includes(false)) return undefined;
  const note = formatNote(await signer.withCosignatures(organizationId, signed));
  const written = await Promise.all(
    targets.map((target) =>
      attempt(keepers, target.name, async () => {
        await target.publish(signed.origin, signed.size, note);
        return true;
      }),
    ),
  );
  if (targets.length + witnesses.length > 0) log.info({ organizationId, size: signed.size }, 'checkpoint published');
  return [...cosigned, ...written].includes(undefined) ? undefined : `${epochOf(signed.origin)}/${signed.size}`;
}

/** Compares all logs, then publishes each hourly and after a quiet minute. A problem never stops the server. */
export function startPublisher(options: PublisherOptions): Publisher {
  const { database, signer, witnesses, log, report, stopping, quietMs = QUIET_MS, intervalMs = INTERVAL_MS } = options;
  const { signal } = stopping;
  const tickMs = Math.min(MAX_TICK_MS, quietMs);
  const startedAt = performance.now();
  /** Of each log, the epoch and size that everyone has, and the time of the last attempt. */
  const attempts = new Map<string, { state: string; at: number }>();
  let hasKey = true;
  const openLogs = () => database.query<OpenLog>({ text: LOGS });
  const newPass = (): Keepers => ({ ...options, signal, unreachable: new Set() });

  async function forEachLog(logs: readonly OpenLog[], work: (log: OpenLog) => Promise<void>): Promise<void> {
    for (const open of logs) {
      if (signal.aborted) return;
      const { organizationId } = open;
      await work(open).catch((err: unknown) => {
        report('not_signed');
        log.warn(
          { err, organizationId },
          'the checkpoint of an activity log could not be compared or signed; this will be retried',
        );
      });
    }
  }

  async function compareAll(): Promise<void> {
    const keepers = newPass();
    await forEachLog(await openLogs(), async ({ organizationId }) => {
      await compare(keepers, organizationId, witnesses);
    });
  }

  function isDue({ organizationId, state, unchangedMs }: OpenLog): boolean {
    const last = attempts.get(organizationId) ?? { state: '1/0', at: startedAt };
    const sinceMs = performance.now() - last.at;
    return state !== last.state && sinceMs >= quietMs && (unchangedMs >= quietMs || sinceMs >= intervalMs);
  }

  /** Whether this process has the key; says so once if it does not. */
  async function canSign(): Promise<boolean> {
    try {
      await signer.openKey();
      hasKey = true;
    } catch (err) {
      if (hasKey) log.warn({ err }, 'this process does not sign checkpoints');
      report('not_signed');
      hasKey = false;
    }
    return hasKey;
  }

  async function publishDue(): Promise<void> {
    const due = (await openLogs()).filter(isDue);
    if (due.length === 0 || !(await canSign())) return;
    const keepers = newPass();
    await forEachLog(due, async ({ organizationId }) => {
      const last = attempts.get(organizationId);
      attempts.set(organizationId, { state: last?.state ?? '', at: performance.now() });
      const state = await publish(keepers, organizationId);
      if (state !== undefined) attempts.set(organizationId, { state, at: performance.now() });
    });
  }

  const compared = compareAll().catch((err: unknown) => {
    log.warn({ err }, 'the activity logs could not be compared with their checkpoints');
  });

  async function run(): Promise<void> {
    await compared;
    while (!signal.aborted) {
      await wait(tickMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await publishDue().catch((err: unknown) => {
        log.warn({ err }, 'checkpoints could not be published; this will be retried');
      });
    }
  }
  const ended = run();
  return {
    compared,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
