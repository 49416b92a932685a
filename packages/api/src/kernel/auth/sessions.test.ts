import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeFacility } from '../../../test/support/fixtures.ts';
import { startTestServer } from '../../../test/support/test-server.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { createKey } from '../../operator/api-keys.ts';
import { type Organization, setDisabled } from '../../operator/organizations.ts';
import { KeyRing } from './api-keys.ts';
import { createSignInToken } from './sign-in-links.ts';

let passedMs = 0;
const clock = { wallMs: () => Date.now() + passedMs, monotonicMs: () => performance.now() };
const server = useTestServer({ clock });
const MINUTE = 60_000;

let organization: Organization;
let key: string;
beforeAll(async () => {
  organization = await server.newOrganization('Prairie Cooperative');
  key = await server.newKey(organization, { name: 'Console' });
});

type Headers = Readonly<Record<string, string | undefined>>;
const ours = (): Headers => ({ origin: server.url, 'x-raptor-comply': 'console' });

async function send(method: string, path: string, headers: Headers = {}, body?: unknown) {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const response = await fetch(server.url + path, {
    method,
    headers: { ...Object.fromEntries(given), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> & { message?: string; id?: string };
  return { status: response.status, headers: response.headers, text, body: parsed };
}

const begin = (credential: unknown, headers: Headers = {}) =>
  send('POST', '/console/session', { ...ours(), ...headers }, credential);

/** The cookie of a new session, as a browser sends it. */
async function signIn(credential: unknown = { key }): Promise<string> {
  const { status, headers, text } = await begin(credential);
  if (status !== 201) throw new Error(`Sign-in failed: ${status} ${text}`);
  return headers.get('set-cookie')?.split(';', 1)[0] ?? '';
}

const apiKeyId = async (of: string) => (await new KeyRing(server.database).authenticate(of)).apiKeyId;
const linkTo = async (of: string) =>
  createSignInToken(server.database, { organizationId: organization.id, apiKeyId: await apiKeyId(of) });

describe('a session', () => {
  it('begins with a key, says who is signed in, and keeps its token in a cookie that no script can read', async () => {
    const { status, headers, body, text } = await begin({ key });
    expect(status).toBe(201);
    expect(headers.get('set-cookie')).toMatch(/^raptor-comply=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      id: expect.any(String),
      organization: {
        id: organization.id,
        slug: organization.slug,
        name: 'Prairie Cooperative',
        timeZone: 'UTC',
      },
      key: { id: await apiKeyId(key), name: 'Console', role: 'admin' },
      user: null,
      permissions: expect.arrayContaining(['*:read', 'api-keys:admin']),
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
    });
    expect(text).not.toContain(key.slice(8));
    const cookie = headers.get('set-cookie')?.split(';', 1)[0];
    const again = await send('GET', '/console/session', { cookie });
    expect([again.status, again.body]).toEqual([200, body]);
  });

  it('over HTTPS, its cookie belongs to this host alone, and no other name is accepted', async () => {
    const host = new URL(server.url).host;
    const { status, headers } = await begin({ key }, { origin: `https://${host}` });
    const cookie = headers.get('set-cookie') ?? '';
    expect([status, cookie]).toEqual([
      201,
      expect.stringMatching(/^__Host-raptor-comply=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/),
    ]);
    expect((await send('GET', '/facilities', { cookie: cookie.split(';', 1)[0] })).status).toBe(200);
  });

  it('does what its key does, as its key: permissions, log, and rate limit', async () => {
    const limited = await server.newKey(organization, { grant: { role: 'api_user' }, name: 'Reader' });
    const cookie = await signIn({ key: limited });
    const read = await send('GET', '/facilities', { cookie });
    expect([read.status, read.headers.get('ratelimit-policy')]).toEqual([200, expect.stringContaining('"default"')]);
    expect((await send('POST', '/facilities', { cookie, ...ours() }, {})).status).toBe(403);
    expect((await send('POST', '/cyber-assets', { cookie, ...ours() }, {})).status).toBe(422);
    const entries = await server
      .client(key)
      .get<{ resourceType: string; action: string; actor: object }[]>('/activity');
    const actor = { type: 'api_key', id: await apiKeyId(limited), label: 'Reader' };
    expect(entries.body.find(({ resourceType }) => resourceType === 'sessions')).toMatchObject({
      action: 'created',
      actor,
    });
    expect(entries.body.find(({ action }) => action === 'refused')).toMatchObject({ actor });
  });

  it('gives way to a key that is sent too', async () => {
    const cookie = await signIn();
    const other = await server.newClient();
    const { id } = await makeFacility(other);
    expect((await send('GET', `/facilities/${id}`, { cookie, 'x-api-key': other.key })).status).toBe(200);
    expect((await send('GET', `/facilities/${id}`, { cookie })).status).toBe(404);
    expect((await send('GET', '/facilities', { cookie, 'x-api-key': 'rc_test_x' })).status).toBe(401);
  });

  it('has a new token at each sign-in, which ends the one before', async () => {
    const first = await signIn();
    const planted = await begin({ key }, { cookie: first });
    const second = planted.headers.get('set-cookie')?.split(';', 1)[0];
    expect(second).not.toBe(first);
    expect((await send('GET', '/console/session', { cookie: first })).status).toBe(401);
    expect((await send('GET', '/console/session', { cookie: second })).status).toBe(200);
    const fixed = `raptor-comply=${'a'.repeat(43)}`;
    expect((await begin({ key }, { cookie: fixed })).headers.get('set-cookie')).not.toContain(fixed);
  });

  it('repeats a secret to itself, whatever other cookies the browser has by then', async () => {
    const cookie = await signIn();
    const create = (cookies: string) =>
      send('POST', '/api-keys', { ...ours(), cookie: cookies, 'idempotency-key': 'of-a-session' }, { name: 'CMDB' });
    const made = await create(cookie);
    const again = await create(`theme=dark; ${cookie}`);
    expect([again.status, again.text]).toEqual([201, made.text]);
    expect((await create(await signIn())).status).toBe(409);
  });

  it('ends at sign-out, and its cookie goes', async () => {
    const cookie = await signIn();
    const out = await send('DELETE', '/console/session', { ...ours(), cookie });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      'raptor-comply=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0',
    ]);
    const after = await send('GET', '/facilities', { cookie });
    expect([after.status, after.body.message]).toEqual([401, 'The session has ended; sign in again']);
    expect((await send('GET', '/console/session')).body).toEqual({
      error: 'Unauthorized',
      message: 'Nobody is signed in',
    });
  });

  it('ends 30 minutes after the last request, and 12 hours after it began', async () => {
    const idle = await signIn();
    const used = await signIn();
    passedMs += 29 * MINUTE;
    expect((await send('GET', '/facilities', { cookie: used })).status).toBe(200);
    passedMs += 2 * MINUTE;
    expect((await send('GET', '/facilities', { cookie: idle })).status).toBe(401);
    for (let minutes = 31; minutes < 12 * 60 - 25; minutes += 25) {
      expect((await send('GET', '/facilities', { cookie: used })).status).toBe(200);
      passedMs += 25 * MINUTE;
    }
    passedMs += 25 * MINUTE;
    expect((await send('GET', '/facilities', { cookie: used })).status).toBe(401);
    passedMs = 0;
  });

  it('ends with its key: revoked, expired, or of a disabled organization', async () => {
    const client = server.client(key);
    const status = async (cookie: string) => (await send('GET', '/facilities', { cookie })).status;
    const revoked = (await client.must.post('/api-keys', { name: 'Revoked' })).body;
    const ofRevoked = await signIn({ key: revoked.key });
    expect(await status(ofRevoked)).toBe(200);
    await client.must.delete(`/api-keys/${revoked.id}`);
    expect(await status(ofRevoked)).toBe(401);
    const expiresAt = new Date(Date.now() + 10 * MINUTE).toISOString();
    const ofExpired = await signIn({ key: (await client.must.post('/api-keys', { expiresAt })).body.key });
    passedMs = 11 * MINUTE;
    expect(await status(ofExpired)).toBe(401);
    passedMs = 0;
    const other = await server.newOrganization();
    const ofDisabled = await signIn({ key: await createKey(server.database, other, { grant: { role: 'admin' } }) });
    await setDisabled(server.database, other, true);
    expect(await status(ofDisabled)).toBe(401);
  });

  it('is listed with its key, and can be ended, by its own organization only', async () => {
    const cookie = await signIn();
    const { id } = (await send('GET', '/console/session', { cookie })).body;
    const client = server.client(key);
    const find = async (by: typeof client) =>
      (await by.must.get<{ id: string }[]>('/sessions')).body.find((session) => session.id === id);
    expect(await find(client)).toMatchObject({
      apiKeyName: 'Console',
      address: '127.0.0.1',
      userAgent: expect.any(String),
    });
    const stranger = await server.newClient();
    expect(await find(stranger)).toBeUndefined();
    expect((await stranger.delete(`/sessions/${id}`)).status).toBe(404);
    expect((await client.delete(`/sessions/${id}`)).body).toEqual({ message: 'Session ended' });
    expect((await send('GET', '/console/session', { cookie })).status).toBe(401);
    expect(await find(client)).toBeUndefined();
    const log = await client.get<{ resourceId: string; action: string }[]>('/activity?resourceType=sessions');
    expect(log.body.filter(({ resourceId }) => resourceId === id).map(({ action }) => action)).toEqual([
      'deleted',
      'created',
    ]);
  });

  it('is nowhere as a token, and a key that began it is not logged', async () => {
    const token = (await signIn()).split('=')[1] ?? '';
    const link = await linkTo(key);
    const rows = await server.database.query<{ text: string }>({
      text: 'select s::text as text from sessions s union all select l::text from sign_in_links l union all select e::text from activity_entries e',
    });
    for (const secret of [token, link, key]) {
      expect(rows.filter(({ text }) => text.includes(secret))).toEqual([]);
      expect(server.logged.join('')).not.toContain(secret);
    }
  });
});

describe('a change with a session', () => {
  const wrong: readonly (readonly [string, () => Headers])[] = [
    ['from another site', () => ({ ...ours(), origin: 'https://evil.example' })],
    ['from another port', () => ({ ...ours(), origin: 'http://127.0.0.1:1' })],
    ['from a page without an origin', () => ({ ...ours(), origin: 'null' })],
    ['without an Origin', () => ({ ...ours(), origin: undefined })],
    ['that the browser calls cross-site', () => ({ ...ours(), 'sec-fetch-site': 'cross-site' })],
    ['that the browser calls same-site', () => ({ ...ours(), 'sec-fetch-site': 'same-site' })],
    ['without the header', () => ({ origin: server.url })],
  ];
  it.each(wrong)('%s is refused, and a sign-in too', async (_name, headers) => {
    const cookie = await signIn();
    const change = await send('POST', '/facilities', { cookie, ...headers() }, {});
    expect([change.status, change.body.error]).toEqual([403, 'Forbidden']);
    const login = await send('POST', '/console/session', headers(), { key });
    expect([login.status, login.headers.get('set-cookie')]).toEqual([403, null]);
    expect((await send('DELETE', '/console/session', { cookie, ...headers() })).status).toBe(403);
    expect((await send('GET', '/console/session', { cookie })).status).toBe(200);
  });

  it('needs HTTPS, except on this machine', async () => {
    const headers = { host: 'comply.example.com', origin: 'http://comply.example.com', 'x-raptor-comply': 'console' };
    // fetch does not send a Host of the caller's.
    const { request } = await import('node:http');
    const status = await new Promise<string>((resolve, reject) => {
      const sent = request(`${server.url}/console/session`, { method: 'POST', headers }, (response) => {
        response.setEncoding('utf8').once('data', (text: string) => resolve(`${response.statusCode} ${text}`));
      });
      sent.on('error', reject).end(JSON.stringify({ key }));
    });
    expect(status).toMatch(/^403 .*Sign-in needs HTTPS/);
  });
});

describe('with PUBLIC_URL', () => {
  const gateway = useTestServer({ publicUrl: new URL('https://grid.example.com/comply/') });
  it('only its origin is ours, and the cookie is that of HTTPS', async () => {
    const secret = await gateway.newKey(await gateway.newOrganization());
    const post = (origin: string) =>
      fetch(`${gateway.url}/console/session`, {
        method: 'POST',
        headers: { origin, 'x-raptor-comply': 'console', 'content-type': 'application/json' },
        body: JSON.stringify({ key: secret }),
      });
    const accepted = await post('https://grid.example.com');
    const cookie = accepted.headers.get('set-cookie') ?? '';
    expect([accepted.status, cookie]).toEqual([201, expect.stringMatching(/^__Host-raptor-comply=.*; Secure$/)]);
    expect((await post(gateway.url)).status).toBe(403);
    const token = cookie.split(/[=;]/)[1];
    const read = async (name: string) =>
      (await fetch(`${gateway.url}/facilities`, { headers: { cookie: `${name}=${token}` } })).status;
    expect([await read('__Host-raptor-comply'), await read('raptor-comply')]).toEqual([200, 401]);
  });
});

describe('a sign-out', () => {
  it('of a session that there is not is refused by address if it is sent too often', async () => {
    const clock = { wallMs: Date.now, monotonicMs: () => 0 };
    const limited = await startTestServer({ database: server.database, clock });
    try {
      const headers = { origin: limited.url, 'x-raptor-comply': 'console', cookie: `raptor-comply=${'a'.repeat(43)}` };
      const signOut = async () => (await fetch(`${limited.url}/console/session`, { method: 'DELETE', headers })).status;
      const statuses = await Promise.all(Array.from({ length: 310 }, signOut));
      expect([204, 429].map((status) => statuses.filter((each) => each === status).length)).toEqual([300, 10]);
    } finally {
      await limited.close();
    }
  });
});

describe('a sign-in link', () => {
  it('works once, even if two use it at the same time', async () => {
    const token = await linkTo(key);
    const both = await Promise.all([begin({ token }), begin({ token })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 401]);
    const third = await begin({ token });
    expect([third.status, third.body.message]).toEqual([401, expect.stringContaining('used before')]);
  });

  it('that is refused because of the rate limit works later', async () => {
    const limited = await startTestServer({ rateLimit: 1, database: server.database });
    try {
      const token = await linkTo(key);
      await limited.client(key).must.get('/facilities');
      const headers = { origin: limited.url, 'x-raptor-comply': 'console', 'content-type': 'application/json' };
      const body = JSON.stringify({ token });
      const refused = await fetch(`${limited.url}/console/session`, { method: 'POST', headers, body });
      expect(refused.status).toBe(429);
      expect((await begin({ token })).status).toBe(201);
    } finally {
      await limited.close();
    }
  });

  it('works for 15 minutes, and as long as its key', async () => {
    const late = await linkTo(key);
    passedMs = 15 * MINUTE + 1000;
    expect((await begin({ token: late })).status).toBe(401);
    passedMs = 0;
    const made = (await server.client(key).must.post('/api-keys', { name: randomUUID() })).body;
    const revoked = await linkTo(String(made.key));
    await server.client(key).must.delete(`/api-keys/${made.id}`);
    expect((await begin({ token: revoked })).status).toBe(401);
  });

  it.each([[{}], [{ key: 'x', token: 'y' }], [{ key: 7 }], [{ token: '' }]])(
    'or key in %j begins nothing',
    async (body) => {
      const { status, headers } = await begin(body);
      expect([400, 401, 422]).toContain(status);
      expect(headers.get('set-cookie')).toBeNull();
    },
  );

  it('that is wrong too often is refused by address, like a wrong key', async () => {
    const own = { ...ours(), 'content-type': 'application/json' } as Record<string, string>;
    const attempts = await Promise.all(
      Array.from({ length: 320 }, () =>
        fetch(`${server.url}/console/session`, { method: 'POST', headers: own, body: '{"token":"wrong"}' }),
      ),
    );
    expect(new Set(attempts.map(({ status }) => status))).toEqual(new Set([401, 429]));
  });
});
