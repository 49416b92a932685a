import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { OutgoingAnswer, WholeAnswer } from './outgoing.ts';

/** Characters that wait for a slow caller at the most; for so long as there are more, the transaction that reads them waits, too. */
const READ_AHEAD = 2 ** 24;

/** Sends the answer's head, and returns what sends its parts, one after the other. */
export type Begin = (head: Omit<OutgoingAnswer, 'body'>) => (part: string) => Promise<void>;

/**
 * The answer that `produce` begins and goes on with while it is on its way, or a whole one that it returns instead. What fails before it
 * began is thrown; what fails later cuts the answer off, so that nobody takes a part for the whole.
 */
export function streamed(produce: (begin: Begin) => Promise<WholeAnswer | undefined>): Promise<OutgoingAnswer> {
  return new Promise((resolve, reject) => {
    // It has a buffer for what was written and another for what can be read.
    const body = new PassThrough({ highWaterMark: READ_AHEAD / 2 });
    let hasBegun = false;
    const begin: Begin = (head) => {
      if (hasBegun) throw new Error('An answer begins once');
      hasBegun = true;
      resolve({ ...head, body });
      return (part) => write(body, part);
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
  head: Omit<OutgoingAnswer, 'body'>,
  begin: Begin,
): Promise<WholeAnswer | undefined> {
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

/** @throws Error when nobody reads it any more. */
async function write(body: PassThrough, part: string): Promise<void> {
  if (!body.destroyed && !body.write(part)) {
    const gone = new AbortController();
    body.once('close', () => gone.abort());
    await once(body, 'drain', { signal: gone.signal }).catch(() => {});
  }
  if (body.destroyed) throw new Error('The caller went away before the end of the file');
}
