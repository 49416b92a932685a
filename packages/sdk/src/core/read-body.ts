import type { Attempt } from './deadline.ts';

/**
 * Reads a response body in chunks, up to `limitBytes` and until the attempt is interrupted, and cancels what it does not read. The
 * caller awaits each chunk: an async function around the loop would cost every call some microseconds.
 */
export class BodyReader {
  readonly response: Response;
  readonly #limitBytes: number;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  end: 'complete' | 'too-large' | undefined;

  constructor(response: Response, limitBytes: number, attempt: Attempt) {
    this.response = response;
    this.#limitBytes = limitBytes;
    const reader = response.body?.getReader();
    this.#reader = reader;
    if (reader === undefined) this.end = 'complete';
    // Canceling resolves a pending read at once, whatever the source does.
    else attempt.onInterrupt(() => reader.cancel().catch(() => {}));
  }

  /** Returns the next chunk. Rejects if the body breaks. */
  next(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> {
    return this.#reader?.read() ?? Promise.resolve({ done: true });
  }

  /** Stores a chunk, and sets `end` after the last one. */
  take({ done, value }: { readonly done: boolean; readonly value?: Uint8Array | undefined }): void {
    if (done || value === undefined) {
      this.end = 'complete';
      return;
    }
    this.#chunks.push(value);
    this.#length += value.byteLength;
    if (this.#length <= this.#limitBytes) return;
    this.end = 'too-large';
    this.#reader?.cancel().catch(() => {});
  }

  /** The bytes read so far, up to the limit. */
  get bytes(): Uint8Array {
    return join(this.#chunks, Math.min(this.#length, this.#limitBytes));
  }
}

/** Reads as much of a body as arrives, however it ends. Never rejects. */
export async function readAvailable(response: Response, limitBytes: number, attempt: Attempt): Promise<Uint8Array> {
  let body: BodyReader | undefined;
  try {
    body = new BodyReader(response, limitBytes, attempt);
    while (body.end === undefined) body.take(await body.next());
  } catch {
    // Return what was read before the body broke.
  }
  return body?.bytes ?? new Uint8Array();
}

/** Cancels a body that will not be read. */
export function discardBody(response: Response): void {
  if (response.body !== null && !response.body.locked) response.body.cancel().catch(() => {});
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only.subarray(0, length);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, length - at);
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
