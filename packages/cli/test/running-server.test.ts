import { afterAll, beforeAll, expect, it } from 'vitest';
import { embeddedPlace, usePlace } from './support/places.ts';
import { command, SENTENCE, type Server, startServer, stop } from './support/processes.ts';

/** The commands while a server has the embedded database open. */

const place = usePlace(embeddedPlace);
let server: Server;

const raptor = (...parameters: string[]) => command(parameters, place.environment);

beforeAll(async () => {
  server = await startServer(place.environment);
});
afterAll(() => stop(server));

it('commands create and list organizations, and create, list and revoke keys, which the server obeys within five seconds', async () => {
  const created = await raptor('orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  expect(created).toEqual({ code: 0, stdout: 'Created organization coop.\n', stderr: '' });
  expect((await raptor('orgs', 'list')).stdout).toContain('Prairie Cooperative');
  const made = await raptor('keys', 'create', '--org', 'coop', '--role', 'admin', '--name', 'live');
  expect(made).toEqual({ code: 0, stdout: expect.stringMatching(/^rc_live_[0-9A-Za-z]{64}\n$/), stderr: '' });
  const status = async () =>
    (await fetch(`${server.url}/facilities`, { headers: { 'x-api-key': made.stdout.trim() } })).status;
  expect(await status()).toBe(200);
  const [listed] = JSON.parse((await raptor('keys', 'list', '--org', 'coop', '--json')).stdout) as { id: string }[];
  expect(await raptor('keys', 'revoke', listed?.id ?? '', '--org', 'coop')).toMatchObject({ code: 0 });
  await expect.poll(status, { timeout: 5000 }).toBe(401);
});

it('activity verify proves the log of every organization, also those that were just created', async () => {
  for (const slug of ['first', 'second']) await raptor('orgs', 'create', slug, '--name', slug);
  await raptor('keys', 'create', '--org', 'second');
  const { code, stdout } = await raptor('activity', 'verify');
  expect(code).toBe(0);
  const { stdout: listed } = await raptor('orgs', 'list');
  const slugs = listed
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ')[0]);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]),
  ).toEqual(slugs);
  expect(stdout).toMatch(/^second: 1 entry, complete and unchanged/m);
});

it('orgs disable makes the server refuse an organization’s keys at once, and orgs enable accept them again', async () => {
  await raptor('orgs', 'create', 'closed', '--name', 'Closed');
  const key = (await raptor('keys', 'create', '--org', 'closed')).stdout.trim();
  const status = async () => (await fetch(`${server.url}/facilities`, { headers: { 'x-api-key': key } })).status;
  expect(await status()).toBe(200);
  expect(await raptor('orgs', 'disable', 'closed')).toMatchObject({ code: 0, stderr: '' });
  expect(await status()).toBe(401);
  expect((await raptor('orgs', 'list')).stdout).toMatch(/^closed +live, disabled +Closed$/m);
  expect(await raptor('orgs', 'enable', 'closed')).toMatchObject({ code: 0, stderr: '' });
  expect(await status()).toBe(200);
  const unknown = await raptor('orgs', 'disable', 'nobody');
  expect(unknown).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(SENTENCE) });
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
