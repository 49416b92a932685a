import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiResponse, TextResponse } from './present-response.ts';

/** Characters that are read ahead of the caller. */
const READ_AHEAD = 2 ** 24;
/**
 * Milliseconds to wait for the caller in total. A slow caller must not keep the transaction open; after that, the rest of the file is
 * read into memory.
 */
const MAX_WAIT_MS = 1000;
/** A file of up to this many characters is sent whole: it has a length, and any error gets an error response. */
const MAX_WHOLE = 2 ** 16;

/** Starts the response, and returns a function that sends its parts one after another. */
export type StartResponse = (head: Omit<ApiResponse, 'body'>) => (part: string) => Promise<void>;

/**
 * Returns the response that `produce` starts and sends parts of, or the complete one that it returns instead. Rejects if `produce` fails
 * before it starts the response. A later failure cuts the response off, so that nobody takes a part for the whole.
 */
export function streamFile(produce: (start: StartResponse) => Promise<TextResponse | undefined>): Promise<ApiResponse> {
  return new Promise((resolve, reject) => {
    // A PassThrough has two buffers: one for what was written, one for what can be read.
    const body = new PassThrough({ highWaterMark: READ_AHEAD / 2 });
    let hasStarted = false;
    let waitMs = MAX_WAIT_MS;
    const start: StartResponse = (head) => {
      // A transaction that is retried would send the file again.
      if (hasStarted) throw new Error('The response has already started');
      hasStarted = true;
      resolve({ ...head, body });
      return async (part) => {
        if (body.destroyed) throw new Error('The caller disconnected before the end of the file');
        if (body.write(part) || waitMs <= 0) return;
        const before = performance.now();
        await drained(body, waitMs);
        waitMs -= performance.now() - before;
      };
    };
    produce(start).then(
      (whole) => (whole === undefined ? body.end() : resolve(whole)),
      (error: Error) => (hasStarted ? body.destroy(error) : reject(error)),
    );
  });
}

/** Sends a file's parts, or returns the response if the file is short. */
export async function streamParts(
  parts: AsyncIterable<string>,
  head: Omit<ApiResponse, 'body'>,
  start: StartResponse,
): Promise<TextResponse | undefined> {
  let send: ReturnType<StartResponse> | undefined;
  let unsent = '';
  for await (const part of parts) {
    unsent += part;
    if (send === undefined && unsent.length <= MAX_WHOLE) continue;
    send ??= start(head);
    await send(unsent);
    unsent = '';
  }
  return send === undefined ? { ...head, body: unsent } : undefined;
}

/** Settles when everything written was taken, the stream is closed, or the time is up. */
function drained(body: PassThrough, ms: number): Promise<unknown> {
  const stop = new AbortController();
  const { signal } = stop;
  const events = [once(body, 'drain', { signal }), once(body, 'close', { signal }), wait(ms, undefined, { signal })];
  return Promise.race(events).finally(() => stop.abort());
}
