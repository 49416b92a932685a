import { createPublicKey, generateKeyPairSync, hash, sign, verify } from 'node:crypto';
import { type Cryptography, merkleTree, type VerifierKey, verifierKey } from '../src/index.ts';

/** DER before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export const cryptography: Cryptography = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  verifyEd25519: (publicKey, message, signature) =>
    verify(
      null,
      message,
      createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }),
      signature,
    ),
};

export const tree = merkleTree(cryptography.sha256);

export interface Signer {
  readonly key: VerifierKey;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

export function newSigner(name: string, type: VerifierKey['type'] = 0x01): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    key: verifierKey(cryptography.sha256, { name, type, publicKey: bytes }),
    sign: (message) => sign(null, message, privateKey),
  };
}
