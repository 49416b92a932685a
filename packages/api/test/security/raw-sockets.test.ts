import { once } from 'node:events';
import net from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTestServer } from '../support/use-test-server.ts';
import { slowedDown } from './latency.ts';

const MB = 1024 * 1024;

const server = useTestServer();
let key: string;
beforeAll(async () => {
  key = (await server.newClient()).key ?? '';
});

/** Everything that comes back until the server ends the connection. */
async function exchange(bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = net.connect(Number(port), hostname);
  // Who is cut off while still sending sees a reset after the response.
  socket.on('error', () => {});
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'connect');
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

/** One response in the error shape and nothing after it: what follows in the bytes is nobody's request. */
function expectRefusal(received: string, status: number): void {
  const [head = '', body = '', ...more] = received.split('\r\n\r\n');
  expect(more, received.slice(0, 500)).toEqual([]);
  expect(Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]), received.slice(0, 500)).toBe(status);
  expect(head).toMatch(/\r\nconnection: close(\r\n|$)/i);
  expect(head).toMatch(/\r\nx-request-id: [\w.\-=]{1,128}(\r\n|$)/i);
  expect(Object.keys(JSON.parse(body) as object)).toEqual(['error', 'message']);
}

const post = (...headers: string[]) =>
  [
    'POST /facilities HTTP/1.1',
    'Host: x',
    `X-API-Key: ${key}`,
    'Content-Type: application/json',
    ...headers,
    '',
    '',
  ].join('\r\n');
const hidden = () => `GET /api-keys HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\n\r\n`;

describe('a request whose end is not certain is refused, and nothing in it is taken for another one', () => {
  it.each<[string, () => string]>([
    ['two Content-Lengths', () => `${post('Content-Length: 2', 'Content-Length: 40')}{}${hidden()}`],
    ['two Content-Lengths in one line', () => `${post('Content-Length: 2, 40')}{}${hidden()}`],
    [
      'Content-Length with chunks',
      () => `${post('Content-Length: 2', 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden()}`,
    ],
    [
      'chunks with Content-Length',
      () => `${post('Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n${hidden()}`,
    ],
    ['a negative Content-Length', () => `${post('Content-Length: -1')}{}${hidden()}`],
    ['a signed Content-Length', () => `${post('Content-Length: +2')}{}${hidden()}`],
    ['a hexadecimal Content-Length', () => `${post('Content-Length: 0x2')}{}${hidden()}`],
    ['a Content-Length of 2^64+2', () => `${post('Content-Length: 18446744073709551618')}{}${hidden()}`],
    ['an unknown transfer coding', () => `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${hidden()}`],
    ['chunked, but not last', () => `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n${hidden()}`],
    ['a space before the colon', () => `${post('Transfer-Encoding : chunked')}0\r\n\r\n${hidden()}`],
    ['a folded header', () => `${post('Transfer-Encoding:\r\n chunked')}0\r\n\r\n${hidden()}`],
    ['a chunk size that is none', () => `${post('Transfer-Encoding: chunked')}2;\0\r\n{}\r\n0\r\n\r\n${hidden()}`],
    ['a chunk size that overflows', () => `${post('Transfer-Encoding: chunked')}fffffffffffffffff\r\n{}\r\n0\r\n\r\n`],
    ['a chunk that ends with a bare LF', () => `${post('Transfer-Encoding: chunked')}2\n{}\n0\n\n${hidden()}`],
    ['bare LF for line ends', () => `${post('Content-Length: 2').replaceAll('\r\n', '\n')}{}${hidden()}`],
    ['one bare LF', () => `${post('X-A: b\nContent-Length: 2')}{}${hidden()}`],
    ['a bare CR', () => `${post('X-A: b\rContent-Length: 2')}{}${hidden()}`],
    ['a NUL in a header', () => `${post('X-A: a\0b')}${hidden()}`],
    ['a NUL in the path', () => `GET /facilities\0 HTTP/1.1\r\nHost: x\r\n\r\n${hidden()}`],
    ['a version that does not exist', () => `GET /facilities HTTP/9.9\r\nHost: x\r\n\r\n${hidden()}`],
    ['the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['the greeting of TLS', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ])('%s', async (_, bytes) => {
    expectRefusal(await exchange(Buffer.from(bytes(), 'latin1')), 400);
  });
});

describe('a request that asks for another protocol', () => {
  it.each([
    ['and has a body that is somebody’s request', () => hidden()],
    ['and has a body that comes in pieces', () => ' '.repeat(200_000)],
  ])('a request for %s gets its plain response, and is the last on its connection', async (_, body) => {
    const bytes = `${post('Connection: Upgrade', 'Upgrade: h2c', `Content-Length: ${body().length}`)}${body()}`;
    expectRefusal(await exchange(bytes), 400);
  });
});

describe('1 MB of [', () => {
  const brackets = '['.repeat(MB);
  const floods: [string, number, () => string][] = [
    ['instead of a request', 400, () => brackets],
    ['as the path', 431, () => `GET /${brackets} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['as a header', 431, () => `GET /facilities HTTP/1.1\r\nHost: x\r\nX-A: ${brackets}\r\n\r\n`],
    ['as a body', 413, () => post(`Content-Length: ${MB}`) + brackets],
    [
      'as a body in chunks',
      413,
      () => `${post('Transfer-Encoding: chunked')}${MB.toString(16)}\r\n${brackets}\r\n0\r\n\r\n`,
    ],
  ];

  it.each(floods)('%s of nested arrays is a %i', async (_, status, bytes) => {
    expectRefusal(await exchange(bytes()), status);
  });

  it('1 MB of nested arrays ten times a second does not double anybody else’s p99', async () => {
    const { slow, bound } = await slowedDown(server.url, key, async (measure) => {
      const sent: Promise<string>[] = [];
      // A pace that one bad client could keep up; what fills the line is not for the server to stop.
      const pace = setInterval(() => sent.push(exchange(floods[sent.length % floods.length]?.[2]() ?? '')), 100);
      await measure();
      clearInterval(pace);
      await Promise.all(sent);
    });
    expect(slow).toBeLessThan(bound);
  }, 120_000);
});

it('a HEAD request that is not valid HTTP gets a response without a body', async () => {
  const received = await exchange(`HEAD /facilities HTTP/1.1\r\nHost: x\r\nbad name: 1\r\n\r\n`);
  expect(received).toMatch(/^HTTP\/1\.1 400 /);
  expect(received.split('\r\n\r\n')[1]).toBe('');
});
