import { describe, expect, test } from 'vitest';
import {
  AbortError,
  type ApiError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  PreconditionFailedError,
  RaptorComply,
  UnauthorizedError,
  UnprocessableEntityError,
} from '../src/index.ts';
import { facilityBody, makeInventory } from './inventory.ts';
import { useRealServer } from './real-server.ts';
import { failureOf, trackTimers } from './setup.ts';

const server = useRealServer();

describe('the real server’s errors', () => {
  const clientWith = (apiKey: string) => new RaptorComply({ apiKey, baseUrl: server.url, logger: false });

  test('a key that is unknown, expired or revoked is an UnauthorizedError that reads as documented', async () => {
    const unknown = await failureOf(clientWith('rc_test_nobody').facilities.list());
    expect(unknown).toBeInstanceOf(UnauthorizedError);
    expect((unknown as Error).message).toMatch(/^Unauthorized - Invalid API key \(GET \/facilities, request \S+\)$/);
    const expired = await server.newKey({ expiresAt: '2026-01-01T00:00:00Z' });
    const error = await failureOf(clientWith(expired).facilities.list());
    expect(error).toBeInstanceOf(UnauthorizedError);
    expect((error as Error).message).toMatch(/^Unauthorized - API key has expired \(GET \/facilities, request \S+\)$/);
    expect((error as ApiError).attempts).toBe(1);
  });

  test('a key that no header holds is the server’s own 401', async () => {
    const withoutKey: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers);
      headers.delete('x-api-key');
      return fetch(input, { ...init, headers });
    };
    const comply = new RaptorComply({ apiKey: 'unused', baseUrl: server.url, logger: false, fetch: withoutKey });
    const error = await failureOf(comply.facilities.list());
    expect(error).toBeInstanceOf(UnauthorizedError);
    expect((error as ApiError).body).toEqual({ error: 'Unauthorized', message: expect.any(String) });
  });

  test('a key without the permission is a ForbiddenError', async () => {
    const comply = clientWith(await server.newKey({ grant: { permissions: ['facilities:read'] } }));
    const error = await failureOf(comply.facilities.create(facilityBody()));
    expect(error).toBeInstanceOf(ForbiddenError);
    expect((error as ApiError).error).toBe('Forbidden');
  });

  test('an id that nobody has, or only another organization, is a NotFoundError', async () => {
    const [comply, stranger] = [await server.newClient(), await server.newClient()];
    const { id } = await stranger.facilities.create(facilityBody());
    for (const missing of [id, '00000000-0000-4000-8000-000000000000', 'not a uuid', '../control-centers']) {
      const error = await failureOf(comply.facilities.get(missing));
      expect(error).toBeInstanceOf(NotFoundError);
      expect((error as ApiError).urlTemplate).toBe('/facilities/{id}');
    }
  });

  test('a code that is taken, and a parent that has children, are ConflictErrors', async () => {
    const comply = await server.newClient();
    const { facility } = await makeInventory(comply);
    const again = await failureOf(comply.facilities.create({ ...facilityBody(), facilityCode: facility.facilityCode }));
    expect(again).toBeInstanceOf(ConflictError);
    expect(await failureOf(comply.facilities.delete(facility.id))).toBeInstanceOf(ConflictError);
  });

  test('a body and a query that are not valid are UnprocessableEntityErrors with the field', async () => {
    const comply = await server.newClient();
    const body = await failureOf(comply.facilities.create({ ...facilityBody(), lastReviewDate: 'soon' }));
    expect(body).toBeInstanceOf(UnprocessableEntityError);
    expect((body as UnprocessableEntityError).field).toBe('lastReviewDate');
    const query = await failureOf(comply.facilities.list({ limit: 0 }));
    expect((query as UnprocessableEntityError).field).toBe('limit');
    const misspelt = await failureOf(comply.request({ method: 'POST', path: '/facilities', body: { titel: 'x' } }));
    expect(misspelt).toBeInstanceOf(UnprocessableEntityError);
  });

  test('a write whose response is lost is sent again, and is not done twice', async () => {
    const keys: (string | null)[] = [];
    const losesFirst: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method === 'POST') keys.push(new Headers(init.headers).get('idempotency-key'));
      if (keys.length !== 1) return response;
      await response.arrayBuffer();
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('ended'), { code: 'ECONNRESET' }) });
    };
    const comply = await server.newClient({ fetch: losesFirst, initialDelayMs: 5 });
    const { data, attempts } = await comply.facilities.create(facilityBody()).withResponse();
    expect(attempts).toBe(2);
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
    expect(await comply.facilities.list()).toEqual([data]);
  });

  test('a write sent twice under one key is done once, and the key used for something else is refused', async () => {
    const comply = await server.newClient();
    const body = facilityBody();
    const first = await comply.facilities.create(body, { idempotencyKey: 'create-1' });
    expect(await comply.facilities.create(body, { idempotencyKey: 'create-1' })).toEqual(first);
    expect(await comply.facilities.list()).toEqual([first]);
    const other = await failureOf(comply.facilities.create(facilityBody(), { idempotencyKey: 'create-1' }));
    expect(other).toBeInstanceOf(UnprocessableEntityError);
  });

  test('a write by somebody else in between is a PreconditionFailedError, and nothing of it is lost', async () => {
    const comply = await server.newClient();
    const { response, data } = await comply.facilities.create(facilityBody()).withResponse();
    const ifMatch = response.headers.get('etag') ?? '';
    expect((await comply.facilities.update(data.id, { title: 'First' }, { ifMatch })).title).toBe('First');
    const error = await failureOf(comply.facilities.update(data.id, { title: 'Second' }, { ifMatch }));
    expect(error).toBeInstanceOf(PreconditionFailedError);
    expect((await comply.facilities.get(data.id)).title).toBe('First');
  });

  test('an abort ends a call that is on its way, and leaves no timer', async () => {
    const comply = await server.newClient();
    const timers = trackTimers();
    const controller = new AbortController();
    const call = failureOf(comply.facilities.list({}, { signal: controller.signal }));
    controller.abort(new Error('the user left'));
    const error = await call;
    expect(error).toBeInstanceOf(AbortError);
    expect((error as AbortError).cause).toEqual(new Error('the user left'));
    expect(timers.pending()).toBe(0);
    timers.stop();
  });
});
