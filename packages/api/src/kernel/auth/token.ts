import { randomBytes } from 'node:crypto';

/** Returns a new token of 256 random bits, for a session or a link. Only its SHA-256 is stored. */
export const makeToken = (): string => randomBytes(32).toString('base64url');

export const isWellFormedToken = (token: unknown): token is string =>
  typeof token === 'string' && /^[\w-]{43}$/.test(token);
