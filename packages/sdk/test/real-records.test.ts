import { expect, test } from 'vitest';
import { etagOf, PreconditionFailedError } from '../src/index.ts';
import { facilityBody, makeInventory } from './inventory.ts';
import { useRealServer } from './real-server.ts';
import { failureOf } from './setup.ts';

const server = useRealServer();

test('a record of the real server is changed only as it was read: from get, create, update, and its headers', async () => {
  const { facilities } = await server.newClient();
  const created = await facilities.create(facilityBody());
  const read = await facilities.get(created.id);
  expect(etagOf(created)).toBe(etagOf(read));
  const updated = await facilities.update(created.id, { title: 'Second' }, { ifMatch: etagOf(read) });
  expect(updated.title).toBe('Second');
  const stale = facilities.update(created.id, { title: 'Lost' }, { ifMatch: etagOf(read) });
  expect(await failureOf(stale)).toBeInstanceOf(PreconditionFailedError);
  const { response } = await facilities.get(created.id).withResponse();
  const ifMatch = response.headers.get('etag');
  expect((await facilities.update(created.id, { title: 'Third' }, { ifMatch })).title).toBe('Third');
});

test('a page of a list of the real server leads to the next', async () => {
  const { facilities } = await server.newClient();
  for (let count = 0; count < 3; count += 1) await facilities.create(facilityBody());
  const whole = await facilities.list();
  expect([whole.length, whole.nextCursor]).toEqual([3, undefined]);
  const first = await facilities.list({ limit: 2 });
  const cursor = first.nextCursor ?? '';
  const second = await facilities.list({ limit: 2, cursor });
  expect([...first, ...second]).toEqual([...whole]);
  expect(second.nextCursor).toBeUndefined();
});

test('the real server takes Dates wherever it takes a moment', async () => {
  const comply = await server.newClient();
  const { asset } = await makeInventory(comply);
  const before = new Date(Date.parse(asset.createdAt) - 60_000);
  const after = new Date(Date.parse(asset.createdAt) + 60_000);
  expect(await comply.cyberAssets.list({ asOf: new Date(Date.parse(asset.createdAt) - 1) })).toEqual([]);
  expect(await comply.cyberAssets.list({ updatedSince: before })).toHaveLength(1);
  expect(await comply.cyberAssets.list({ updatedSince: after })).toEqual([]);
  expect((await comply.activity.listLogs({ from: before, to: after })).length).toBeGreaterThan(0);
  const { expiresAt } = await comply.apiKeys.create({ expiresAt: after });
  expect(expiresAt).toBe(after.toISOString());
});

test('HEAD of the real server is its headers', async () => {
  const comply = await server.newClient();
  const { data, response } = await comply.request({ method: 'HEAD', path: '/facilities' }).withResponse();
  expect([data, response.status]).toEqual([undefined, 200]);
  expect(response.headers.get('etag')).toMatch(/^(W\/)?"/);
});
