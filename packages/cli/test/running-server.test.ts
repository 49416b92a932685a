import { afterAll, beforeAll, expect, it } from 'vitest';
import { command, embeddedPlace, type Running, SENTENCE, startCommand } from './support/processes.ts';
import { usePlace } from './support/use-place.ts';

/** The commands while a server has the embedded database open. */

const place = usePlace(embeddedPlace);
let server: Running;
let url: string;
let admin: string;
let reader: string;

const raptor = (key: string | undefined, ...parameters: string[]) =>
  command(parameters, { ...place.environment, ...(key === undefined ? {} : { RAPTOR_COMPLY_API_KEY: key }) });

beforeAll(async () => {
  await raptor(undefined, 'orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  admin = (await raptor(undefined, 'keys', 'create', '--org', 'coop', '--role', 'admin')).stdout.trim();
  reader = (await raptor(undefined, 'keys', 'create', '--org', 'coop', '--role', 'read_only')).stdout.trim();
  server = startCommand(['serve'], place.environment);
  [, url = ''] = await server.seen('stdout', /answers at (\S+)\n/);
});
afterAll(async () => {
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
});

it('goes through the server with an admin key, and says whose organization that is', async () => {
  const made = await raptor(admin, 'keys', 'create', '--org', 'coop', '--name', 'live');
  expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^rc_live_[0-9A-Za-z]{64}\n$/) });
  expect(made.stderr).toContain('RAPTOR_COMPLY_API_KEY');
  expect(made.stderr).not.toMatch(/rc_live_\w{20}/);
  const key = made.stdout.trim();
  const ask = async () => (await fetch(`${url}/facilities`, { headers: { 'x-api-key': key } })).status;
  expect(await ask()).toBe(200);
  const listed = await raptor(admin, 'keys', 'list', '--org', 'coop', '--json');
  const found = (JSON.parse(listed.stdout) as { id: string; name: string }[]).find(({ name }) => name === 'live');
  expect(await raptor(admin, 'keys', 'revoke', found?.id ?? '', '--org', 'coop')).toMatchObject({ code: 0 });
  expect(await ask()).toBe(401);
});

it.each([
  ['keys create', ['keys', 'create', '--org', 'coop']],
  ['keys list', ['keys', 'list', '--org', 'coop']],
  ['keys revoke', ['keys', 'revoke', '01a20385-99ee-77b8-8b75-d266a7a99ee1', '--org', 'coop']],
])('says for %s without a key that the server runs and which variable to set', async (_, parameters) => {
  const { code, stdout, stderr } = await raptor(undefined, ...parameters);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(SENTENCE);
  for (const part of [url, String(server.process.pid), 'RAPTOR_COMPLY_API_KEY']) expect(stderr).toContain(part);
});

it('passes on why the server refuses a key, and does not show the key', async () => {
  const { code, stdout, stderr } = await raptor(reader, 'keys', 'create', '--org', 'coop');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(SENTENCE);
  expect(stderr).toContain('You do not have permission to perform this action');
  expect(stderr).not.toContain(reader);
});

it.each([
  ['orgs create', ['orgs', 'create', 'new', '--name', 'New']],
  ['orgs list', ['orgs', 'list']],
])('says for %s that the server has to stop first', async (_, parameters) => {
  const { code, stdout, stderr } = await raptor(admin, ...parameters);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(SENTENCE);
  for (const part of [url, String(server.process.pid), 'stop']) expect(stderr).toContain(part);
});

it('does not start a second server on the directory', async () => {
  const { code, stdout, stderr } = await raptor(undefined, 'serve');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(SENTENCE);
  expect(stderr).toContain(`in use by process ${server.process.pid}`);
});
