import { afterAll, beforeAll, expect, it } from 'vitest';
import { embeddedPlace, usePlace } from './support/places.ts';
import { command, SENTENCE, type Server, startServer, stop } from './support/processes.ts';

/** How an operator lets somebody in: a link that works once, whether or not the server runs. */

const place = usePlace(embeddedPlace);
let server: Server;

const raptor = (...parameters: string[]) => command(parameters, place.environment);

beforeAll(async () => {
  await raptor('orgs', 'create', 'acme', '--name', 'Acme Power');
  server = await startServer(place.environment);
});
afterAll(() => stop(server));

it('console prints a link that signs in once, with a role, and ends with its key', async () => {
  const { code, stdout, stderr } = await raptor('console', '--org', 'acme', '--role', 'read_only');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [, token] = /^http:\/\/127\.0\.0\.1:\d+\/console\/#token=([\w-]{43})\n$/.exec(stdout) ?? [];
  const signIn = () =>
    fetch(`${server.url}/console/session`, {
      method: 'POST',
      headers: { origin: server.url, 'x-raptor-comply': 'console', 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
  const response = await signIn();
  const session = (await response.json()) as { key: { id: string } };
  expect([response.status, session]).toEqual([
    201,
    expect.objectContaining({ permissions: ['*:read'], organization: expect.objectContaining({ slug: 'acme' }) }),
  ]);
  expect((await signIn()).status).toBe(401);
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const status = async () => (await fetch(`${server.url}/facilities`, { headers: { cookie } })).status;
  expect(await status()).toBe(200);
  await raptor('keys', 'revoke', session.key.id, '--org', 'acme');
  expect(await status()).toBe(401);
});

it('console says in one sentence what is wrong', async () => {
  for (const [parameters, message] of [
    [['--org', 'none'], 'There is no organization none'],
    [['--org', 'acme', '--role', 'root'], '--role must be one of'],
    [['--org', 'acme', '--user', 'nobody@example.com'], 'no user with the e-mail address'],
  ] as const) {
    const { code, stdout, stderr } = await raptor('console', ...parameters);
    expect([stdout, stderr]).toEqual(['', expect.stringMatching(SENTENCE)]);
    expect(stderr).toContain(message);
    expect(code).not.toBe(0);
  }
});
