import { rememberEtag } from './etags.ts';
import { toPage } from './page.ts';
import { UnreadableResponse } from './send.ts';

/** What a successful response contains. */
export type ResponseKind = 'array' | 'object' | 'json' | 'text' | 'bytes' | 'nothing';

/** What the caller asked for. */
export interface Asked {
  readonly method: string;
  /** Undefined for an object, or nothing with 204 and 205. */
  readonly kind: ResponseKind | undefined;
  /** The `Accept` header of the request. */
  readonly accept: string;
}

const STRICT_UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the body of a successful response. Throws UnreadableResponse if it is not what was asked for. */
export function readResponse(
  { method, kind, accept }: Asked,
  bytes: Uint8Array,
  { status, headers }: Response,
): unknown {
  if (method === 'HEAD' || (kind === undefined && (status === 204 || status === 205))) return undefined;
  if (kind === 'nothing') {
    if (bytes.length > 0) throw new UnreadableResponse('it is not empty');
    return undefined;
  }
  if (bytes.length === 0 && kind !== 'text') throw new UnreadableResponse('it is empty');
  const contentType = headers.get('content-type') ?? '';
  if (kind === 'text' || kind === 'bytes' || !MAY_BE_JSON.test(contentType)) checkType(contentType, accept);
  if (kind === 'bytes') return bytes;
  const text = decode(bytes);
  if (kind === 'text') return text;
  const value = parseJson(text);
  if (kind === 'json') return value;
  if (kind === 'array') {
    if (Array.isArray(value)) return toPage(value, headers);
    throw new UnreadableResponse('it is not a JSON array');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UnreadableResponse('it is not a JSON object');
  rememberEtag(value, headers.get('etag'));
  return value;
}

/** JSON proves itself, so it may be unlabeled or plain text, but not labeled as something else: a proxy or a captive portal sent that. */
const MAY_BE_JSON = /^\s*(?:(?:text\/plain|application\/(?:[^\s;,]+\+)?json)\s*(?:;|$)|$)/i;

function checkType(contentType: string, accept: string): void {
  const type = contentType.split(';', 1).join().trim().toLowerCase();
  const isAccepted = accept.split(',').some((item) => {
    const [range = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    if (parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) return false;
    return range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
  });
  if (!isAccepted) throw new UnreadableResponse(type === '' ? 'it has no Content-Type' : `it is ${type}`);
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
