import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { facilityBody } from '../../../test/support/fixtures.ts';
import { useClient, useTestServer } from '../../../test/support/use-test-server.ts';

const server = useTestServer();
const client = useClient(server);

/** A connection on which bytes are sent as they are. */
async function connect() {
  const { hostname, port } = new URL(server.url);
  const socket = net.connect(Number(port), hostname);
  await once(socket, 'connect');
  let received = '';
  let error: Error | undefined;
  socket.on('error', (cause) => {
    error = cause;
  });
  const read = () => socket.on('data', (chunk) => (received += chunk.toString('latin1')));
  return {
    socket,
    read,
    received: () => received,
    statuses: () => [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)),
    async closed() {
      if (!socket.destroyed) await once(socket, 'close');
      expect(error).toBeUndefined();
    },
  };
}

/** Sends bytes, and reads until the server closes the connection. */
async function exchange(...parts: (string | Buffer)[]) {
  const connection = await connect();
  connection.read();
  for (const part of parts) connection.socket.write(part);
  await connection.closed();
  return connection;
}

const head = (line: string, ...headers: string[]) =>
  `${[line, 'Host: x', `X-API-Key: ${client.key}`, ...headers].join('\r\n')}\r\n\r\n`;
const post = (body: string, ...headers: string[]) =>
  head('POST /facilities HTTP/1.1', 'Content-Type: application/json', `Content-Length: ${body.length}`, ...headers) +
  body;
const create = () => post(JSON.stringify(facilityBody()));
const get = () => head('GET /facilities?limit=1 HTTP/1.1');
const GARBAGE = 'nonsense\r\n\r\n';

describe('what follows a request on its connection and is not HTTP', () => {
  it.each([
    ['one change', () => [create() + GARBAGE], [201, 400]],
    ['three changes', () => [create() + create() + create() + GARBAGE], [201, 201, 201, 400]],
    ['a read, in a packet of its own', () => [get(), GARBAGE], [200, 400]],
    ['a HEAD', () => [head('HEAD /facilities HTTP/1.1') + GARBAGE], [200, 400]],
    ['a refusal', () => [post('{}') + GARBAGE], [422, 400]],
    ['a path without a route', () => [head('GET /nothing HTTP/1.1') + GARBAGE], [404, 400]],
    ['the last request', () => [post(JSON.stringify(facilityBody()), 'Connection: close') + GARBAGE], [201]],
    ['the last request, as a request', () => [head('GET /facilities HTTP/1.1', 'Connection: close') + get()], [200]],
    [
      'a change, and has a broken body',
      () => [
        create() +
          head('POST /facilities HTTP/1.1', 'Transfer-Encoding: chunked', 'Content-Type: application/json') +
          'zz\r\n',
      ],
      [201, 400],
    ],
  ])('%s: earlier responses come first, then the 400, then the end', async (_, parts, statuses) => {
    const { statuses: got, received } = await exchange(...parts());
    expect(got(), received()).toEqual(statuses);
  });

  it('every change that is refused is not made, and every other one is', async () => {
    const own = await server.newClient();
    const bytes = create().replace(client.key ?? '', own.key ?? '');
    const { received } = await exchange(bytes + GARBAGE);
    expect(received()).toMatch(/^HTTP\/1\.1 201 /);
    expect((await own.get<unknown[]>('/facilities')).body).toHaveLength(1);
  });
});

describe('a body that is too large', () => {
  const LARGE = Buffer.alloc(8 * 2 ** 20, ' ');
  const headers = ['Content-Type: application/json'];
  const chunk = (bytes: Buffer) =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

  it.each([
    ['a length', 413, () => [head('POST /facilities HTTP/1.1', ...headers, `Content-Length: ${LARGE.length}`), LARGE]],
    [
      'chunks',
      413,
      () => [
        head('POST /facilities HTTP/1.1', ...headers, 'Transfer-Encoding: chunked'),
        chunk(LARGE),
        chunk(LARGE),
        '0\r\n\r\n',
      ],
    ],
    [
      'no key',
      401,
      () => [
        head('POST /facilities HTTP/1.1', ...headers, `Content-Length: ${LARGE.length}`).replace(/X-API-Key.*\r\n/, ''),
        LARGE,
      ],
    ],
    [
      'no key, as the last request of its connection,',
      401,
      () => [
        head('POST /facilities HTTP/1.1', 'Connection: close', `Content-Length: ${LARGE.length}`).replace(
          /X-API-Key.*\r\n/,
          '',
        ),
        LARGE,
      ],
    ],
    [
      'another type',
      415,
      () => [head('POST /facilities HTTP/1.1', 'Content-Type: text/plain', `Content-Length: ${LARGE.length}`), LARGE],
    ],
    ['no route', 404, () => [head('POST /nothing HTTP/1.1', ...headers, `Content-Length: ${LARGE.length}`), LARGE]],
    [
      'no such method',
      405,
      () => [head('PUT /facilities HTTP/1.1', ...headers, `Content-Length: ${LARGE.length}`), LARGE],
    ],
  ])('a client that sends all of a body with %s before it reads gets its response', async (_, status, parts) => {
    for (let turn = 0; turn < 3; turn++) {
      const connection = await connect();
      for (const part of parts()) {
        await new Promise<void>((resolve, reject) =>
          connection.socket.write(part, (error) => (error ? reject(error) : resolve())),
        );
      }
      connection.read();
      await expect.poll(connection.statuses).toEqual([status]);
      if (/\r\nconnection: close\r\n/i.test(connection.received())) await connection.closed();
      else {
        connection.socket.write(get());
        await expect.poll(connection.statuses).toEqual([status, 200]);
      }
      connection.socket.destroy();
    }
  });

  it('a client that sends nothing gets its response at once', async () => {
    const connection = await connect();
    connection.read();
    connection.socket.write(head('POST /facilities HTTP/1.1', ...headers, 'Content-Length: 300000'));
    await expect.poll(connection.statuses).toEqual([413]);
    expect(connection.received()).toMatch(/\r\nconnection: close\r\n.*}$/is);
    connection.socket.destroy();
  });

  it('a client that never stops sending is cut off', async () => {
    const connection = await connect();
    connection.read();
    connection.socket.write(head('POST /facilities HTTP/1.1', ...headers, 'Transfer-Encoding: chunked'));
    let sent = 0;
    connection.socket.on('error', () => {});
    while (!connection.socket.destroyed && sent < 400 * 2 ** 20) {
      if (!connection.socket.write(chunk(LARGE)))
        await Promise.race([once(connection.socket, 'drain'), once(connection.socket, 'close')]).catch(() => {});
      sent += LARGE.length;
    }
    expect(connection.statuses()).toEqual([413]);
    expect(sent).toBeLessThan(400 * 2 ** 20);
  }, 40_000);
});

describe('a client that waits for permission to send its body', () => {
  const ask = async (request: string) => {
    const connection = await connect();
    connection.read();
    connection.socket.write(request);
    return connection;
  };
  const expecting = (length: number, ...headers: string[]) =>
    head(
      'POST /facilities HTTP/1.1',
      'Content-Type: application/json',
      'Expect: 100-continue',
      `Content-Length: ${length}`,
      ...headers,
    );

  it('the permission comes only after key, type and length are checked', async () => {
    const body = JSON.stringify(facilityBody());
    const connection = await ask(expecting(body.length));
    await expect.poll(connection.statuses).toEqual([100]);
    connection.socket.write(body);
    await expect.poll(connection.statuses).toEqual([100, 201]);
    connection.socket.write(get());
    await expect.poll(connection.statuses).toEqual([100, 201, 200]);
    connection.socket.destroy();
  });

  it.each([
    ['the length', 413, () => expecting(10 ** 8)],
    ['the key', 401, () => expecting(2).replace(/X-API-Key: .*/, 'X-API-Key: rc_live_x')],
    ['the type', 415, () => expecting(2).replace('application/json', 'text/plain')],
    ['the path', 404, () => expecting(2).replace('/facilities', '/nothing')],
    ['another expectation', 417, () => expecting(2).replace('100-continue', 'miracles')],
  ])('%s decides before the body is sent, and the connection ends', async (_, status, request) => {
    const connection = await ask(request());
    await connection.closed();
    expect(connection.statuses()).toEqual([status]);
    expect(connection.received()).toMatch(/\r\nconnection: close\r\n/i);
  });
});

describe('an event loop that is blocked', () => {
  it('requests are refused while it is blocked again and again, even if it rests in between', async () => {
    // Holds the thread without keeping a processor busy.
    const block = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    const statuses: number[] = [];
    while (statuses.length < 8 && !statuses.includes(503)) {
      const asked = client.get('/facilities');
      block(2700);
      await wait(30);
      statuses.push((await asked).status);
    }
    expect(statuses[0]).toBe(200);
    expect(statuses).toContain(503);
    await expect.poll(async () => (await client.get('/facilities')).status, { timeout: 5000 }).toBe(200);
  }, 40_000);
});
