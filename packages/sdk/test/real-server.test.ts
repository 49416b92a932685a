import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readOperations } from '../scripts/generator/operations.mjs';
import {
  ApiError,
  type ApiKeyCreated,
  ConfigError,
  type ControlCenter,
  type CyberAsset,
  type ImportResult,
  NotFoundError,
  RaptorComply,
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
import { failureOf } from './setup.ts';

const server = useRealServer();

const titles = (items: readonly { assetTitle: string }[]) => items.map(({ assetTitle }) => assetTitle);
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);

describe('against the real server', () => {
  test('facilities are created, read, changed, listed and deleted', async () => {
    const { facilities } = await server.newClient();
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
    const comply = await server.newClient();
    const { activity, cyberAssets, facilities } = comply;
    const { asset } = await makeInventory(comply);
    const [{ occurredAt, sequence } = { occurredAt: '', sequence: 0 }] = await activity.listLogs({ limit: 1 });
    expect(await activity.getCheckpoint()).toMatch(new RegExp(`^raptor-comply/.+\\n${sequence}\\n`));
    expect(await activity.getProof({ sequence })).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
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

  test('an audit package is an archive', async () => {
    const comply = await server.newClient();
    await makeInventory(comply);
    const [first] = await comply.activity.listLogs({ after: 0, limit: 1 });
    const body = { from: first?.occurredAt ?? '', to: new Date().toISOString() };
    const archive = await comply.activity.createAuditPackage(body);
    expect(Buffer.from(archive.subarray(0, 4)).toString('latin1')).toBe('PK\u0003\u0004');
  });

  test('control centers take facilities, foretell their impact and say why it changed', async () => {
    const { controlCenters, facilities } = await server.newClient();
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
    const { cyberSystems, facilities, controlCenters } = await server.newClient();
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
    const comply = await server.newClient();
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
    const comply = await server.newClient();
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
    const comply = await server.newClient();
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
    const comply = await server.newClient();
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

  test('every kind of record goes to a spreadsheet and back, unchanged', async () => {
    const comply = await server.newClient();
    const { controlCenters, cyberAssets, cyberSystems, facilities, physicalAreas } = comply;
    const { facility, asset } = await makeInventory(comply);
    await controlCenters.create(controlCenterBody());
    await physicalAreas.create({ name: 'Relay room', facilityId: facility.id, cyberAssetIds: [asset.id] });
    for (const records of [controlCenters, facilities, cyberSystems, physicalAreas]) {
      const result = await records.import(await records.export(), { mode: 'upsert' });
      expect(result).toMatchObject({ success: true, createdCount: 0, updatedCount: 0, unchangedCount: 1 });
      expect((await records.getImportTemplate()).data).toContain(',');
    }
    const result = await cyberAssets.importOfAllSystems(await cyberAssets.export(), { mode: 'upsert' });
    expect(result).toMatchObject({ success: true, createdCount: 0, updatedCount: 0, unchangedCount: 1 });
  });

  test('a refused import says what to mend, by row and column, in the error’s body', async () => {
    const comply = await server.newClient();
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
    const comply = await server.newClient();
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
    const comply = await server.newClient();
    const { data, response, attempts, requestId } = await comply.facilities.create(facilityBody()).withResponse();
    expect([data.title, response.status, attempts]).toEqual(['Wind River', 201, 1]);
    expect(requestId).toBe(response.headers.get('x-request-id'));
    expect(requestId).toMatch(/\S{8,}/);
  });

  const document: unknown = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'));
  const reads = readOperations(document).filter(
    ({ method, ids, query }) => method === 'GET' && ids.length === 0 && !query.some(({ required }) => required),
  );
  const NOBODY = ['getCurrent', 'getCurrentCipSeniorManager'];
  test.each(reads)('$resource.$name reads from the real server', async ({ resource, name }) => {
    const owner = Reflect.get(await server.newClient(), resource) as Record<string, () => Promise<unknown>>;
    const response = await owner[name]?.().catch((error: unknown) => error);
    // Nobody is there yet.
    if (NOBODY.includes(name)) expect(response).toBeInstanceOf(NotFoundError);
    else expect(response).not.toBeInstanceOf(Error);
    expect(response).toBeDefined();
  });
});
