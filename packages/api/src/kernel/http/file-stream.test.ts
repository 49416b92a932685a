import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type StartResponse, streamFile, streamParts } from './file-stream.ts';

const head = { status: 200, headers: { 'content-type': 'text/csv' } };

async function textOf(answer: Awaited<ReturnType<typeof streamFile>>): Promise<string> {
  if (typeof answer.body === 'string') return answer.body;
  let text = '';
  for await (const chunk of answer.body) text += chunk;
  return text;
}

describe('a file that is sent while it is read', () => {
  it('a file has its parts in order', async () => {
    const answer = await streamFile(async (begin) => {
      const send = begin(head);
      for (const part of ['a', 'b', 'c']) await send(part);
      return undefined;
    });
    expect(answer).toMatchObject(head);
    expect(await textOf(answer)).toBe('abc');
  });

  it('a short file is sent whole, and a long one in parts', async () => {
    async function* parts(of: string, count: number) {
      for (let n = 0; n < count; n++) yield of;
    }
    const short = await streamFile((begin) => streamParts(parts('a', 3), head, begin));
    expect(short.body).toBe('aaa');
    const long = await streamFile((begin) => streamParts(parts('a'.repeat(40_000), 4), head, begin));
    expect(typeof long.body).not.toBe('string');
    expect(await textOf(long)).toBe('a'.repeat(160_000));
  });

  it('a file that fails before its first part is an error response', async () => {
    expect(await streamFile(async () => ({ status: 304, headers: {}, body: '' }))).toMatchObject({
      status: 304,
      body: '',
    });
    await expect(streamFile(async () => Promise.reject(new Error('not found')))).rejects.toThrow('not found');
  });

  it('a later failure cuts the file off: nobody takes a part for the whole', async () => {
    const answer = await streamFile(async (begin) => {
      await begin(head)('a');
      throw new Error('gone');
    });
    await expect(textOf(answer)).rejects.toThrow('gone');
  });

  it('a file waits for a slow caller only for a limited time in total', async () => {
    let sent = 0;
    const began = performance.now();
    const answer = await new Promise<Awaited<ReturnType<typeof streamFile>>>((resolve, reject) => {
      let done: Promise<unknown> = Promise.resolve();
      streamFile(async (begin) => {
        const send = begin(head);
        const all = (async () => {
          for (; sent < 60; sent++) await send('x'.repeat(2 ** 20));
        })();
        done = all;
        await all;
        return undefined;
      }).then((begun) => done.then(() => resolve(begun), reject), reject);
    });
    const seconds = (performance.now() - began) / 1000;
    expect(sent).toBe(60);
    // It was waited for, and only once.
    expect(seconds).toBeGreaterThan(0.9);
    expect(seconds).toBeLessThan(5);
    expect((await textOf(answer)).length).toBe(60 * 2 ** 20);
  });

  it('reading stops when the caller is gone', async () => {
    let ended: unknown;
    const endless = async (begin: StartResponse) => {
      const send = begin(head);
      for (;;) {
        await send('x'.repeat(1000));
        await wait(1);
      }
    };
    const answer = await streamFile((begin) =>
      endless(begin).catch((error: unknown) => {
        ended = error;
        throw error;
      }),
    );
    if (typeof answer.body === 'string') throw new Error('not a stream');
    answer.body.destroy();
    await expect.poll(() => ended).toMatchObject({ message: 'The caller disconnected before the end of the file' });
  });
});
