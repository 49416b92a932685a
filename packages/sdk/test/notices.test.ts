import { expect, test } from 'vitest';
import { fetchWithRetry, type Logger } from '../src/index.ts';
import { type Fault, json } from './fault-server.ts';
import { createClient, failureOf, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities' } as const;

test('a deprecated route warns once, and another route warns too', async () => {
  const gone: Fault = json(200, {}, { Deprecation: '@1688169599', Sunset: 'Sun, 31 Jan 2027 23:59:59 GMT' });
  server.script(gone);
  const lines: unknown[] = [];
  const client = createClient(server, { logger: { warn: (...parameters) => lines.push(parameters) } });
  for (let call = 0; call < 3; call += 1)
    await client.request({ ...get, path: '/facilities/{id}', ids: { id: String(call) } });
  await client.request({ method: 'DELETE', path: '/facilities/{id}', ids: { id: '1' } });
  expect(lines).toEqual([
    [
      'GET /facilities/{id} is deprecated and ends Sun, 31 Jan 2027 23:59:59 GMT',
      {
        method: 'GET',
        urlTemplate: '/facilities/{id}',
        deprecation: '@1688169599',
        sunset: 'Sun, 31 Jan 2027 23:59:59 GMT',
      },
    ],
    [expect.stringContaining('DELETE /facilities/{id} is deprecated'), expect.anything()],
  ]);
});

const ids = ['018f0c3e-7b7a-7000-8000-000000000001', '018f0c3e-7b7a-7000-8000-000000000002', 'F1', '42', 'a%20b'];
const withIdInPath: Record<string, (path: string, logger: Logger) => Promise<unknown>> = {
  fetchWithRetry: (path, logger) => fetchWithRetry(`${server.origin}${path}?limit=5`, { logger, maxRetries: 0 }),
  'request()': (path, logger) => createClient(server, { logger, maxRetries: 0 }).request({ method: 'GET', path }),
};
for (const [name, call] of Object.entries(withIdInPath)) {
  test(`${name} with the id in its path warns of deprecation once per route, and no error shows the id`, async () => {
    server.script(json(200, {}, { Deprecation: '@1688169599' }));
    const lines: string[] = [];
    const logger = { warn: (message: string) => lines.push(message) };
    const shared = createClient(server, { logger });
    for (const id of ids) {
      if (name === 'fetchWithRetry') await call(`/facilities/${id}/cyber-systems`, logger);
      else await shared.request({ method: 'GET', path: `/facilities/${id}/cyber-systems?limit=5` });
    }
    expect(lines).toEqual(['GET /facilities/{id}/cyber-systems is deprecated']);
    server.script(json(404, {}));
    for (const id of ids) {
      const error = await failureOf(call(`/facilities/${id}`, logger));
      expect(error).toMatchObject({ urlTemplate: '/facilities/{id}', message: 'Not Found (GET /facilities/{id})' });
    }
  });
}
