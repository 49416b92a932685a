import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { facilityBody } from './inventory.ts';
import { useRealServer } from './real-server.ts';

/** A gateway that serves the product under `/raptor/`, and everything else from nowhere. */
function startGateway(target: string, seen: string[]): Promise<Server> {
  const gateway = createServer((incoming, outgoing) => {
    const path = /^\/raptor(\/.*)$/.exec(incoming.url ?? '')?.[1];
    seen.push(incoming.url ?? '');
    if (path === undefined) return outgoing.writeHead(421).end();
    const { method, headers } = incoming;
    const proxied = request(target + path, { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    return incoming.pipe(proxied);
  });
  return new Promise((resolve) => gateway.listen(0, '127.0.0.1', () => resolve(gateway)));
}

const server = useRealServer();
const seen: string[] = [];
let gateway: Server;
let baseUrl: string;
beforeAll(async () => {
  gateway = await startGateway(server.url, seen);
  baseUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/raptor`;
});
afterAll(() => new Promise((resolve) => gateway.close(resolve)));

test('every page of a list is read through a gateway that adds a prefix to the path', async () => {
  const client = await server.newClient({ baseUrl });
  const ids: string[] = [];
  for (let count = 0; count < 5; count++) ids.push((await client.facilities.create(facilityBody())).id);
  const listed: string[] = [];
  for await (const { id } of client.facilities.list({ limit: 2, q: 'Wind' })) listed.push(id);
  expect(listed).toEqual(ids);
  const logged = [];
  for await (const entry of client.activity.listLogs({ limit: 2 })) logged.push(entry.resourceId);
  expect(logged.filter((id) => ids.includes(id ?? ''))).toHaveLength(5);
  expect(seen.filter((url) => !url.startsWith('/raptor/'))).toEqual([]);
});

test('the root, the reference, and the OpenAPI document lead nowhere outside the prefix', async () => {
  const root = await fetch(`${baseUrl}/`, { headers: { accept: 'text/html' } });
  expect([root.status, new URL(root.url).pathname]).toEqual([200, '/raptor/docs']);
  const page = await root.text();
  const script = /<script src="([^"]+)"/.exec(page)?.[1] ?? '';
  expect((await fetch(new URL(script, root.url))).status).toBe(200);
  const description = await fetch(new URL(/"url": "([^"]+)"/.exec(page)?.[1] ?? '', root.url));
  const { servers } = (await description.json()) as { servers: { url: string }[] };
  expect(servers.map(({ url }) => new URL(url, description.url).pathname)).toEqual(['/raptor/']);
  expect(seen.filter((url) => !url.startsWith('/raptor/'))).toEqual([]);
});
