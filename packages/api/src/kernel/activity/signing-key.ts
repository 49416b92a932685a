import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signWith,
  verify,
} from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Cryptography } from '@raptor-comply/tlog';
import { sha256 } from '../base/sha256.ts';
import { createFile, hasCode, syncDirectory } from './durable-files.ts';

/** DER before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PUBLIC_KEY_BYTES = 32;

export const cryptography: Cryptography = {
  sha256,
  verifyEd25519: (publicKey, message, signature) =>
    verify(
      null,
      message,
      createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }),
      signature,
    ),
};

/** An Ed25519 key. Its private part is in a file and in memory, never in the database, a backup, or a log. */
export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  readonly sign: (message: Uint8Array) => Buffer;
}

function signingKey(privateKey: KeyObject): SigningKey {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    publicKey: der.subarray(-PUBLIC_KEY_BYTES),
    sign: (message) => signWith(null, message, privateKey),
  };
}

/** Reads a key; undefined if there is no such file. Throws Error if it is not an Ed25519 key. */
export async function readKey(file: string): Promise<SigningKey | undefined> {
  let pem: string;
  try {
    pem = await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    // The error may quote the file.
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw new Error(`The file ${file} is not an Ed25519 private key in PEM`);
  return signingKey(key);
}

/** Creates a key that only this user can read, and returns it. If there is one, returns that. */
export async function createKey(file: string): Promise<SigningKey> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await createFile(file, String(privateKey.export({ format: 'pem', type: 'pkcs8' })));
  const key = await readKey(file);
  if (key === undefined) throw new Error(`The file ${file} was removed right after it was created`);
  return key;
}

/** A rotation first creates the new key here. */
export const newKeyFile = (file: string): string => `${file}.new`;
/** A rotation leaves the old key here. While it is there, it signs too. */
export const oldKeyFile = (file: string): string => `${file}.old`;

/** Puts the new key of a rotation in place. */
export async function finishRotation(file: string): Promise<void> {
  await rename(file, oldKeyFile(file)).catch((error: unknown) => {
    // The key was lost, or the rotation ended here.
    if (!hasCode(error, 'ENOENT')) throw error;
  });
  await rename(newKeyFile(file), file);
  await syncDirectory(path.dirname(file));
}
