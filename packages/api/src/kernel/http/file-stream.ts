import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ApiResponse } from './present-response.ts';

/** Bytes that are read ahead of the caller. */
const READ_AHEAD = 2 ** 24;
/**
 * Milliseconds to wait for the caller in total. A slow caller must not keep the transaction open; after that, the rest of the file is
 * read into memory.
 */
const MAX_WAIT_MS = 1000;
/** A file of up to about this many bytes is sent whole: it has a length, and any error gets an error response. */
const MAX_WHOLE = 2 ** 16;

/** Sends a file's parts after its head, or returns the response if the file is short. */
export type SendFile = (
  head: Omit<ApiResponse, 'body'>,
  parts: AsyncIterable<string | Buffer>,
) => Promise<ApiResponse | undefined>;

/**
 * Returns the response that `produce` sends, or the complete one that it returns instead. Rejects if `produce` fails before it has sent
 * a part. A later failure cuts the response off, so that nobody takes a part for the whole.
 */
export function streamFile(produce: (send: SendFile) => Promise<ApiResponse | undefined>): Promise<ApiResponse> {
  return new Promise((resolve, reject) => {
    // A PassThrough has two buffers: one for what was written, one for what can be read.
    const body = new PassThrough({ highWaterMark: READ_AHEAD / 2 });
    let hasStarted = false;
    let waitMs = MAX_WAIT_MS;

    async function write(part: Buffer): Promise<void> {
      if (body.destroyed) throw new Error('The caller disconnected before the end of the file');
      if (body.write(part) || waitMs <= 0) return;
      const before = performance.now();
      // Rejects when the time is up.
      await once(body, 'drain', { signal: AbortSignal.timeout(Math.ceil(waitMs)) }).catch(() => {});
      waitMs -= performance.now() - before;
    }

    const send: SendFile = async (head, parts) => {
      // A transaction that is retried would send the file again.
      if (hasStarted) throw new Error('The response has already started');
      const unsent: Buffer[] = [];
      let length = 0;
      for await (const part of parts) {
        unsent.push(typeof part === 'string' ? Buffer.from(part) : part);
        length += part.length;
        if (!hasStarted && length <= MAX_WHOLE) continue;
        hasStarted = true;
        resolve({ ...head, body });
        for (const one of unsent.splice(0)) await write(one);
      }
      return hasStarted ? undefined : { ...head, body: Buffer.concat(unsent) };
    };

    produce(send).then(
      (whole) => (whole === undefined ? body.end() : resolve(whole)),
      (error: Error) => (hasStarted ? body.destroy(error) : reject(error)),
    );
  });
}
