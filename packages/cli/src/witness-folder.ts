import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { rightSignatures } from '@raptor-comply/api/kernel/activity/cosignatures';
import { createFile, hasCode } from '@raptor-comply/api/kernel/activity/durable-files';
import { readGeneration, writeGeneration } from '@raptor-comply/api/kernel/activity/generations';
import { createKey, cryptography } from '@raptor-comply/api/kernel/activity/signing-key';
import {
  type AddCheckpoint,
  type Checkpoint,
  checkpointText,
  cosignedMessage,
  equal,
  formatSignatureLine,
  formatVerifierKey,
  merkleTree,
  parseAddCheckpoint,
  parseCheckpointText,
  parseVerifierKey,
  timestamped,
  type VerifierKey,
  verifierKey,
} from '@raptor-comply/tlog';
import { Failure } from './failure.ts';

/**
 * A witness's folder: its key in `witness-key.pem`, its name in `witness.pub`, the verifier keys of the logs that it knows in `logs`, and the
 * last checkpoint that it signed of each in `checkpoints`.
 */

export interface WitnessResponse {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
}

const tree = merkleTree(cryptography.sha256);
const SIZE_TYPE = 'text/x.tlog.size';

async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Reads `logs`: a verifier key in each line. Throws Failure. */
async function readLogs(file: string): Promise<readonly VerifierKey[] | undefined> {
  const text = await readOptional(file);
  const lines = text?.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  try {
    return lines?.map((line) => parseVerifierKey(cryptography.sha256, line.trim()));
  } catch (error) {
    throw new Failure(`${file} must have a verifier key in each line: ${String(error)}.`);
  }
}

export type Witness = Awaited<ReturnType<typeof openWitness>>;

/** Opens a witness's folder, and creates it with a key the first time. */
export async function openWitness(folder: string, name = hostname()) {
  const { publicKey, sign } = await createKey(path.join(folder, 'witness-key.pem'));
  const newKey = verifierKey(cryptography.sha256, { name, type: 0x04, publicKey });
  const publicFile = path.join(folder, 'witness.pub');
  await createFile(publicFile, `${formatVerifierKey(newKey)}\n`, 0o644);
  const key = parseVerifierKey(cryptography.sha256, (await readFile(publicFile, 'utf8')).trim());
  if (!equal(key.publicKey, publicKey)) throw new Failure(`${publicFile} does not belong to the key beside it.`);
  const logsFile = path.join(folder, 'logs');
  const states = path.join(folder, 'checkpoints');
  const stateName = (origin: string) => Buffer.from(cryptography.sha256(Buffer.from(origin))).toString('hex');

  /** The last checkpoint that was signed of a log. */
  async function lastOf(origin: string): Promise<Checkpoint & { readonly generation: number }> {
    const stored = await readGeneration(states, stateName(origin));
    if (stored === undefined) return { origin, size: 0, root: tree.root({ size: 0, hashes: [] }), generation: 0 };
    return { ...parseCheckpointText(stored.text), generation: stored.generation };
  }

  function cosign(text: string): WitnessResponse {
    const time = Math.floor(Date.now() / 1000);
    const signature = timestamped(time, sign(cosignedMessage(text, time)));
    return { status: 200, text: formatSignatureLine({ name: key.name, keyId: key.keyId, signature }) };
  }

  /** The response to a request whose signature is right. */
  async function follow({ oldSize, hashes, note }: AddCheckpoint, checkpoint: Checkpoint): Promise<WitnessResponse> {
    for (;;) {
      const last = await lastOf(checkpoint.origin);
      if (oldSize !== last.size) return { status: 409, text: `${last.size}\n`, type: SIZE_TYPE };
      if (last.generation > 0 && checkpoint.size === last.size && !equal(checkpoint.root, last.root)) {
        return { status: 409, text: `${last.size}\n`, type: SIZE_TYPE };
      }
      if (!tree.verifyConsistency(last, checkpoint, hashes)) {
        return { status: 422, text: `It does not begin with the ${last.size} entries that this witness has signed\n` };
      }
      const text = checkpointText(checkpoint);
      const isKept = last.generation > 0 && checkpoint.size === last.size;
      // Kept before it is signed, and only if no other request was quicker.
      if (
        isKept ||
        (await writeGeneration(states, stateName(checkpoint.origin), { generation: last.generation, text }))
      ) {
        return cosign(note.text);
      }
    }
  }

  return {
    key,
    lastOf,

    /** Handles the body of an `add-checkpoint` request. */
    async add(body: string): Promise<WitnessResponse> {
      let request: AddCheckpoint;
      let checkpoint: Checkpoint;
      try {
        request = parseAddCheckpoint(body);
        checkpoint = parseCheckpointText(request.note.text);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return { status: 400, text: `${error.message}\n` };
      }
      const keys = ((await readLogs(logsFile)) ?? []).filter(({ name }) => name === checkpoint.origin);
      if (keys.length === 0) return { status: 404, text: 'This witness does not know the log\n' };
      if (rightSignatures(request.note, keys).length === 0) return { status: 403, text: 'The log did not sign this\n' };
      if (request.oldSize > checkpoint.size) return { status: 400, text: 'The old size is above the new one\n' };
      return follow(request, checkpoint);
    },

    /** Returns the key of a log, which must be in `logs`; the first one is written there. Throws Failure. */
    async trust(line: string): Promise<VerifierKey> {
      const log = parseVerifierKey(cryptography.sha256, line);
      if (log.type !== 0x01) throw new Failure(`${line} is not the key of a log.`);
      await createFile(logsFile, `${formatVerifierKey(log)}\n`, 0o644);
      const known = await readLogs(logsFile);
      if (known?.some(({ name, keyId }) => name === log.name && equal(keyId, log.keyId))) return log;
      throw new Failure(
        `${formatVerifierKey(log)} is not in ${logsFile}: the log has a new key or a new epoch, or is another one. Add the line if you know why.`,
      );
    },
  };
}
