import type { Attempt } from './deadline.ts';

/**
 * An answer's body, read piece by piece to its end, at most `limitBytes` of it and no longer than the attempt lasts. It leaves
 * nothing unread behind: a body that is not read to its end is cancelled. Whoever reads it awaits each piece himself, as one more
 * async function around the loop would cost every call some microseconds.
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
    // Cancelling resolves a pending read at once, whatever the source does.
    else attempt.onInterrupt(() => reader.cancel().catch(() => {}));
  }

  /** What comes next. Rejects when the body breaks. */
  next(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }> {
    return this.#reader?.read() ?? Promise.resolve({ done: true });
  }

  /** Keeps the piece that came, and sees whether the body has ended. */
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

  /** What has been read, up to the limit. */
  get bytes(): Uint8Array {
    return join(this.#chunks, Math.min(this.#length, this.#limitBytes));
  }
}

/** Reads as much of a body as comes, however it ends. Never rejects. */
export async function readWhatComes(response: Response, limitBytes: number, attempt: Attempt): Promise<Uint8Array> {
  let body: BodyReader | undefined;
  try {
    body = new BodyReader(response, limitBytes, attempt);
    while (body.end === undefined) body.take(await body.next());
  } catch {
    // What was read before it broke is what there is.
  }
  return body?.bytes ?? new Uint8Array();
}

/** Lets go of a body that nobody will read. */
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
