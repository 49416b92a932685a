import { UnreadableAnswer } from './send.ts';

/** What a successful answer holds: checked before it is called data. */
export type AnswerKind = 'array' | 'object' | 'json' | 'text' | 'nothing';

const STRICT_UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the body of a successful answer as the operation promises it. Throws UnreadableAnswer when it is something else. */
export function readAnswer(kind: AnswerKind, bytes: Uint8Array): unknown {
  if (kind === 'nothing') return undefined;
  const text = decode(bytes);
  if (kind === 'text') return text;
  if (text === '') throw new UnreadableAnswer('it is empty');
  const value = parseJson(text);
  const isArray = Array.isArray(value);
  if (kind === 'array' && !isArray) throw new UnreadableAnswer('it is not a JSON array');
  if (kind === 'object' && (typeof value !== 'object' || value === null || isArray)) {
    throw new UnreadableAnswer('it is not a JSON object');
  }
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return STRICT_UTF_8.decode(bytes);
  } catch {
    throw new UnreadableAnswer('it is not UTF-8 text');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableAnswer('it is not JSON');
  }
}
