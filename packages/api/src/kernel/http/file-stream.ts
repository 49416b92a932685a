import { PassThrough } from 'node:stream';
import type { CompleteResponse, OutgoingResponse } from './present-response.ts';

/** Characters that may wait for the caller before the caller is waited for. */
const READ_AHEAD = 2 ** 24;
/**
 * Milliseconds for which the caller is waited for in all. The transaction that reads the file, on the embedded database the only one,
 * must not last as long as a slow caller likes: what is read after that waits in memory.
 */
const PATIENCE_MS = 1000;

/** Sends the response's head, and returns what sends its parts, one after the other. */
export type Begin = (head: Omit<OutgoingResponse, 'body'>) => (part: string) => Promise<void>;

/**
 * The response that `produce` begins and goes on with while it is on its way, or a whole one that it returns instead. What fails before it
 * began is thrown; what fails later cuts the response off, so that nobody takes a part for the whole.
 */
export function streamed(produce: (begin: Begin) => Promise<CompleteResponse | undefined>): Promise<OutgoingResponse> {
  return new Promise((resolve, reject) => {
    // It has a buffer for what was written and another for what can be read.
    const body = new PassThrough({ highWaterMark: READ_AHEAD / 2 });
    let hasBegun = false;
    let patienceMs = PATIENCE_MS;
    const begin: Begin = (head) => {
      if (hasBegun) throw new Error('An response begins once');
      hasBegun = true;
      resolve({ ...head, body });
      return async (part) => {
        if (body.destroyed) throw new Error('The caller went away before the end of the file');
        if (body.write(part) || patienceMs <= 0) return;
        const before = performance.now();
        await drained(body, patienceMs);
        patienceMs -= performance.now() - before;
      };
    };
    produce(begin).then(
      (whole) => {
        if (whole === undefined) body.end();
        else resolve(whole);
      },
      (error: Error) => {
        if (hasBegun) body.destroy(error);
        else reject(error);
      },
    );
  });
}

/** Characters up to which a file is made whole: it has a length, and whatever fails is answered as such. */
const WHOLE = 2 ** 16;

/** Sends a file's parts, or returns it whole when it is short. */
export async function sendParts(
  parts: AsyncIterable<string>,
  head: Omit<OutgoingResponse, 'body'>,
  begin: Begin,
): Promise<CompleteResponse | undefined> {
  let send: ReturnType<Begin> | undefined;
  let unsent = '';
  for await (const part of parts) {
    unsent += part;
    if (send === undefined && unsent.length <= WHOLE) continue;
    send ??= begin(head);
    await send(unsent);
    unsent = '';
  }
  return send === undefined ? { ...head, body: unsent } : undefined;
}

/** Settled when all that was written has been taken, when nobody will take it, or when it has taken too long. */
function drained(body: PassThrough, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      body.off('drain', end).off('close', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    body.once('drain', end).once('close', end);
  });
}
