import { expect, it } from 'vitest';
import { useTestServer } from '../../../test/support/use-test-server.ts';

const server = useTestServer();

const get = (accept: string, method = 'GET') =>
  fetch(`${server.url}/`, { method, headers: { accept }, redirect: 'manual' });

it('without a console, the root sends a browser to the reference', async () => {
  const response = await get('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8');
  expect([response.status, response.headers.get('location'), response.headers.get('vary')]).toEqual([
    302,
    'docs',
    'Accept',
  ]);
  const page = await fetch(new URL('docs', response.url));
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
});

it.each(['*/*', 'application/json', 'application/json, text/html;q=0'])(
  'the root lists the paths of the service for a program that accepts %s',
  async (accept) => {
    const response = await get(accept);
    const { name, ...paths } = (await response.json()) as Record<string, string>;
    expect([response.status, name, Object.keys(paths)]).toEqual([
      200,
      'Raptor Comply, open',
      ['documentation', 'openapi', 'health'],
    ]);
    for (const path of Object.values(paths)) expect((await fetch(new URL(path, response.url))).status).toBe(200);
  },
);

it('the root takes HEAD, and says so to other methods', async () => {
  expect((await get('*/*', 'HEAD')).status).toBe(200);
  const response = await get('*/*', 'POST');
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});
