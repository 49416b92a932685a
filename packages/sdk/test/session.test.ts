import { afterEach, expect, test, vi } from 'vitest';
import { ConfigError, RaptorComply } from '../src/index.ts';
import { json } from './fault-server.ts';
import { KEY, quick, useFaultServer } from './setup.ts';

const server = useFaultServer();
const session = () => new RaptorComply({ ...quick(server), apiKey: undefined, auth: 'session' });

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a session sends no key, also not that of the environment, and the header of the console', async () => {
  vi.stubEnv('RAPTOR_COMPLY_API_KEY', KEY);
  server.script(json(503, {}), json(200, { id: '1' }));
  await session().facilities.create({} as never);
  const [first, second] = server.requests.map(({ headers }) => headers);
  expect([first?.['x-api-key'], first?.['x-raptor-comply']]).toEqual([undefined, 'console']);
  // It is retried as ever, with the same key for both attempts.
  expect(second?.['idempotency-key']).toBe(first?.['idempotency-key']);
  expect(first?.['idempotency-key']).toEqual(expect.any(String));
});

test('a session asks the browser to send its cookie to the server’s own origin only', async () => {
  const seen: (RequestCredentials | undefined)[] = [];
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    seen.push(init?.credentials);
    return Response.json({});
  };
  await new RaptorComply({ auth: 'session', baseUrl: 'http://comply.lan/prefix', fetch }).facilities.get('1');
  await new RaptorComply({ apiKey: KEY, baseUrl: 'https://comply.example', fetch }).facilities.get('1');
  expect(seen).toEqual(['same-origin', undefined]);
});

test.each([{ auth: 'session', apiKey: KEY }, { auth: 'cookie' }])('%j is refused', (options) => {
  expect(() => new RaptorComply({ baseUrl: server.origin, ...options } as never)).toThrow(ConfigError);
});
