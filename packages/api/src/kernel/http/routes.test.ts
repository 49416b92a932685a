import { METHODS } from 'node:http';
import { describe, expect, it } from 'vitest';
import { expectPlainError } from '../../../test/support/plain-error.ts';
import { sendRaw } from '../../../test/support/raw-http.ts';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();

describe('a request without a route', () => {
  const send = (line: string, ...headers: string[]) =>
    sendRaw(server.url, `${[line, 'Host: x', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`);
  const others = METHODS.filter((method) => !['GET', 'HEAD', 'CONNECT'].includes(method));

  it.each(others)('%s is a 405 with Allow on a path that exists, and a 404 elsewhere', async (method) => {
    for (const path of ['/docs', '/%64ocs?a=b', '/healthz', '/openapi.json']) {
      for (const headers of [[], ['Content-Type: nonsense', 'Content-Length: 0'], ['Content-Length: 999999999']]) {
        const response = await send(`${method} ${path} HTTP/1.1`, ...headers);
        expectPlainError(response, 405);
        expect(response.headers.allow).toBe('GET, HEAD');
      }
    }
    expectPlainError(await send(`${method} /nothing HTTP/1.1`, 'Content-Type: nonsense', 'Content-Length: 1'), 404);
  });

  it.each(['OPTIONS * HTTP/1.1', 'QUERY * HTTP/1.1', 'GET http://x/nothing HTTP/1.1', 'POST //x HTTP/1.1'])(
    '%s is a 404',
    async (line) => expectPlainError(await send(line), 404),
  );

  it.each([
    'GET /%zz HTTP/1.1',
    'QUERY /%zz HTTP/1.1',
    'GET /facilities/%ff HTTP/1.1',
    'GET /facilities/%E0%A4%A HTTP/1.1',
  ])('%s is a 400', async (line) => expectPlainError(await send(line), 400));

  it('CONNECT is a 405', async () => expectPlainError(await send('CONNECT x:1 HTTP/1.1'), 405));
  it('what is not HTTP is a 400', async () => expectPlainError(await send('nonsense'), 400));
});
