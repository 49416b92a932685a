import type { Attempt } from './deadline.ts';

export interface ReadBody {
  readonly bytes: Uint8Array;
  readonly end: 'complete' | 'too-large' | 'broken' | 'interrupted';
  /** What broke the body, when `end` is `broken`. */
  readonly cause?: unknown;
}

/**
 * Reads an answer's body to its end, at most `limitBytes` of it and no longer than the attempt lasts. Never rejects, and leaves
 * nothing unread behind: a body that is not read to its end is cancelled.
 */
export async function readBody(response: Response, limitBytes: number, attempt: Attempt): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const finish = (end: ReadBody['end'], cause?: unknown): ReadBody => {
    return {
      bytes: join(chunks, Math.min(length, limitBytes)),
      end: attempt.interruption ? 'interrupted' : end,
      cause,
    };
  };
  if (response.body === null) return finish('complete');
  try {
    const reader = response.body.getReader();
    // Cancelling resolves a pending read at once, whatever the source does.
    attempt.onInterrupt(() => reader.cancel().catch(() => {}));
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return finish('complete');
      chunks.push(value);
      length += value.byteLength;
      if (length > limitBytes) {
        reader.cancel().catch(() => {});
        return finish('too-large');
      }
    }
  } catch (cause) {
    return finish('broken', cause);
  }
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
