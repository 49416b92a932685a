import { afterAll, beforeAll, expect, it } from 'vitest';
import { command, embeddedPlace, type Running, SENTENCE, startCommand } from './support/processes.ts';
import { usePlace } from './support/use-place.ts';

/** The commands while a server has the embedded database open. */

const place = usePlace(embeddedPlace);
let server: Running;
let url: string;

const raptor = (...parameters: string[]) => command(parameters, place.environment);

beforeAll(async () => {
  server = startCommand(['serve'], place.environment);
  [, url = ''] = await server.seen('stdout', /listening at (\S+)\n/);
});
afterAll(async () => {
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
});

it('commands create and list organizations, and create, list and revoke keys, which the server obeys within five seconds', async () => {
  const created = await raptor('orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  expect(created).toEqual({ code: 0, stdout: 'Created organization coop.\n', stderr: '' });
  expect((await raptor('orgs', 'list')).stdout).toContain('Prairie Cooperative');
  const made = await raptor('keys', 'create', '--org', 'coop', '--role', 'admin', '--name', 'live');
  expect(made).toEqual({ code: 0, stdout: expect.stringMatching(/^rc_live_[0-9A-Za-z]{64}\n$/), stderr: '' });
  const status = async () =>
    (await fetch(`${url}/facilities`, { headers: { 'x-api-key': made.stdout.trim() } })).status;
  expect(await status()).toBe(200);
  const [listed] = JSON.parse((await raptor('keys', 'list', '--org', 'coop', '--json')).stdout) as { id: string }[];
  expect(await raptor('keys', 'revoke', listed?.id ?? '', '--org', 'coop')).toMatchObject({ code: 0 });
  await expect.poll(status, { timeout: 5000 }).toBe(401);
});

it('several commands work at the same time', async () => {
  const made = await Promise.all(
    [1, 2, 3, 4].map((n) => raptor('orgs', 'create', `at-once-${n}`, '--name', `At once ${n}`)),
  );
  expect(made.map(({ code, stderr }) => [code, stderr])).toEqual([1, 2, 3, 4].map(() => [0, '']));
});

it('a second server does not start on the directory', async () => {
  const { code, stdout, stderr } = await raptor('serve');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(SENTENCE);
  expect(stderr).toContain(`in use by process ${server.process.pid}, a server.`);
});
