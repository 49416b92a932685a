import { concat, equal, fromBase64, type Sha256, toBase64, utf8 } from './bytes.ts';

/** A signed note (c2sp.org/signed-note): a text, and one line for each signature. */
export interface Note {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** Four bytes. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** 0x01: Ed25519 over the text. 0x04: a witness's Ed25519 cosignature, with its time. */
export type SignatureType = 0x01 | 0x04;

export interface VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  /** Ed25519, 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array;
  readonly keyId: Uint8Array;
}

/** What the platform signs and verifies with: node:crypto, or a library in a browser. */
export interface Cryptography {
  readonly sha256: Sha256;
  /** Whether an Ed25519 signature of a message is right. */
  readonly verifyEd25519: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
const MAX_SIGNATURES = 100;
const isKeyName = (name: string): boolean => /^[^\s+]+$/u.test(name);

/** Throws SyntaxError if the name is empty, or has a space or a plus in it. */
export function verifierKey(sha256: Sha256, key: Omit<VerifierKey, 'keyId'>): VerifierKey {
  const { name, type, publicKey } = key;
  if (!isKeyName(name)) throw new SyntaxError(`"${name}" is not a key name: it must have no spaces and no plus`);
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new SyntaxError('An Ed25519 public key has 32 bytes');
  return { ...key, keyId: sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, KEY_ID_BYTES) };
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The key in one line, for a configuration file: `name+key id+base64`. */
export const formatVerifierKey = ({ name, type, publicKey, keyId }: VerifierKey): string =>
  `${name}+${toHex(keyId)}+${toBase64(concat(Uint8Array.of(type), publicKey))}`;

/** Reads a key in one line. Throws SyntaxError. */
export function parseVerifierKey(sha256: Sha256, line: string): VerifierKey {
  const [, name = '', keyId = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  const type = bytes[0];
  if (type !== 0x01 && type !== 0x04) throw new SyntaxError(`"${line}" is not an Ed25519 verifier key`);
  const key = verifierKey(sha256, { name, type, publicKey: bytes.slice(1) });
  if (toHex(key.keyId) !== keyId) throw new SyntaxError(`"${line}" is damaged: its key id belongs to another key`);
  return key;
}

/** Reads a note. Throws SyntaxError. What it returns is not verified. */
export function parseNote(note: string): Note {
  // The text may have empty lines, so its end is the last one.
  const end = note.lastIndexOf('\n\n');
  const lines = end < 0 ? [] : note.slice(end + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0) throw new SyntaxError('A note ends with an empty line and signatures');
  if (lines.length > MAX_SIGNATURES) throw new SyntaxError(`A note has at most ${MAX_SIGNATURES} signatures`);
  const text = note.slice(0, end + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (/[\0-\x09\x0b-\x1f]/.test(note) || !note.isWellFormed())
    throw new SyntaxError('A note has no control characters');
  return { text, signatures: lines.map(parseSignatureLine) };
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name = '', encoded = ''] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (bytes.length <= KEY_ID_BYTES) throw new SyntaxError(`"${line.slice(0, 80)}" is not a signature line`);
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
}

export const formatSignatureLine = ({ name, keyId, signature }: NoteSignature): string =>
  `— ${name} ${toBase64(concat(keyId, signature))}\n`;

export const formatNote = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map(formatSignatureLine).join('')}`;

/** A signature of a key that the verifier knows. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** Of a cosignature, in seconds since 1970. */
  readonly time?: number;
}

/** Verifies the signatures of the keys that are known, and ignores the others. Throws Error if one of them is wrong. */
export function verifiedSignatures(
  { verifyEd25519 }: Cryptography,
  note: Note,
  keys: readonly VerifierKey[],
): VerifiedSignature[] {
  return note.signatures.flatMap((line) => {
    const key = keys.find(({ name, keyId }) => name === line.name && equal(keyId, line.keyId));
    if (key === undefined) return [];
    const { message, signature, time } = signedMessage(key.type, note.text, line.signature);
    if (!verifyEd25519(key.publicKey, message, signature)) throw new Error(`The signature of ${key.name} is wrong`);
    return [{ key, ...(time === undefined ? {} : { time }) }];
  });
}

const TIME_BYTES = 8;

/** What a signature line signs. A cosignature has its time before the signature (c2sp.org/tlog-cosignature). */
function signedMessage(type: SignatureType, text: string, bytes: Uint8Array) {
  if (type === 0x01) return { message: utf8(text), signature: bytes };
  if (bytes.length <= TIME_BYTES) throw new Error('A cosignature is too short');
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  return { message: cosignedMessage(text, time), signature: bytes.subarray(TIME_BYTES), time };
}

/** What a witness signs: the checkpoint's text, and when it saw it, in seconds since 1970. */
export const cosignedMessage = (text: string, time: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${time}\n${text}`);

/** The signature of a cosignature's line. */
export function timestamped(time: number, signature: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return concat(bytes, signature);
}
