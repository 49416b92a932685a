import { ConfigError } from './errors.ts';

/** A file to upload. A stream is sent only once; everything else can be retried. */
export type Upload = string | Blob | ArrayBuffer | Uint8Array | FormData | ReadableStream<Uint8Array>;

/** The body type of `fetch`. The types of Node.js have no name for it. */
export type FetchBody = NonNullable<RequestInit['body']>;

export interface EncodedBody {
  readonly body: FetchBody | undefined;
  readonly contentType: string | undefined;
}

/** Encodes a JSON body once, so that every attempt sends the same bytes. Throws ConfigError for a value that JSON cannot represent. */
export function encodeJson(value: unknown): EncodedBody {
  if (value === undefined) return { body: undefined, contentType: undefined };
  let body: string | undefined;
  try {
    body = JSON.stringify(value, refuseLoss);
  } catch {
    throw new ConfigError(
      'The body cannot be JSON: it contains a cycle, a BigInt, an invalid Date or number, or a toJSON that throws',
    );
  }
  if (body === undefined) throw new ConfigError('The body cannot be JSON; pass an object or an array');
  return { body, contentType: 'application/json' };
}

/** JSON would write NaN, Infinity, and an invalid Date as null, which clears a field. */
function refuseLoss(this: object, key: string, value: unknown): unknown {
  const isLost =
    value === null ? Reflect.get(this, key) !== null : typeof value === 'number' && !Number.isFinite(value);
  if (isLost) throw new TypeError(key);
  return value;
}

/** Encodes an upload as a raw `text/csv` body or as a form with one `file`. Throws ConfigError for anything but an Upload. */
export async function encodeUpload(upload: Upload, as: 'text/csv' | 'multipart/form-data'): Promise<EncodedBody> {
  if (upload instanceof FormData) return encodeForm(upload);
  if (upload instanceof ReadableStream) {
    if (as === 'text/csv') return { body: upload, contentType: as };
    throw new ConfigError('A form cannot be created from a stream; pass a Blob or a string');
  }
  const isBytes = upload instanceof ArrayBuffer || ArrayBuffer.isView(upload);
  if (typeof upload !== 'string' && !(upload instanceof Blob) && !isBytes) {
    throw new ConfigError('An upload must be a string, Blob, ArrayBuffer, Uint8Array, FormData or ReadableStream');
  }
  // Bytes are copied: the caller may reuse its buffer between two attempts.
  const body = isBytes ? new Uint8Array(upload) : upload;
  if (as === 'text/csv') return { body, contentType: as };
  const form = new FormData();
  form.append('file', body instanceof Blob ? body : new Blob([body], { type: 'text/csv' }), 'import.csv');
  return encodeForm(form);
}

/** Converts a body of `fetch` into one that can be sent again. `oneShot` if that is impossible. */
export async function toRepeatableBody(
  body: FetchBody | null | undefined,
): Promise<EncodedBody & { oneShot: boolean }> {
  if (body === null || body === undefined) return { body: undefined, contentType: undefined, oneShot: false };
  if (body instanceof FormData) return { ...(await encodeForm(body)), oneShot: false };
  if (body instanceof ArrayBuffer) return { body: body.slice(), contentType: undefined, oneShot: false };
  if (ArrayBuffer.isView(body)) {
    const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    return { body: new Uint8Array(bytes), contentType: undefined, oneShot: false };
  }
  if (body instanceof URLSearchParams) {
    return { body: body.toString(), contentType: 'application/x-www-form-urlencoded;charset=UTF-8', oneShot: false };
  }
  const isRepeatable = typeof body === 'string' || body instanceof Blob;
  return { body, contentType: undefined, oneShot: !isRepeatable };
}

/** `fetch` picks a new boundary each time it sends a form; encoding it once keeps the bytes the same. */
async function encodeForm(form: FormData): Promise<EncodedBody> {
  const encoded = new Response(form);
  return { body: await encoded.arrayBuffer(), contentType: encoded.headers.get('content-type') ?? undefined };
}
