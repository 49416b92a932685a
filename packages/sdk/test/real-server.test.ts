import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readOperations } from '../scripts/generator/operations.mjs';
import {
  AbortError,
  ApiError,
  type ApiKeyCreated,
  ConfigError,
  ConflictError,
  type ControlCenter,
  type CyberAsset,
  ForbiddenError,
  type ImportResult,
  NotFoundError,
  PreconditionFailedError,
  RaptorComply,
  RateLimitError,
  type RetryEvent,
  ServerError,
  UnauthorizedError,
  UnprocessableEntityError,
} from '../src/index.ts';
import {
  controlCenterBody,
  cyberAssetBody,
  cyberSystemBody,
  facilityBody,
  importFile,
  makeInventory,
} from './inventory.ts';
import { useRealServer } from './real-server.ts';
import { failureOf, trackTimers } from './setup.ts';

const server = useRealServer();

const called = new Set<string>();

/** A client that notes which methods of its resources are called. */
async function newClient(): Promise<RaptorComply> {
  const comply = await server.newClient();
  return new Proxy(comply, {
    get(_, resource) {
      const owner: unknown = Reflect.get(comply, resource);
      if (typeof owner !== 'object' || owner === null) return owner;
      return new Proxy(owner, {
        get(_, name) {
          called.add(`${String(resource)}.${String(name)}`);
          return (Reflect.get(owner, name) as (...parameters: unknown[]) => unknown).bind(owner);
        },
      });
    },
  });
}

const titles = (items: readonly { assetTitle: string }[]) => items.map(({ assetTitle }) => assetTitle);
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);

describe('against the real server', () => {
  test('facilities are created, read, changed, listed and deleted', async () => {
    const { facilities } = await newClient();
    const created = await facilities.create({ ...facilityBody(), generationType: ['wind_onshore'] });
    expect(created).toMatchObject({ title: 'Wind River', capacityMw: '120.5', generationType: ['wind_onshore'] });
    expect(await facilities.get(created.id)).toEqual(created);
    const updated = await facilities.update(created.id, { title: 'Wind River II', nercRegistrationId: 'NCR00001' });
    expect([updated.title, updated.nercRegistrationId]).toEqual(['Wind River II', 'NCR00001']);
    expect((await facilities.update(created.id, { nercRegistrationId: null })).nercRegistrationId).toBeNull();
    expect(ids(await facilities.list({ q: 'river ii', impactLevel: 'low' }))).toEqual([created.id]);
    expect(await facilities.list({ q: 'nothing like it' })).toEqual([]);
    expect(typeof (await facilities.delete(created.id)).message).toBe('string');
    expect(await failureOf(facilities.get(created.id))).toBeInstanceOf(NotFoundError);
  });

  test('the past can be read, and the log says who changed what, when and why', async () => {
    const comply = await newClient();
    const { activity, cyberAssets, facilities } = comply;
    const { asset } = await makeInventory(comply);
    const { occurredAt, sequence } = await activity.getCheckpoint();
    await cyberAssets.update(asset.id, { assetTitle: 'Renamed' }, { changeReason: 'Work order 48117 – größer' });
    await cyberAssets.delete(asset.id);
    expect((await cyberAssets.get(asset.id, { asOf: String(occurredAt) })).assetTitle).toBe('Protection relay');
    expect(titles(await cyberAssets.list({ asOf: String(occurredAt) }))).toEqual(['Protection relay']);
    expect(await cyberAssets.list()).toEqual([]);
    const [renamed, deleted] = await activity.listLogs({ after: sequence });
    expect([renamed?.changeReason, renamed?.before?.assetTitle, renamed?.after?.assetTitle, deleted?.action]).toEqual([
      'Work order 48117 – größer',
      'Protection relay',
      'Renamed',
      'deleted',
    ]);
    expect(await activity.listLogsByEntity('cyber-assets', asset.id)).toHaveLength(3);
    const versions = await cyberAssets.listHistory(asset.id);
    expect(versions.map(({ action, cyberAsset }) => [action, cyberAsset.assetTitle])).toEqual([
      ['created', 'Protection relay'],
      ['updated', 'Renamed'],
      ['deleted', 'Renamed'],
    ]);
    for (const changeReason of ['', 'a\nb', ' x', 'x'.repeat(501)]) {
      expect(await failureOf(facilities.create(facilityBody(), { changeReason }))).toBeInstanceOf(ConfigError);
    }
    expect(await failureOf(cyberAssets.get(asset.id, { asOf: new Date(Number.NaN) }))).toBeInstanceOf(ConfigError);
  });

  test('control centers take facilities, foretell their impact and say why it changed', async () => {
    const { controlCenters, facilities } = await newClient();
    const center: ControlCenter = await controlCenters.create(controlCenterBody());
    expect(center.address?.city).toBe('Riverton');
    const big = await facilities.create({ ...facilityBody(), capacityMw: 2000 });
    const preview = await controlCenters.previewImpact(center.id, { facilityIds: [big.id] });
    expect([preview.willChange, preview.newImpactLevel]).toEqual([true, 'medium']);
    expect(preview.capacityBreakdown.western.afterMw).toBe(2000);
    expect((await controlCenters.assignFacilities(center.id, { facilityIds: [big.id] })).impactLevel).toBe('medium');
    expect(ids(await controlCenters.listFacilities(center.id))).toEqual([big.id]);
    const [item] = await controlCenters.list();
    expect([item?.id, item?.managedFacilitiesCount]).toEqual([center.id, 1]);
    const determinations = await controlCenters.listImpactDeterminations(center.id);
    expect(determinations.at(-1)).toMatchObject({ previousImpactLevel: 'low', impactLevel: 'medium' });
    expect((await controlCenters.unassignFacilities(center.id, { facilityIds: [big.id] })).id).toBe(center.id);
    expect(await controlCenters.listFacilities(center.id)).toEqual([]);
    expect((await controlCenters.update(center.id, { centerTitle: 'Casper' })).centerTitle).toBe('Casper');
    expect((await controlCenters.get(center.id)).centerTitle).toBe('Casper');
    expect(typeof (await controlCenters.delete(center.id)).message).toBe('string');
  });

  test('cyber systems belong to a facility or a control center', async () => {
    const { cyberSystems, facilities, controlCenters } = await newClient();
    const facility = await facilities.create(facilityBody());
    const center = await controlCenters.create(controlCenterBody());
    const inFacility = await cyberSystems.create(cyberSystemBody({ facilityId: facility.id }));
    const inCenter = await cyberSystems.create(cyberSystemBody({ controlCenterId: center.id }));
    expect((await cyberSystems.get(inFacility.id)).facilityId).toBe(facility.id);
    expect(ids(await cyberSystems.list())).toEqual([inFacility.id, inCenter.id]);
    expect(ids(await cyberSystems.listByFacility(facility.id))).toEqual([inFacility.id]);
    expect(ids(await cyberSystems.listByControlCenter(center.id))).toEqual([inCenter.id]);
    expect((await cyberSystems.update(inCenter.id, { vendorName: 'Acme' })).vendorName).toBe('Acme');
    expect(typeof (await cyberSystems.delete(inCenter.id)).message).toBe('string');
  });

  test('cyber assets are created, read, changed, listed from everywhere they belong, and deleted', async () => {
    const comply = await newClient();
    const { cyberAssets, controlCenters } = comply;
    const { facility, system, asset } = await makeInventory(comply);
    const center = await controlCenters.create(controlCenterBody());
    await controlCenters.assignFacilities(center.id, { facilityIds: [facility.id] });
    const centerSystem = await comply.cyberSystems.create(cyberSystemBody({ controlCenterId: center.id }));
    const centerAsset: CyberAsset = await cyberAssets.create({ ...cyberAssetBody(centerSystem.id), assetTitle: 'HMI' });
    expect([asset.count, asset.inService, asset.isDeleted]).toEqual(['1', true, false]);
    expect(await cyberAssets.get(asset.id)).toEqual(asset);
    expect(titles(await cyberAssets.list({ cyberSystemId: system.id }))).toEqual(['Protection relay']);
    expect(titles(await cyberAssets.listBySystem(system.id))).toEqual(['Protection relay']);
    expect(titles(await cyberAssets.listByFacility(facility.id))).toEqual(['Protection relay']);
    expect(titles(await cyberAssets.listByControlCenter(center.id))).toContain(centerAsset.assetTitle);
    const updated = await cyberAssets.update(asset.id, { assetTitle: 'RTU-01', lastPatchDate: '2026-01-31' });
    expect([updated.assetTitle, updated.lastPatchDate]).toEqual(['RTU-01', '2026-01-31']);
    expect(typeof (await cyberAssets.delete(asset.id)).message).toBe('string');
    expect(await cyberAssets.listBySystem(system.id)).toEqual([]);
  });

  test('physical areas hold assets, and what kind they are follows from them', async () => {
    const comply = await newClient();
    const { physicalAreas } = comply;
    const { facility, asset } = await makeInventory(comply);
    const center = await comply.controlCenters.create(controlCenterBody());
    const area = await physicalAreas.create({ name: 'Relay room', facilityId: facility.id, cyberAssetIds: [asset.id] });
    const other = await physicalAreas.create({ name: 'Desk', controlCenterId: center.id, cyberAssetIds: [] });
    expect(area.regulatoryType).toBe((await physicalAreas.get(area.id)).regulatoryType);
    expect((await physicalAreas.get(area.id)).cyberAssets).toMatchObject([{ id: asset.id }]);
    expect(ids(await physicalAreas.listByFacility(facility.id))).toEqual([area.id]);
    expect(ids(await physicalAreas.listByControlCenter(center.id))).toEqual([other.id]);
    expect((await physicalAreas.update(area.id, { name: 'Vault', cyberAssetIds: [] })).name).toBe('Vault');
    expect(typeof (await physicalAreas.delete(area.id)).message).toBe('string');
  });

  test('keys are created with what they may do, listed without the key, and revoked', async () => {
    const comply = await newClient();
    const created: ApiKeyCreated = await comply.apiKeys.create({ name: 'reader', permissions: ['facilities:read'] });
    const reader = new RaptorComply({ apiKey: created.key, baseUrl: server.url, logger: false });
    expect(await reader.facilities.list()).toEqual([]);
    expect((await reader.users.checkAccess({ permission: 'facilities:write' })).hasAccess).toBe(false);
    expect((await comply.users.checkAccess({ permission: 'facilities:write' })).hasAccess).toBe(true);
    const listed = await comply.apiKeys.list();
    expect(listed.map(({ name }) => name)).toContain('reader');
    expect(JSON.stringify(listed)).not.toContain(created.key);
    expect(typeof (await comply.apiKeys.revoke(created.id)).message).toBe('string');
  });

  test('an import and the exports carry the same assets, in every form that an upload may have', async () => {
    const comply = await newClient();
    const { facility, system } = await makeInventory(comply);
    const center = await comply.controlCenters.create(controlCenterBody());
    await comply.controlCenters.assignFacilities(center.id, { facilityIds: [facility.id] });
    const imported = (file: Parameters<typeof comply.cyberAssets.import>[1]) =>
      comply.cyberAssets.import(system.id, file);
    expect(await imported(await importFile(comply, 3, { impactLevel: 'low' }))).toMatchObject({
      success: true,
      createdCount: 3,
    });
    expect((await imported(new TextEncoder().encode(await importFile(comply, 2)))).createdCount).toBe(2);
    const form = new FormData();
    form.append('file', new Blob([await importFile(comply, 4)], { type: 'text/csv' }), 'assets.csv');
    expect((await imported(form)).createdCount).toBe(4);
    const streamed = new Blob([await importFile(comply, 1)]).stream();
    expect((await imported(streamed)).createdCount).toBe(1);

    const csv: string = await comply.cyberAssets.exportCsvByFacility(facility.id);
    expect(csv.trim().split('\n')).toHaveLength(1 + 1 + 2 + 4 + 1);
    const low = await comply.cyberAssets.exportLowCsvByFacility(facility.id, { cyberSystemId: system.id });
    expect(low.trim().split('\n')).toHaveLength(1 + 3);
    expect(await comply.cyberAssets.exportCsvByControlCenter(center.id)).toContain('assetTitle');
    expect(await comply.cyberAssets.exportLowCsvByControlCenter(center.id)).toContain('assetTitle');
  });

  test('a refused import says what to mend, by row and column, in the error’s body', async () => {
    const comply = await newClient();
    const { system } = await makeInventory(comply);
    const file = await importFile(comply, 2, { count: 'many' });
    const error = await failureOf(comply.cyberAssets.import(system.id, file));
    expect(error).toBeInstanceOf(ApiError);
    const { status, attempts, body } = error as ApiError;
    expect([status, attempts]).toEqual([400, 1]);
    const result = body as ImportResult;
    expect(result.success).toBe(false);
    expect(result.errors?.map(({ row, column }) => [row, column])).toEqual([
      [2, 'count'],
      [3, 'count'],
    ]);
    expect(await comply.cyberAssets.listBySystem(system.id)).toHaveLength(1);
  });

  test('a list of hundreds is followed page by page, each item once and in order', async () => {
    const comply = await newClient();
    const { system } = await makeInventory(comply);
    await comply.cyberAssets.import(system.id, await importFile(comply, 350));
    const whole = await comply.cyberAssets.list();
    expect(whole).toHaveLength(351);
    const seen: string[] = [];
    for await (const asset of comply.cyberAssets.list({ limit: 100 })) seen.push(asset.id);
    expect(seen).toEqual(ids(whole));
    const filtered: string[] = [];
    for await (const asset of comply.cyberAssets.listBySystem(system.id, { limit: 40, q: 'Relay 1' })) {
      filtered.push(asset.assetTitle);
    }
    expect(filtered).toEqual(titles(whole).filter((title) => title.startsWith('Relay 1')));
  });

  test('withResponse gives status, headers, the request id and the number of attempts', async () => {
    const comply = await newClient();
    const { data, response, attempts, requestId } = await comply.facilities.create(facilityBody()).withResponse();
    expect([data.title, response.status, attempts]).toEqual(['Wind River', 201, 1]);
    expect(requestId).toBe(response.headers.get('x-request-id'));
    expect(requestId).toMatch(/\S{8,}/);
  });

  test('every generated method has been called by the tests above', () => {
    const document: unknown = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'));
    const generated = readOperations(document).map(({ resource, name }) => `${resource}.${name}`);
    expect([...called].sort()).toEqual(generated.sort());
  });
});

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

  test('an answer that is lost after the write was done is asked for again, and the write is not done twice', async () => {
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

describe('a real server that is busy or closing', () => {
  test('a used-up rate limit is waited out for as long as Retry-After says, and the call then succeeds', async () => {
    const busy = await server.startAnother({ rateLimit: 60 });
    const retries: RetryEvent[] = [];
    const comply = await busy.newClient({ initialDelayMs: 1, onRetry: (event) => retries.push(event) });
    const startedAt = performance.now();
    // More at once than a minute's quota allows.
    const lists = await Promise.all(Array.from({ length: 61 }, () => comply.facilities.list()));
    expect(lists).toHaveLength(61);
    expect(retries.length).toBeGreaterThan(0);
    for (const { error, delayMs, status } of retries) {
      expect(status).toBe(429);
      expect(delayMs).toBeGreaterThanOrEqual((error as RateLimitError).retryAfterMs ?? Number.POSITIVE_INFINITY);
    }
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1000);
    await busy.close();
  });

  test('a wait longer than maxRetryAfterMs fails at once as a RateLimitError that says how long', async () => {
    const busy = await server.startAnother({ rateLimit: 1 });
    const comply = await busy.newClient();
    await comply.facilities.list();
    const error = await failureOf(comply.facilities.list({}, { maxRetryAfterMs: 500 }));
    expect(error).toBeInstanceOf(RateLimitError);
    const { retryAfterMs, headers, attempts } = error as RateLimitError;
    expect(retryAfterMs).toBe(Number(headers.get('retry-after')) * 1000);
    expect(retryAfterMs).toBeGreaterThan(500);
    expect(attempts).toBe(1);
    await busy.close();
  });

  test('a server that shuts down is a ServerError with its 503, after the retries it asked for', async () => {
    const closing = await server.startAnother();
    const comply = await closing.newClient({ maxRetries: 1 });
    expect(await comply.facilities.list()).toEqual([]);
    closing.startClosing();
    const startedAt = performance.now();
    const error = await failureOf(comply.facilities.create(facilityBody()));
    expect(error).toBeInstanceOf(ServerError);
    expect((error as ApiError).message).toMatch(/^Service Unavailable - The server is shutting down/);
    expect([(error as ApiError).status, (error as ApiError).attempts]).toEqual([503, 2]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual((error as ApiError).retryAfterMs ?? Number.NaN);
    await closing.close();
  });

  test('a server that is gone is a ConnectionError, and even a write without a key is tried again, as none of it was sent', async () => {
    const gone = await server.startAnother();
    const comply = await gone.newClient({ maxRetries: 1, initialDelayMs: 1 });
    await gone.close();
    const error = await failureOf(comply.facilities.create(facilityBody(), { idempotencyKey: false }));
    expect(error).toMatchObject({ name: 'ConnectionError', unsent: true, attempts: 2 });
  });
});
