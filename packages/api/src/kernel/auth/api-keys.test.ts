import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../../test/support/client.ts';
import { makeFacility } from '../../../test/support/fixtures.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { setDisabled } from '../../operator/organizations.ts';
import { isWellFormedKey, keyHint, makeKey, withoutKeys } from './api-keys.ts';

describe('a key', () => {
  it('a key has its documented form and its checksum', () => {
    expect(makeKey(false)).toMatch(/^rc_live_[0-9A-Za-z]{64}$/);
    expect(makeKey(true)).toMatch(/^rc_test_[0-9A-Za-z]{64}$/);
    expect(isWellFormedKey(makeKey(false))).toBe(true);
  });

  it('a key with one changed character is refused without a query', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 71 }), fc.constantFrom(...'0123456789ABCxyz'), (at, character) => {
        const key = makeKey(randomInt(2) === 0);
        fc.pre(key.charAt(at) !== character);
        expect(isWellFormedKey(key.slice(0, at) + character + key.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('a key is shown by its ends only, and is removed from log texts', () => {
    const key = makeKey(false);
    expect(keyHint(key)).toBe(`${key.slice(0, 12)}…${key.slice(-4)}`);
    expect(withoutKeys(`key=${key}!`)).toBe('key=rc_live_…!');
  });
});

describe('keys over HTTP', () => {
  let now = Date.now();
  let elapsedMs = 0;
  const server = useTestServer({ clock: { wallMs: () => now, monotonicMs: () => elapsedMs } });

  it('only the hash is in the database, and no log line has the key', async () => {
    const admin = await server.newClient();
    const { key } = (await admin.post('/api-keys', { name: 'CMDB' })).body as unknown as { key: string };
    await createClient(server.url, key).get('/facilities');
    await createClient(server.url, key).get(`/facilities/${key}`);
    await createClient(server.url, key).get(`/${key}`);
    const rows = await server.database.query<{ text: string }>({ text: 'select k::text as text from api_keys k' });
    expect(rows.filter(({ text }) => text.includes(key.slice(8)))).toEqual([]);
    expect(server.logged.join('')).not.toContain(key.slice(8));
  });

  it('a role grants exactly its permissions', async () => {
    const admin = await server.newClient();
    const made = await admin.post('/api-keys', {});
    expect(made.body).toMatchObject({
      role: 'api_user',
      permissions: ['*:read', 'cyber-assets:write', 'physical-areas:write'],
    });
    const user = createClient(server.url, String(made.body.key));
    expect((await user.get('/facilities')).status).toBe(200);
    expect((await user.post('/facilities', {})).status).toBe(403);
    expect((await user.post('/cyber-assets', {})).status).toBe(422);
    expect((await user.get('/api-keys')).status).toBe(403);
    const access = (permission: string) => user.get(`/users/me/check-access?permission=${permission}`);
    expect((await access('cyber-systems:read')).body).toEqual({ permission: 'cyber-systems:read', hasAccess: true });
    expect((await access('cyber-systems:write')).body.hasAccess).toBe(false);
    expect((await access('nonsense')).body.field).toBe('permission');
  });

  it('several keys are valid at a time; a revoked key is refused at once in this process', async () => {
    const admin = await server.newClient();
    const [first, second] = await Promise.all([admin.post('/api-keys', {}), admin.post('/api-keys', {})]);
    const [one, two] = [first, second].map(({ body }) => createClient(server.url, String(body.key)));
    expect((await one?.get('/facilities'))?.status).toBe(200);
    expect((await admin.delete(`/api-keys/${first.body.id}`)).body).toEqual({ message: 'API key revoked' });
    expect((await one?.get('/facilities'))?.body.message).toBe('Invalid API key');
    expect((await two?.get('/facilities'))?.status).toBe(200);
    expect((await admin.get<{ id: string }[]>('/api-keys')).body.map(({ id }) => id)).not.toContain(first.body.id);
  });

  const revokeElsewhere = (id: unknown) =>
    server.database.query({
      text: 'update api_keys set is_deleted = true, deleted_at = now() where id = $1',
      values: [id],
    });

  it('a key that is revoked elsewhere is refused as soon as PostgreSQL notifies this process', async () => {
    const admin = await server.newClient();
    const { body } = await admin.post('/api-keys', {});
    const user = createClient(server.url, String(body.key));
    expect((await user.get('/facilities')).status).toBe(200);
    await revokeElsewhere(body.id);
    await expect.poll(async () => (await user.get('/facilities')).status, { interval: 5 }).toBe(401);
  });

  it('a key that is revoked elsewhere is refused within five seconds', async () => {
    const admin = await server.newClient();
    const { body } = await admin.post('/api-keys', {});
    const user = createClient(server.url, String(body.key));
    // As if the notification were lost, and the clock set back.
    await server.database.query({ text: 'alter table api_keys disable trigger keys_changed' });
    expect((await user.get('/facilities')).status).toBe(200);
    await revokeElsewhere(body.id);
    await server.database.query({ text: 'alter table api_keys enable trigger keys_changed' });
    now -= 3_600_000;
    elapsedMs += 5000;
    expect((await user.get('/facilities')).status).toBe(401);
    now += 3_600_000;
  });

  it('all keys of a disabled organization are refused at once, and accepted again once it is enabled', async () => {
    const organization = await server.newOrganization();
    const user = server.client(await server.newKey(organization));
    const { id } = await makeFacility(user);
    await setDisabled(server.database, organization, true);
    const refused = async () => {
      const { status, body } = await user.get('/facilities');
      return [status, body.message];
    };
    await expect.poll(refused, { interval: 5 }).toEqual([401, 'Invalid API key']);
    await setDisabled(server.database, organization, false);
    expect((await user.get(`/facilities/${id}`)).status).toBe(200);
    const refusals = (await user.get<{ action: string; after: object }[]>('/activity')).body;
    expect(refusals[0]).toMatchObject({ action: 'refused', after: { status: 401, reason: 'disabled' } });
  });

  it('a key expires at its moment, while it is in use', async () => {
    const admin = await server.newClient();
    const expiresAt = new Date(Math.max(now, Date.now()) + 60_000).toISOString();
    const { body } = await admin.post('/api-keys', { expiresAt });
    expect(body.expiresAt).toBe(expiresAt);
    const user = createClient(server.url, String(body.key));
    now = Date.parse(expiresAt) - 1;
    expect((await user.get('/facilities')).status).toBe(200);
    now += 1;
    expect((await user.get('/facilities')).body.message).toBe('API key has expired');
  });

  it.each([
    [{ role: 'admin', permissions: ['*:read'] }, undefined],
    [{ permissions: ['nonsense:read'] }, 'permissions[0]'],
    [{ permissions: [] }, 'permissions'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
  ])('a new key of %j is refused', async (body, field) => {
    const response = await (await server.newClient()).post('/api-keys', body);
    expect([response.status, response.body.field]).toEqual([422, field]);
  });
});
