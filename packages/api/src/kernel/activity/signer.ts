import path from 'node:path';
import {
  type AddCheckpoint,
  checkpointText,
  equal,
  formatAddCheckpoint,
  formatInclusionProof,
  formatNote,
  formatVerifierKey,
  type Note,
  type ReadNode,
  type VerifierKey,
  verifierKey,
} from '@raptor-comply/tlog';
import type pg from 'pg';
import { withinDeadline } from '../base/deadline.ts';
import { ApiError } from '../base/errors.ts';
import { CONTRADICTED, type Database } from '../database/database.ts';
import { inTenantTransaction } from '../database/tenant-transaction.ts';
import { acceptCosignatures, cosignaturesOf } from './cosignatures.ts';
import { cannotSign, type InstallationKey, openInstallationKey } from './installation-key.ts';
import { extendFrom, inSnapshot, type LogHead, originOf, readHead, refuseChanges } from './log-head.ts';
import { readTiles, sealAll } from './sealer.ts';
import { lastSigned, nothingSigned, readState, type SignedState, writeState } from './signer-state.ts';
import { cryptography, type SigningKey } from './signing-key.ts';
import { nodesIn, tilesOf, tree } from './tree.ts';

/** A checkpoint that this installation has signed. */
export interface SignedCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: Note;
}

export interface SignerOptions {
  readonly database: Database;
  readonly keyFile: string;
  /** The keys of the witnesses whose cosignatures are accepted. */
  readonly witnesses: readonly VerifierKey[];
}

/** Signs checkpoints of the organizations' logs. Each method throws ApiError 503 when it cannot. */
export type LogSigner = ReturnType<typeof createSigner>;

/** The folder with what was signed, beside the key. */
export const stateFolder = (keyFile: string): string => path.join(path.dirname(keyFile), 'checkpoints');

export function signedNote(key: InstallationKey, text: string, origin: string): Note {
  const signatureOf = ({ publicKey, sign }: SigningKey) => {
    const { name, keyId } = verifierKey(cryptography.sha256, { name: origin, type: 0x01, publicKey });
    return { name, keyId, signature: sign(Buffer.from(text)) };
  };
  const keys = key.former === undefined ? [key.current] : [key.current, key.former];
  return { text, signatures: keys.map(signatureOf) };
}

/** In words, why the log cannot follow what was signed; undefined if it can. */
function contradictionOf({ origin, frontier }: SignedState, head: LogHead, expected: string): string | undefined {
  if (origin !== expected) return `the signer has signed ${origin}, and the log is ${expected}`;
  if (frontier.size <= head.size) return undefined;
  return `the signer has signed ${frontier.size} entries, and the log has ${head.size}`;
}

/** Reads the nodes that `work` asks for, together, then runs it with them. */
async function withNodes<T>(client: pg.PoolClient, organizationId: string, work: (read: ReadNode) => T): Promise<T> {
  const nodes: { level: number; index: number }[] = [];
  work((level, index) => {
    nodes.push({ level, index });
    return new Uint8Array();
  });
  return work(nodesIn(await readTiles(client.query.bind(client), organizationId, tilesOf(nodes))));
}

const DAMAGED =
  'The tiles of this activity log are damaged, so no proof can be made; "raptor-comply activity verify" tells more';

export function createSigner({ database, keyFile, witnesses }: SignerOptions) {
  const folder = stateFolder(keyFile);
  /** The last signing of each organization, so that a process signs one checkpoint after another. */
  const running = new Map<string, Promise<unknown>>();
  let compared: Promise<unknown> = Promise.resolve();

  /** Whatever is wrong with the key or the files beside it, callers learn only that, and the log has the rest. */
  const withReason = (error: unknown): never => {
    if (error instanceof ApiError) throw error;
    throw cannotSign('This server cannot sign checkpoints now; its log says why', String(error));
  };

  const openKey = () => openInstallationKey(database, keyFile).catch(withReason);

  async function refuse(organizationId: string, contradiction: string): Promise<never> {
    await refuseChanges(database, organizationId, contradiction);
    throw cannotSign(CONTRADICTED, `Organization ${organizationId}: ${contradiction}`);
  }

  /** Extends what was signed by the entries of the log. Returns undefined if another process has done so at the same time. */
  async function extend(organizationId: string): Promise<SignedState | undefined> {
    const stored = await readState(folder, organizationId);
    const { was, next, contradiction } = await inSnapshot(database, async (client) => {
      const head = await readHead(client, organizationId);
      const origin = originOf(head.installation, organizationId, head.epoch);
      const was = stored ?? nothingSigned(origin);
      const contradiction = head.contradiction ?? contradictionOf(was, head, origin);
      if (contradiction !== undefined) return { was, next: was.frontier, contradiction };
      const next = await extendFrom(client, { organizationId, size: head.size }, was.frontier);
      // The root comes from what was signed and from entries. The database only confirms it.
      if (equal(tree.root(next), head.root)) return { was, next };
      return { was, next, contradiction: `the root of its ${head.size} entries does not follow from what was signed` };
    });
    if (contradiction !== undefined) return refuse(organizationId, contradiction);
    const state = { ...was, frontier: next };
    if (stored !== undefined && next.size === was.frontier.size) return state;
    // Written before anything is signed: after a crash, nothing was signed that is not known here.
    return (await writeState(folder, organizationId, state)) ? state : undefined;
  }

  async function signNow(organizationId: string): Promise<SignedCheckpoint> {
    const key = await openKey();
    await sealAll(database, organizationId).catch((cause: unknown) => {
      throw cannotSign(DAMAGED, String(cause));
    });
    let state: SignedState | undefined;
    while (state === undefined) state = await extend(organizationId);
    const { origin, frontier } = state;
    const checkpoint = { origin, size: frontier.size, root: tree.root(frontier) };
    const note = signedNote(key, checkpointText(checkpoint), origin);
    return { ...checkpoint, note };
  }

  /** The note of a checkpoint, with the cosignatures that are known. */
  async function withCosignatures(organizationId: string, checkpoint: SignedCheckpoint): Promise<Note> {
    const cosignatures = await cosignaturesOf(database, organizationId, checkpoint);
    return { ...checkpoint.note, signatures: [...checkpoint.note.signatures, ...cosignatures] };
  }

  /** Seals what is committed, and signs it. */
  async function sign(organizationId: string): Promise<SignedCheckpoint> {
    await compared;
    const last = running.get(organizationId);
    const next = (last ?? Promise.resolve()).catch(() => {}).then(() => signNow(organizationId).catch(withReason));
    running.set(organizationId, next);
    try {
      return await next;
    } finally {
      if (running.get(organizationId) === next) running.delete(organizationId);
    }
  }

  /** A proof that a tree begins with a smaller one, and the checkpoint: what a witness is sent. */
  async function consistencyProof(
    organizationId: string,
    from: number,
    { size, note }: SignedCheckpoint,
  ): Promise<AddCheckpoint> {
    const hashes = await inSnapshot(database, (client) =>
      withNodes(client, organizationId, (read) => tree.consistencyProof(from, size, read)),
    );
    return { oldSize: from, hashes, note };
  }

  return {
    sign,
    consistencyProof,
    withCosignatures,
    /** Returns the key, and creates it first if there is none yet. */
    openKey,

    /** Nothing is signed before the logs were compared with the checkpoints that others keep. */
    signAfter(comparison: Promise<unknown>): void {
      compared = comparison.catch(() => {});
    },

    /** The signed note of all committed entries. */
    checkpoint: async (organizationId: string): Promise<string> =>
      formatNote(await withCosignatures(organizationId, await sign(organizationId))),

    /**
     * The checkpoint of a log whose past up to a moment is final: no entry that comes later has an earlier moment.
     * @throws ApiError 422 if the moment is in the future, or the log begins after it
     */
    async finalCheckpoint(
      organizationId: string,
      moment: string,
    ): Promise<SignedCheckpoint & { readonly text: string }> {
      await settlePast(database, organizationId, moment);
      const signed = await sign(organizationId);
      return { ...signed, text: formatNote(await withCosignatures(organizationId, signed)) };
    },

    /** Signs a text that is not a checkpoint, as a note. */
    async note({ origin }: SignedCheckpoint, text: string): Promise<string> {
      return formatNote(signedNote(await openInstallationKey(database, keyFile), text, origin));
    },

    /** The proof of an entry's inclusion. Throws ApiError 422 if the log has no such entry. */
    async inclusionProof(organizationId: string, sequence: number): Promise<string> {
      const signed = await sign(organizationId);
      const { size, root } = signed;
      if (sequence > size) throw outOfRange('sequence', size);
      const index = sequence - 1;
      const { hash, hashes } = await inSnapshot(database, (client) =>
        withNodes(client, organizationId, (read) => ({
          hash: read(0, index),
          hashes: tree.inclusionProof(index, size, read),
        })),
      );
      if (!tree.verifyInclusion({ index, hash }, { size, root }, hashes))
        throw cannotSign(DAMAGED, 'A tile was changed');
      return formatInclusionProof({ index, hashes, note: await withCosignatures(organizationId, signed) });
    },

    /** The request to a witness that has signed `from` entries. Throws ApiError 422 if the log has fewer. */
    async consistency(organizationId: string, from: number): Promise<string> {
      const signed = await sign(organizationId);
      if (from > signed.size) throw outOfRange('from', signed.size);
      return formatAddCheckpoint(await consistencyProof(organizationId, from, signed));
    },

    /** The key that verifies an organization's checkpoints, in one line. */
    async verifierKey(organizationId: string): Promise<string> {
      const { current } = await openKey();
      const { installation, epoch } = await inSnapshot(database, (client) => readHead(client, organizationId));
      const name = originOf(installation, organizationId, epoch);
      return `${formatVerifierKey(verifierKey(cryptography.sha256, { name, type: 0x01, publicKey: current.publicKey }))}\n`;
    },

    /** Keeps the cosignatures in a note. Returns the names of their witnesses. Throws ApiError 422 if it is not our checkpoint. */
    addCosignatures: (organizationId: string, note: string): Promise<string[]> =>
      acceptCosignatures(database, { organizationId, witnesses }, note),

    /** What was signed last. */
    signed: (organizationId: string) => lastSigned(folder, organizationId),

    /** The checkpoint of no entries, which every log is consistent with: a witness responds to it with the size that it knows. */
    async emptyCheckpoint(organizationId: string): Promise<SignedCheckpoint> {
      const key = await openKey();
      const { installation, epoch } = await inSnapshot(database, (client) => readHead(client, organizationId));
      const origin = originOf(installation, organizationId, epoch);
      const checkpoint = { origin, size: 0, root: tree.root({ size: 0, hashes: [] }) };
      return { ...checkpoint, note: signedNote(key, checkpointText(checkpoint), origin) };
    },
  };
}

const SETTLE_MS = 10_000;

/** Keeps later entries after the moment, and waits for those that are being written. */
const settlePast = (database: Database, organizationId: string, moment: string): Promise<void> =>
  withinDeadline(SETTLE_MS, (deadline) => {
    const actor = { type: 'operator', label: 'signer' } as const;
    const context = { organizationId, actor, operationId: 'settle', deadline, timeoutMs: SETTLE_MS, isRead: true };
    return inTenantTransaction(database, { ...context, asOf: moment }, async (tx) => {
      await tx.version();
    });
  });

const outOfRange = (field: string, size: number): ApiError =>
  new ApiError('unprocessable', `${field} must be at most ${size}, the number of entries in the log`, field);
