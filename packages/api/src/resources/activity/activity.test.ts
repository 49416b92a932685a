import { describe, expect, it } from 'vitest';
import type { Client, TestResponse } from '../../../test/support/client.ts';
import {
  csvOf,
  cyberAssetBody,
  facilityBody,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
  makeInventory,
} from '../../../test/support/fixtures.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { createOrganization, type Organization } from '../../operator/organizations.ts';

interface Entry {
  sequence: number;
  occurredAt: string;
  action: string;
  operationId: string | null;
  actor: { type: string; id: string | null; label: string | null };
  changeReason: string | null;
  requestId: string | null;
  resourceType: string;
  resourceId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  record: Record<string, unknown> | null;
  salt: string;
}

const server = useTestServer();

const latest = async (client: Client): Promise<Entry> => {
  const [entry] = (await client.get<Entry[]>('/activity?limit=1')).body;
  if (entry === undefined) throw new Error('The log is empty');
  return entry;
};

const lines = async (client: Client, query = ''): Promise<Entry[]> => {
  const { text } = await client.get(`/activity${query}`, { accept: 'application/x-ndjson' });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
};

describe('a change', () => {
  it('the log says of a change what it was, before and after, who made it, when, by which request and why', async () => {
    const organization = await server.newOrganization();
    const client = server.client(await server.newKey(organization, { name: 'CMDB sync' }));
    const { id } = await makeFacility(client, { title: 'Wind River', capacityMw: '120.50' });
    const made = await latest(client);
    expect(made).toMatchObject({
      action: 'created',
      operationId: 'createFacility',
      resourceType: 'facilities',
      resourceId: id,
      before: null,
      record: null,
      changeReason: null,
      actor: { type: 'api_key', label: 'CMDB sync' },
    });
    expect(made.after).toMatchObject({ id, title: 'Wind River', capacityMw: '120.50', bes: true, isDeleted: false });

    const response = await client.send('PATCH', `/facilities/${id}`, {
      body: { title: 'Wind River East' },
      headers: { 'x-change-reason': 'Arbeitsauftrag 48117: Umbenennung, größer', 'x-request-id': 'cmms-17' },
    });
    expect(response.status).toBe(200);
    const changed = await latest(client);
    expect(changed).toMatchObject({
      sequence: made.sequence + 1,
      action: 'updated',
      operationId: 'updateFacility',
      requestId: 'cmms-17',
      changeReason: 'Arbeitsauftrag 48117: Umbenennung, größer',
      before: { title: 'Wind River' },
      after: { title: 'Wind River East' },
    });
    expect(Object.keys(changed.after ?? {}).sort()).toEqual(['title', 'updatedAt']);
    expect(changed.record).toMatchObject({ id, title: 'Wind River East', capacityMw: '120.50' });
    expect(changed.occurredAt > made.occurredAt).toBe(true);

    await client.must.delete(`/facilities/${id}`);
    expect(await latest(client)).toMatchObject({ action: 'deleted', after: { isDeleted: true } });
  });

  it('a change that is refused or changes nothing leaves no entry', async () => {
    const client = await server.newClient();
    const { id } = await makeFacility(client, { facilityCode: 'TAKEN' });
    const { sequence } = await latest(client);
    expect((await client.post('/facilities', facilityBody({ facilityCode: 'TAKEN' }))).status).toBe(409);
    expect((await client.post('/facilities', facilityBody({ capacityMw: -1 }))).status).toBe(422);
    expect((await client.patch(`/facilities/${id}`, {})).status).toBe(200);
    expect((await client.delete(`/facilities/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await latest(client)).sequence).toBe(sequence);
  });

  it('a change that causes others has them in the log, all of one moment', async () => {
    const client = await server.newClient();
    const { facilityId, controlCenterId } = await makeInventory(client);
    await client.must.post(`/control-centers/${controlCenterId}/assign-facilities`, { facilityIds: [facilityId] });
    await client.must.patch(`/facilities/${facilityId}`, { capacityMw: 2000 });
    const { occurredAt } = await latest(client);
    const together = (await lines(client)).filter((entry) => entry.occurredAt === occurredAt);
    expect(together.map(({ resourceType, action }) => `${resourceType} ${action}`)).toEqual([
      'facilities updated',
      'control-centers updated',
      'impact-determinations created',
    ]);
    expect(together[1]).toMatchObject({ before: { impactLevel: 'low' }, after: { impactLevel: 'medium' } });
  });

  it('a change of many rows at once has an entry for each', async () => {
    const client = await server.newClient();
    const system = await makeCyberSystem(client);
    const headers = { 'content-type': 'text/csv', 'x-change-reason': 'Commissioning' };
    const body = csvOf(Array.from({ length: 2500 }, (_, n) => cyberAssetBody({ assetTag: `T-${n}` })));
    const path = `/cyber-systems/${system.id}/cyber-assets/import`;
    expect((await client.send('POST', path, { body, headers })).status).toBe(200);
    const entries = await lines(client);
    const imported = entries.filter(({ operationId }) => operationId === 'importCyberAssets');
    expect(imported).toHaveLength(2500);
    expect(new Set(imported.map(({ changeReason }) => changeReason))).toEqual(new Set(['Commissioning']));
  });

  it('a change at the command line names the operator; one in the database itself, its user', async () => {
    const organization: Organization = await createOrganization(server.database, {
      slug: `op-${crypto.randomUUID()}`,
      name: 'Operator',
      isTest: false,
    });
    const client = server.client(await server.newKey(organization));
    const { id } = await makeFacility(client);
    const [user] = await server.database.query<{ name: string }>({ text: 'select session_user as name' });
    await server.database.query({ text: 'update facilities set title = $1 where id = $2', values: ['By hand', id] });
    const [key, , byHand] = await lines(client);
    expect(key).toMatchObject({ operationId: 'keys create', resourceType: 'api-keys', actor: { type: 'operator' } });
    expect(key?.actor.label).toMatch(/\S/);
    expect(byHand).toMatchObject({
      action: 'updated',
      operationId: null,
      actor: { type: 'database', label: user?.name },
    });
  });

  it('the log of a key has everything except its secret', async () => {
    const client = await server.newClient();
    const { body } = await client.post('/api-keys', { name: 'historian', role: 'read_only' });
    const entry = await latest(client);
    expect(entry.after).toMatchObject({ id: body.id, name: 'historian', permissions: ['*:read'] });
    expect(JSON.stringify(entry)).not.toContain(String(body.key).slice(20));
  });
});

describe('a refused request', () => {
  it('a request refused for an expired or revoked key or a missing permission is logged in the key’s organization', async () => {
    const organization = await server.newOrganization();
    const admin = server.client(await server.newKey(organization));
    const expired = server.client(
      await server.newKey(organization, { name: 'old', expiresAt: '2026-01-01T00:00:00Z' }),
    );
    expect((await expired.get('/facilities')).status).toBe(401);
    expect(await latest(admin)).toMatchObject({
      action: 'refused',
      operationId: 'listFacilities',
      resourceType: 'facilities',
      actor: { type: 'api_key', label: 'old' },
      after: { reason: 'expired', status: 401 },
    });

    const { id, key } = (await admin.post('/api-keys', { role: 'read_only', name: 'reader' })).body;
    const reader = server.client(String(key));
    expect((await reader.post('/facilities', facilityBody())).status).toBe(403);
    expect(await latest(admin)).toMatchObject({
      action: 'refused',
      operationId: 'createFacility',
      resourceType: 'facilities',
      resourceId: null,
      actor: { id, label: 'reader' },
      after: { permission: 'facilities:write', reason: 'permission', status: 403 },
    });

    await admin.must.delete(`/api-keys/${id}`);
    expect((await reader.get('/facilities')).status).toBe(401);
    expect(await latest(admin)).toMatchObject({ action: 'refused', after: { reason: 'revoked', status: 401 } });
    const other = await makeFacility(admin);
    expect(
      (
        await server
          .client(String((await admin.post('/api-keys', { role: 'read_only', name: 'r' })).body.key))
          .delete(`/facilities/${other.id}`)
      ).status,
    ).toBe(403);
    expect(await latest(admin)).toMatchObject({ action: 'refused', resourceType: 'facilities', resourceId: other.id });
  });

  it('a request with an unknown key is in nobody’s log', async () => {
    const client = await server.newClient();
    const { sequence } = await latest(client);
    expect((await server.client('rc_live_nonsense').get('/facilities')).status).toBe(401);
    expect((await latest(client)).sequence).toBe(sequence);
  });
});

describe('X-Change-Reason', () => {
  it.each(['', 'x'.repeat(501), 'a\tb'])('a change reason of %j is refused', async (reason) => {
    const client = await server.newClient();
    const response = await client.send('POST', '/facilities', {
      body: facilityBody(),
      headers: { 'x-change-reason': reason },
    });
    expect([response.status, response.body.message]).toEqual([400, expect.stringContaining('X-Change-Reason')]);
  });
});

describe('GET /activity', () => {
  it('entries come newest first, in pages, and each filter narrows them', async () => {
    const organization = await server.newOrganization();
    const client = server.client(await server.newKey(organization, { name: 'one' }));
    const other = server.client(await server.newKey(organization, { name: 'two' }));
    const { id } = await makeFacility(client);
    await other.must.patch(`/facilities/${id}`, { title: 'Two was here' });
    const all = await lines(client);
    const seen: Entry[] = [];
    for (let path: string | undefined = '/activity?limit=2'; path !== undefined; ) {
      const page: TestResponse<Entry[]> = await client.get<Entry[]>(path);
      seen.push(...page.body);
      path = page.next;
    }
    expect(seen.map(({ sequence }) => sequence)).toEqual(all.map(({ sequence }) => sequence).reverse());

    const count = async (query: string) => (await client.get<Entry[]>(`/activity?${query}`)).body.length;
    const two = seen.find(({ actor }) => actor.label === 'two');
    expect(await count('actor=two')).toBe(1);
    expect(await count(`actor=${two?.actor.id}`)).toBe(1);
    expect(await count('operation=createFacility')).toBe(1);
    expect(await count('resourceType=facilities')).toBe(2);
    expect(await count(`resourceType=facilities&resourceId=${id}`)).toBe(2);
    expect(await count(`resourceId=${two?.actor.id}`)).toBe(1);
    expect(await count('resourceId=nonsense')).toBe(0);
    expect(await count(`from=${two?.occurredAt}`)).toBe(1);
    expect(await count(`to=${two?.occurredAt}&resourceType=facilities`)).toBe(2);
    expect(await count(`to=${all[0]?.occurredAt}`)).toBe(1);
  });

  it('a reader that goes on after an entry misses none and repeats none while others write', async () => {
    const client = await server.newClient();
    const writing = Promise.all(Array.from({ length: 60 }, () => makeFacility(client)));
    const read: number[] = [];
    let done = false;
    writing.then(() => {
      done = true;
    });
    for (let last = false; !last; ) {
      last = done;
      read.push(...(await lines(client, `?after=${read.at(-1) ?? 0}`)).map(({ sequence }) => sequence));
    }
    expect(read).toEqual(Array.from({ length: read.length }, (_, index) => index + 1));
    expect(read.length).toBeGreaterThanOrEqual(60);
    await writing;
  });

  it('entries of one record come in the order of events, even when it is deleted', async () => {
    const client = await server.newClient();
    const asset = await makeCyberAsset(client, { cyberSystemId: (await makeCyberSystem(client)).id });
    await client.must.patch(`/cyber-assets/${asset.id}`, { model: 'SEL-451' });
    await client.must.delete(`/cyber-assets/${asset.id}`);
    const path = `/activity/by-resource-type/cyber-assets/${asset.id}`;
    const { body } = await client.get<Entry[]>(path);
    expect(body.map(({ action }) => action)).toEqual(['created', 'updated', 'deleted']);
    expect((await client.get<Entry[]>(`${path}?limit=2`)).body).toEqual(body.slice(0, 2));
    expect((await client.get(`/activity/by-resource-type/facilities/${asset.id}`)).status).toBe(404);
    expect((await client.get(`/activity/by-resource-type/nonsense/${asset.id}`)).status).toBe(404);
  });
});

describe('GET /cyber-assets/{id}/history', () => {
  it('the history says what the asset was, since when and until when', async () => {
    const client = await server.newClient();
    const asset = await makeCyberAsset(client, { cyberSystemId: (await makeCyberSystem(client)).id, count: 3 });
    await client.must.patch(`/cyber-assets/${asset.id}`, { model: 'SEL-451' });
    await client.must.delete(`/cyber-assets/${asset.id}`);
    const { body } = await client.get<Record<string, unknown>[]>(`/cyber-assets/${asset.id}/history`);
    expect(body.map(({ action }) => action)).toEqual(['created', 'updated', 'deleted']);
    expect(body[0]?.cyberAsset).toEqual(asset);
    expect(body[1]?.cyberAsset).toMatchObject({ model: 'SEL-451', count: '3' });
    expect(body.map(({ supersededAt }) => supersededAt)).toEqual([body[1]?.occurredAt, body[2]?.occurredAt, null]);
  });
});
