import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { streamFile } from './file-stream.ts';

const head = { status: 200, headers: { 'content-type': 'text/csv' } };

async function textOf(response: Awaited<ReturnType<typeof streamFile>>): Promise<string> {
  if (!(response.body instanceof Readable)) return String(response.body);
  let text = '';
  for await (const chunk of response.body) text += chunk;
  return text;
}

/** Parts that are too long to be sent whole. */
async function* parts(part: string, count: number) {
  for (let n = 0; n < count; n++) yield part;
}

describe('a file that is sent while it is read', () => {
  it('a short file is sent whole, and a long one in parts', async () => {
    const short = await streamFile((send) => send(head, parts('a', 3)));
    expect(short).toEqual({ ...head, body: Buffer.from('aaa') });
    const long = await streamFile((send) => send(head, parts('a'.repeat(40_000), 4)));
    expect(long).toMatchObject(head);
    expect(long.body).toBeInstanceOf(Readable);
    expect(await textOf(long)).toBe('a'.repeat(160_000));
  });

  it('a file has its parts in order', async () => {
    async function* letters() {
      for (const letter of ['a', 'b', 'c']) yield letter.repeat(70_000);
    }
    const response = await streamFile((send) => send(head, letters()));
    expect((await textOf(response)).replace(/(.)\1+/g, '$1')).toBe('abc');
  });

  it('a file that fails before its first part is an error response', async () => {
    expect(await streamFile(async () => ({ status: 304, headers: {}, body: '' }))).toMatchObject({
      status: 304,
      body: '',
    });
    await expect(streamFile(async () => Promise.reject(new Error('not found')))).rejects.toThrow('not found');
  });

  it('a later failure cuts the file off: nobody takes a part for the whole', async () => {
    async function* failing() {
      yield 'a'.repeat(70_000);
      throw new Error('gone');
    }
    const response = await streamFile((send) => send(head, failing()));
    await expect(textOf(response)).rejects.toThrow('gone');
  });

  it('a file waits for a slow caller only for a limited time in total', async () => {
    let sent = 0;
    async function* megabytes() {
      for (; sent < 60; sent++) yield 'x'.repeat(2 ** 20);
    }
    const began = performance.now();
    let produced: Promise<unknown> = Promise.resolve();
    const response = await streamFile((send) => {
      const whole = send(head, megabytes());
      produced = whole;
      return whole;
    });
    await produced;
    const seconds = (performance.now() - began) / 1000;
    expect(sent).toBe(60);
    // It was waited for, and only once.
    expect(seconds).toBeGreaterThan(0.9);
    expect(seconds).toBeLessThan(5);
    expect((await textOf(response)).length).toBe(60 * 2 ** 20);
  });

  it('reading stops when the caller is gone', async () => {
    let ended: unknown;
    async function* endless() {
      for (;;) {
        yield 'x'.repeat(70_000);
        await wait(1);
      }
    }
    const response = await streamFile((send) =>
      send(head, endless()).catch((error: unknown) => {
        ended = error;
        throw error;
      }),
    );
    if (!(response.body instanceof Readable)) throw new Error('not a stream');
    response.body.destroy();
    await expect.poll(() => ended).toMatchObject({ message: 'The caller disconnected before the end of the file' });
  });
});
