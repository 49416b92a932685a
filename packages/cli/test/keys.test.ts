import { beforeAll, expect, it } from 'vitest';
import { serverPlace, usePlace } from './support/places.ts';
import { command, SENTENCE, startServer, stop } from './support/processes.ts';

/** Organizations and keys on a PostgreSQL server; running-server.test.ts has them on the embedded database. */

const place = usePlace(serverPlace);
const KEY_LINE = /^rc_(live|test)_[0-9A-Za-z]{64}\n$/;

const raptor = (...parameters: string[]) => command(parameters, place.environment);

beforeAll(async () => {
  expect(await raptor('orgs', 'create', 'coop', '--name', 'Prairie Cooperative')).toMatchObject({
    code: 0,
    stderr: '',
  });
  expect(await raptor('orgs', 'create', 'trial', '--name', 'Trial', '--test')).toMatchObject({ code: 0, stderr: '' });
});

it('orgs list shows the organizations', async () => {
  const { code, stdout } = await raptor('orgs', 'list');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^coop +live +Prairie Cooperative$/m);
  expect(stdout).toMatch(/^trial +test +Trial$/m);
});

it.each([['serve'], ['orgs', 'list']])(
  '%s %s says in one sentence that the database does not exist',
  async (...parameters) => {
    const url = new URL(place.environment.DATABASE_URL ?? '');
    url.pathname = '/no_such_database';
    const { code, stdout, stderr } = await command(parameters, { ...place.environment, DATABASE_URL: url.href });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(SENTENCE);
    expect(stderr).toContain('no_such_database');
  },
);

it('orgs create refuses a slug that is taken or malformed', async () => {
  for (const slug of ['coop', 'No Slug']) {
    const { code, stdout, stderr } = await raptor('orgs', 'create', slug, '--name', 'Other');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(SENTENCE);
  }
});

it('orgs create refuses a name that would write over a terminal', async () => {
  const { code, stderr } = await raptor('orgs', 'create', 'colorful', '--name', 'x\u001b[31m');
  expect(code).toBe(1);
  expect(stderr).toContain('without control characters');
});

it('keys create prints a new key alone on stdout, of the kind of its organization', async () => {
  const live = await raptor('keys', 'create', '--org', 'coop');
  expect(live).toEqual({ code: 0, stdout: expect.stringMatching(KEY_LINE), stderr: '' });
  const test = await raptor('keys', 'create', '--org', 'trial', '--role', 'read_only');
  expect([live.stdout.slice(0, 8), test.stdout.slice(0, 8)]).toEqual(['rc_live_', 'rc_test_']);
});

it('keys create refuses an unknown organization', async () => {
  const { code, stdout, stderr } = await raptor('keys', 'create', '--org', 'nobody');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(SENTENCE);
  expect(stderr).toContain('nobody');
});

it('keys list shows no secrets, and keys revoke works in the key’s own organization only', async () => {
  expect(await raptor('orgs', 'create', 'rotating', '--name', 'Rotating')).toMatchObject({ code: 0 });
  const permissions = ['--permission', 'facilities:read', '--permission', 'cyber-assets:write'];
  const expiry = ['--expires-at', '2999-01-01T00:00:00+01:00'];
  const made = await raptor('keys', 'create', '--org', 'rotating', '--name', 'historian', ...permissions, ...expiry);
  const listed = await raptor('keys', 'list', '--org', 'rotating', '--json');
  const [key, ...others] = JSON.parse(listed.stdout) as { id: string }[];
  expect(others).toEqual([]);
  expect(key).toEqual({
    id: expect.any(String),
    name: 'historian',
    role: null,
    permissions: ['facilities:read', 'cyber-assets:write'],
    keyHint: `${made.stdout.slice(0, 12)}…${made.stdout.trim().slice(-4)}`,
    expiresAt: '2998-12-31T23:00:00.000Z',
    userId: null,
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  });
  const id = key?.id ?? '';
  expect((await raptor('keys', 'list', '--org', 'rotating')).stdout).toContain(id);
  expect(await raptor('keys', 'revoke', id, '--org', 'coop')).toMatchObject({ code: 1, stdout: '' });
  expect(await raptor('keys', 'revoke', id, '--org', 'rotating')).toMatchObject({ code: 0, stderr: '' });
  expect((await raptor('keys', 'list', '--org', 'rotating', '--json')).stdout).toBe('[]\n');
  for (const gone of [id, 'no-id', made.stdout.trim()]) {
    const { code, stderr } = await raptor('keys', 'revoke', gone, '--org', 'rotating');
    expect(code).toBe(1);
    expect(stderr).toMatch(SENTENCE);
    expect(stderr).not.toContain(made.stdout.trim());
  }
});

it('keys create makes a key act for a user of the organization, by e-mail in any case', async () => {
  expect(await raptor('orgs', 'create', 'people', '--name', 'People')).toMatchObject({ code: 0 });
  const admin = await raptor('keys', 'create', '--org', 'people', '--role', 'admin');
  const server = await startServer(place.environment);
  const send = async (path: string, key: string, body?: object) => {
    const headers = { 'x-api-key': key.trim(), 'content-type': 'application/json' };
    const response = await fetch(server.url + path, {
      headers,
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const person = { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' };
  const { id } = await send('/users', admin.stdout, { ...person, email: 'dana@example.com' });
  const { stdout } = await raptor('keys', 'create', '--org', 'people', '--user', 'Dana@Example.com');
  expect((await send('/users/me', stdout)).id).toBe(id);
  await stop(server);
  const unknown = await raptor('keys', 'create', '--org', 'coop', '--user', 'dana@example.com');
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toMatch(SENTENCE);
});

it('a server honors the keys that keys create made before it started and while it runs', async () => {
  const before = await raptor('keys', 'create', '--org', 'coop', '--role', 'admin');
  const server = await startServer(place.environment);
  expect(await raptor('orgs', 'create', 'late', '--name', 'Late')).toMatchObject({ code: 0 });
  const meanwhile = await raptor('keys', 'create', '--org', 'late');
  for (const { stdout } of [before, meanwhile]) {
    const response = await fetch(`${server.url}/facilities`, { headers: { 'x-api-key': stdout.trim() } });
    expect([response.status, await response.json()]).toEqual([200, []]);
  }
  await stop(server);
});
