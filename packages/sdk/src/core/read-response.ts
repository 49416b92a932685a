import { UnreadableResponse } from './send.ts';

/** What a successful response contains. */
export type ResponseKind = 'array' | 'object' | 'json' | 'text' | 'nothing';

const STRICT_UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the body of a successful response. Throws UnreadableResponse if it is not of the promised kind. */
export function readResponse(kind: ResponseKind, bytes: Uint8Array): unknown {
  if (kind === 'nothing') return undefined;
  const text = decode(bytes);
  if (kind === 'text') return text;
  if (text === '') throw new UnreadableResponse('it is empty');
  const value = parseJson(text);
  const isArray = Array.isArray(value);
  if (kind === 'array' && !isArray) throw new UnreadableResponse('it is not a JSON array');
  if (kind === 'object' && (typeof value !== 'object' || value === null || isArray)) {
    throw new UnreadableResponse('it is not a JSON object');
  }
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return STRICT_UTF_8.decode(bytes);
  } catch {
    throw new UnreadableResponse('it is not UTF-8 text');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableResponse('it is not JSON');
  }
}
