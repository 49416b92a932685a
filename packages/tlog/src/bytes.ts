/** SHA-256, from the platform: node:crypto, or a library in a browser. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export const equal = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** RFC 4648, section 4. */
export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Throws SyntaxError unless the text is canonical base64 (RFC 4648, section 4): padded, and without other characters. */
export function fromBase64(text: string): Uint8Array {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    if (toBase64(bytes) === text) return bytes;
  }
  throw new SyntaxError(`"${text.slice(0, 80)}" is not base64`);
}

/** Throws SyntaxError unless the text is a whole number without leading zeros, up to 2^53 − 1. */
export function fromDecimal(text: string): number {
  const number = Number(text);
  if (/^(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new SyntaxError(`"${text.slice(0, 80)}" is not a whole number up to 2^53 − 1, without leading zeros`);
}

const HASH_BYTES = 32;

/** Reads lines of one base64 SHA-256 each. Throws SyntaxError. */
export function hashesOf(lines: readonly string[]): Uint8Array[] {
  return lines.map((line) => {
    const hash = fromBase64(line);
    if (hash.length !== HASH_BYTES) throw new SyntaxError(`"${line}" is not a SHA-256 in base64`);
    return hash;
  });
}
