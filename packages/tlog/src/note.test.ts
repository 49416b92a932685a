import { describe, expect, it } from 'vitest';
import { cryptography, newSigner, type Signer, tree } from '../test/platform.ts';
import {
  checkpointText,
  cosignedMessage,
  formatAddCheckpoint,
  formatInclusionProof,
  formatNote,
  formatVerifierKey,
  fromBase64,
  type Note,
  parseAddCheckpoint,
  parseCheckpoint,
  parseInclusionProof,
  parseNote,
  parseVerifierKey,
  timestamped,
  verifiedSignatures,
} from './index.ts';

const { sha256 } = cryptography;
const log = newSigner('raptor-comply/example');
const witness = newSigner('witness.example/w1', 0x04);
const head = { origin: 'raptor-comply/example', size: 3, root: tree.leafHash(Buffer.from('three')) };

const line = ({ key }: Signer, signature: Uint8Array) => ({ name: key.name, keyId: key.keyId, signature });

function signedHead(time = 1_700_000_000): Note {
  const text = checkpointText(head);
  const cosignature = timestamped(time, witness.sign(cosignedMessage(text, time)));
  return { text, signatures: [line(log, log.sign(Buffer.from(text))), line(witness, cosignature)] };
}

const verify = (note: Note, keys = [log.key, witness.key]) => verifiedSignatures(cryptography, note, keys);

describe('A note', () => {
  it('of the Go sumdb library is read and verified', () => {
    const note = parseNote(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
        '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
    );
    const key = parseVerifierKey(sha256, 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(verify(note, [key])).toEqual([{ key }]);
  });

  it('is the same after it was written and read', () => {
    const text = formatNote(signedHead());
    expect(formatNote(parseNote(text))).toBe(text);
    expect(parseCheckpoint(text).checkpoint).toEqual({ ...head, root: new Uint8Array(head.root) });
  });

  it('returns the keys whose signatures are right, with the time of a cosignature, and ignores unknown keys', () => {
    expect(verify(signedHead())).toEqual([{ key: log.key }, { key: witness.key, time: 1_700_000_000 }]);
    expect(verify(signedHead(), [witness.key])).toEqual([{ key: witness.key, time: 1_700_000_000 }]);
    expect(verify(signedHead(), [newSigner('raptor-comply/example').key])).toEqual([]);
  });

  it('is refused when a known key did not sign this text, or a cosignature has another time', () => {
    const note = signedHead();
    expect(() => verify({ ...note, text: note.text.replace('\n3\n', '\n4\n') })).toThrow(
      'The signature of raptor-comply/example is wrong',
    );
    const [first, second] = note.signatures;
    if (first === undefined || second === undefined) throw new Error('The note has two signatures');
    const later = { ...second, signature: second.signature.map((byte, index) => (index === 7 ? byte ^ 1 : byte)) };
    expect(() => verify({ ...note, signatures: [first, later] })).toThrow(
      'The signature of witness.example/w1 is wrong',
    );
    expect(() => verify({ ...note, signatures: [{ ...second, signature: second.signature.slice(0, 8) }] })).toThrow(
      'too short',
    );
  });

  it.each([
    ['', /ends with an empty line and signatures/],
    ['text\n', /ends with an empty line and signatures/],
    ['text\n\n', /ends with an empty line and signatures/],
    ['text\n\n— name AAAAAAA=', /ends with an empty line and signatures/],
    ['text\n\n- name AAAAAAA=\n', /not a signature line/],
    ['text\n\n— na me AAAAAAA=\n', /not a signature line/],
    ['text\n\n— na+me AAAAAAA=\n', /not a signature line/],
    ['text\n\n— name AAAA\n', /not a signature line/],
    ['text\n\n— name AAAAAAB=\n', /not base64/],
    ['te\txt\n\n— name AAAAAAA=\n', /no control characters/],
    [`text\n\n${'— name AAAAAAA=\n'.repeat(101)}`, /at most 100/],
  ])('%j is not a note, and the error says why', (text, message) => {
    expect(() => parseNote(text)).toThrow(SyntaxError);
    expect(() => parseNote(text)).toThrow(message);
  });
});

describe('A verifier key', () => {
  it('is the same after it was written and read', () => {
    const key = parseVerifierKey(sha256, formatVerifierKey(log.key));
    expect(formatVerifierKey(key)).toBe(formatVerifierKey(log.key));
  });

  it('with a changed character is refused', () => {
    const text = formatVerifierKey(log.key);
    const [name, id, key = ''] = text.split('+', 3);
    expect(() => parseVerifierKey(sha256, `x${text}`)).toThrow(/damaged/);
    expect(() => parseVerifierKey(sha256, `${name}+${id}+${key.slice(4)}`)).toThrow(SyntaxError);
    expect(() => parseVerifierKey(sha256, 'not a key')).toThrow(SyntaxError);
  });
});

describe('A checkpoint', () => {
  it.each([
    ['\n3\nAAAA\n', /SHA-256/],
    ['origin\n03\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', /whole number/],
    ['origin\n9007199254740993\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', /whole number/],
    ['origin\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n', /base64/],
    ['\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', /origin/],
  ])('%j is not a checkpoint, and the error says why', (text, message) => {
    const note = formatNote({ ...signedHead(), text });
    expect(() => parseCheckpoint(note)).toThrow(message);
  });
});

describe('The formats of proofs', () => {
  const hashes = [sha256(Buffer.from('a')), sha256(Buffer.from('b'))].map((hash) => new Uint8Array(hash));

  it('an inclusion proof is the same after it was written and read, and extra data is skipped', () => {
    const text = formatInclusionProof({ index: 2, hashes, note: signedHead() });
    const read = parseInclusionProof(text);
    expect([read.index, read.hashes]).toEqual([2, hashes]);
    expect(formatInclusionProof(parseInclusionProof(text.replace('\nindex', '\nextra AAAA\nindex')))).toBe(text);
    expect(() => parseInclusionProof(text.replace('@v1', '@v2'))).toThrow(/begins with/);
    expect(() => parseInclusionProof(text.replace('index 2', 'index 02'))).toThrow(/leading zeros/);
    expect(() => parseInclusionProof(text.replace('index 2\n', ''))).toThrow(/index of its entry/);
  });

  it('a request to a witness is the same after it was written and read', () => {
    const text = formatAddCheckpoint({ oldSize: 1, hashes, note: signedHead() });
    expect(formatAddCheckpoint(parseAddCheckpoint(text))).toBe(text);
    const many = formatAddCheckpoint({ oldSize: 1, hashes: Array(64).fill(hashes[0]), note: signedHead() });
    expect(() => parseAddCheckpoint(many)).toThrow(/at most 63/);
    expect(() => parseAddCheckpoint(text.replace('old', 'new'))).toThrow(/begins with the size/);
  });

  it('a hash of another length is refused', () => {
    expect(fromBase64('AAAA').length).toBe(3);
    const text = formatAddCheckpoint({ oldSize: 1, hashes: [new Uint8Array(31)], note: signedHead() });
    expect(() => parseAddCheckpoint(text)).toThrow(/not a SHA-256/);
  });
});
