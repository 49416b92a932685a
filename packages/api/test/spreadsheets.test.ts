import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { csvLine, unescapeFormula } from '../src/kernel/slice/csv.ts';
import type { ImportResult } from '../src/kernel/slice/import-result.ts';
import { fileRecords } from '../src/kernel/slice/read-file.ts';
import { records } from '../src/resources/index.ts';
import { makeOneOfEach } from './security/targets.ts';
import type { Client } from './support/client.ts';
import { makeCyberAsset, makeCyberSystem, makeFacility, makeInventory } from './support/fixtures.ts';
import { useClient, useSharedServer } from './support/use-test-server.ts';

/** The way of an inventory into a spreadsheet and back, for every kind of record. */

const server = useSharedServer();
const client = useClient(server);
const stranger = useClient(server);

type Cells = (string | null)[];
type Row = Readonly<Record<string, string | null>>;
type Item = Record<string, unknown> & { id: string; updatedAt: string };

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const paths = records.map(({ record }) => record.path);

/** The rows of a file by column, as a spreadsheet program would show them. */
async function rowsOf(file: Uint8Array): Promise<Row[]> {
  const all: (readonly Cells[number][])[] = [];
  for await (const batch of fileRecords(Buffer.from(file))) all.push(...batch.map(({ cells }) => cells));
  const [header = [], ...rows] = all;
  const shown = (cell: Cells[number] = null) => cell && unescapeFormula(cell);
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [String(name), shown(cells[index])])));
}

/** A CSV file of rows that have the same columns. */
const csvOf = (rows: readonly Row[]): string =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))].map(csvLine).join('');

async function download(from: Client, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, { headers: { 'x-api-key': String(from.key), ...headers } });
  expect(response.status).toBe(200);
  return { headers: response.headers, file: new Uint8Array(await response.arrayBuffer()) };
}
const exported = async (path: string, query = '') => rowsOf((await download(client, `${path}/export?${query}`)).file);

const upload = (path: string, body: string | Uint8Array, query = '', contentType = 'text/csv') =>
  client.send<ImportResult>('POST', `${path}/import?${query}`, { body, headers: { 'content-type': contentType } });
const imported = async (path: string, body: string | Uint8Array, query = '') => {
  const answer = await upload(path, body, query);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};
const counts = ({ createdCount, updatedCount, unchangedCount }: ImportResult) => [
  createdCount,
  updatedCount,
  unchangedCount,
];
const errorsOf = ({ errors = [] }: ImportResult) => errors.map(({ row, column, code }) => [row, column, code]);
const get = async (path: string) => (await client.must.get<Item>(path)).body;

describe('every kind of record', () => {
  it.each(paths)(
    'an export of %s changes nothing when it is imported again, as CSV and as a workbook',
    async (path) => {
      const own = await server.newClient();
      await makeOneOfEach(own);
      for (const format of ['csv', 'xlsx']) {
        const { file, headers } = await download(own, `${path}/export?format=${format}`);
        expect(headers.get('content-type')).toMatch(format === 'csv' ? /^text\/csv/ : XLSX);
        const rows = await rowsOf(file);
        expect(rows.length).toBeGreaterThan(0);
        for (const mode of ['update', 'upsert']) {
          const answer = await own.send<ImportResult>('POST', `${path}/import?mode=${mode}`, {
            body: file,
            headers: { 'content-type': format === 'csv' ? 'text/csv' : XLSX },
          });
          expect([answer.status, counts(answer.body)], answer.text).toEqual([200, [0, 0, rows.length]]);
        }
      }
    },
  );

  it.each(records.map(({ record }) => record))(
    'an export of $nouns without ids is found by its names, or created',
    async (record) => {
      const own = await server.newClient();
      await makeOneOfEach(own);
      const rows = await rowsOf((await download(own, `${record.path}/export`)).file);
      const send = (file: readonly Row[], query: string) =>
        own.send<ImportResult>('POST', `${record.path}/import?${query}`, {
          body: csvOf(file),
          headers: { 'content-type': 'text/csv' },
        });
      const unnamed = rows.map(({ id: _, ...row }) => row);
      const again = await send(unnamed, 'mode=update');
      expect([again.status, counts(again.body)], again.text).toEqual([200, [0, 0, rows.length]]);
      const [key = ''] = Object.keys(record.unique);
      const renamed = unnamed.map((row) => ({ ...row, [key]: `2-${row[key]}` }));
      expect((await send(renamed, 'mode=update')).status).toBe(400);
      const made = await send(renamed, 'mode=upsert');
      expect([made.status, counts(made.body)], made.text).toEqual([200, [rows.length, 0, 0]]);
      const copies = (await rowsOf((await download(own, `${record.path}/export`)).file)).slice(rows.length);
      const values = (row: Row | undefined) => {
        const { id, createdAt, updatedAt, ...rest } = row ?? {};
        return rest;
      };
      expect(copies.map(values)).toEqual(renamed.map(values));
    },
  );

  it.each(paths)('an id of another organization is as unknown to an import of %s as a random one', async (path) => {
    const [own, other] = [await server.newClient(), await server.newClient()];
    await makeOneOfEach(own);
    await makeOneOfEach(other);
    const [row] = await rowsOf((await download(own, `${path}/export`)).file);
    const [foreign] = await rowsOf((await download(other, `${path}/export`)).file);
    const send = async (id: string) => {
      const body = csvOf([{ ...row, id }]);
      const answer = await own.send<ImportResult>('POST', `${path}/import?mode=upsert`, {
        body,
        headers: { 'content-type': 'text/csv' },
      });
      return { status: answer.status, text: answer.text.replaceAll(id, 'ID') };
    };
    const before = (await other.must.get('/activity/checkpoint')).text;
    const one = await send(String(foreign?.id));
    expect(one).toEqual(await send(randomUUID()));
    expect([one.status, JSON.parse(one.text).errors[0].code]).toEqual([400, 'unknown_id']);
    expect((await other.must.get('/activity/checkpoint')).text).toBe(before);
  });

  it.each(paths)('the template of %s has what an import needs', async (path) => {
    const template = (await client.must.get(`${path}/import/template`, { accept: 'text/csv' })).text;
    const answer = await upload(path, template);
    expect([answer.status, errorsOf(answer.body)]).toEqual([400, [[1, undefined, 'no_rows']]]);
  });
});

describe('an edited export', () => {
  it('an edited export changes what was edited, and nothing else; a dry run says so and writes nothing', async () => {
    const { cyberAssetId, cyberSystemId } = await makeInventory(client);
    await makeCyberAsset(client, { cyberSystemId, serialNumber: '7' });
    const rows = await exported('/cyber-assets', `cyberSystemId=${cyberSystemId}`);
    const edited = csvOf(
      rows.map((row, index) => (index === 0 ? { ...row, impactLevel: 'High', lastPatchDate: '3/31/2026' } : row)),
    );
    const before = await get(`/cyber-assets/${cyberAssetId}`);
    const log = (await client.must.get('/activity/checkpoint')).text;
    const dry = await imported('/cyber-assets', edited, 'mode=update&dryRun=true');
    expect(counts(dry)).toEqual([0, 1, 1]);
    expect(dry.changes).toEqual([
      {
        row: 2,
        action: 'updated',
        id: cyberAssetId,
        fields: [
          { field: 'impactLevel', before: 'medium', after: 'high' },
          { field: 'lastPatchDate', before: null, after: '2026-03-31' },
        ],
      },
    ]);
    expect(dry.summary?.message).toMatch(/^Nothing was written/);
    expect(await get(`/cyber-assets/${cyberAssetId}`)).toEqual(before);
    expect((await client.must.get('/activity/checkpoint')).text).toBe(log);
    const done = await imported('/cyber-assets', edited, 'mode=update');
    expect([counts(done), done.changes]).toEqual([[0, 1, 1], undefined]);
    const { updatedAt, ...rest } = await get(`/cyber-assets/${cyberAssetId}`);
    expect({ ...rest, updatedAt: before.updatedAt }).toEqual({
      ...before,
      impactLevel: 'high',
      lastPatchDate: '2026-03-31',
    });
    expect(updatedAt > before.updatedAt).toBe(true);
    const stale = await imported('/cyber-assets', edited.replace('3/31/2026', '3/30/2026'), 'mode=update&dryRun=true');
    expect(stale.warnings?.map(({ row, code }) => [row, code])).toEqual([[2, 'changed_since_export']]);
  });

  it('an empty cell clears an optional field, and a missing column keeps it', async () => {
    const { cyberSystemId } = await makeInventory(client);
    const { id } = await makeCyberAsset(client, { cyberSystemId, serialNumber: '7', firmwareVersion: '1.2' });
    await imported('/cyber-assets', `id,serialNumber\n${id},\n`, 'mode=update');
    expect(await get(`/cyber-assets/${id}`)).toMatchObject({ serialNumber: null, firmwareVersion: '1.2' });
    const refused = await upload('/cyber-assets', `id,assetTitle\n${id},\n`, 'mode=update');
    expect([refused.status, errorsOf(refused.body)]).toEqual([400, [[2, 'assetTitle', 'missing_value']]]);
  });

  it('a system’s import does not reach the assets of another system, nor of another organization', async () => {
    const [one, other] = [await makeInventory(client), await makeInventory(client)];
    const foreign = await makeInventory(stranger);
    for (const id of [other.cyberAssetId, foreign.cyberAssetId, randomUUID(), 'x']) {
      const path = `/cyber-systems/${one.cyberSystemId}/cyber-assets`;
      const answer = await upload(path, `id,assetTitle\n${id},New\n`, 'mode=update');
      expect([answer.status, errorsOf(answer.body)]).toEqual([400, [[2, 'id', 'unknown_id']]]);
    }
  });

  it('an embedded address and a list are changed in part', async () => {
    const { id } = await makeFacility(client);
    await imported('/facilities', `id,address.city\n${id},\n`, 'mode=update');
    const address = 'address.addressLine1,address.city,address.state,address.zip';
    await imported(
      '/facilities',
      `id,generationType,${address}\n${id},Solar; storage,1 Main St,Mesa,AZ,85201\n`,
      'mode=update',
    );
    await imported('/facilities', `id,address.city\n${id},Tempe\n`, 'mode=update');
    expect(await get(`/facilities/${id}`)).toMatchObject({
      generationType: ['solar', 'storage'],
      address: { addressLine1: '1 Main St', city: 'Tempe', zip: '85201' },
    });
    const unknown = await upload('/facilities', `id,generationType\n${id},coal\n`, 'mode=update');
    expect(errorsOf(unknown.body)).toEqual([[2, 'generationType', 'invalid_value']]);
  });

  it('an area is changed by the ids or tags of its assets; its facility stays', async () => {
    const { physicalAreaId: id, cyberAssetId, cyberSystemId, controlCenterId } = await makeInventory(client);
    const asset = await makeCyberAsset(client, { cyberSystemId });
    await imported('/physical-areas', `id,cyberAssetIds\n${id},${cyberAssetId}; ${asset.assetTag}\n`, 'mode=update');
    const inside = async () => ((await get(`/physical-areas/${id}`)).cyberAssets as Item[]).map((item) => item.id);
    expect(await inside()).toEqual([cyberAssetId, asset.id]);
    await imported('/physical-areas', `id,cyberAssetIds\n${id},\n`, 'mode=update');
    expect(await inside()).toEqual([]);
    const moved = await upload(
      '/physical-areas',
      `id,facilityId,controlCenterId\n${id},,${controlCenterId}\n`,
      'mode=update',
    );
    expect(errorsOf(moved.body)).toEqual([
      [2, 'facilityId', 'read_only'],
      [2, 'controlCenterId', 'read_only'],
    ]);
  });

  it('two rows of one record, and a row without a name, are refused', async () => {
    const { id } = await makeFacility(client);
    const twice = await upload('/facilities', `id,title\n${id},A\n${id},B\n`, 'mode=update');
    expect(errorsOf(twice.body)).toEqual([[3, 'id', 'duplicate_id']]);
    const unnamed = await upload('/facilities', 'id,title\n,B\n', 'mode=update');
    expect(errorsOf(unnamed.body)).toEqual([[2, 'facilityCode', 'unknown_code']]);
    const column = await upload('/facilities', 'title\nB\n', 'mode=update');
    expect(errorsOf(column.body)).toEqual([[1, 'facilityCode', 'missing_column']]);
  });
});

const asset = (over: Row = {}): Row => ({
  assetTitle: 'Relay',
  assetTag: `T-${randomUUID()}`,
  count: '1',
  cipAssetCategory: 'BES Cyber Asset',
  assetType: 'relay',
  impactLevel: 'Medium',
  manufacturer: 'SEL',
  model: '421',
  inService: 'TRUE',
  dialUpConnectivity: 'No',
  routableProtocol: 'yes',
  remoteAccessAvailable: '0',
  baselineDocumented: '1',
  portsServicesDocumented: 'Y',
  loggingEnabled: 'n',
  ...over,
});

describe('a file as people write it', () => {
  it.each([
    [',', '\n'],
    [';', '\r\n'],
    ['\t', '\r'],
    ['|', '\n'],
  ])('a file with the separator %j, blank rows and empty columns is read', async (separator, end) => {
    const { cyberSystemId } = await makeInventory(client);
    const row = asset({ lastPatchDate: '3/1/2026' });
    const lines = [Object.keys(row), Object.values(row)].map((cells) => [...cells, '', ''].join(separator));
    const blank = Object.keys(row).fill('').join(separator);
    const spaces = Object.keys(row).fill(' ').concat(' ', ' \u00a0').join(separator);
    const file = [lines[0], '', blank, lines[1], blank, '  ', spaces, ''].join(end);
    const path = `/cyber-systems/${cyberSystemId}/cyber-assets`;
    expect(counts(await imported(path, `\ufeff${file}`))).toEqual([1, 0, 0]);
    const [, made] = (await client.must.get<Item[]>(path)).body;
    expect(made).toMatchObject({
      cipAssetCategory: 'bes_cyber_asset',
      impactLevel: 'medium',
      lastPatchDate: '2026-03-01',
      portsServicesDocumented: true,
      loggingEnabled: false,
    });
  });

  it('headers and values are read in any spelling; the glossary’s names are categories', async () => {
    const { cyberSystemId } = await makeInventory(client);
    const names = [
      'Electronic Access Control or Monitoring Systems',
      'PACS',
      'Transient Cyber Asset',
      'protected cyber asset',
    ];
    const rows = names.map((cipAssetCategory) => asset({ cipAssetCategory, impactLevel: 'Not Applicable' }));
    const file = csvOf(rows).replace('assetTitle', 'Asset Title').replace('assetTag', 'asset_tag');
    const path = `/cyber-systems/${cyberSystemId}/cyber-assets`;
    await imported(path, file);
    const made = (await client.must.get<Item[]>(`${path}?impactLevel=not_applicable`)).body;
    expect(made.map(({ cipAssetCategory }) => cipAssetCategory)).toEqual([
      'eacms',
      'pacs',
      'transient',
      'protected_cyber_asset',
    ]);
  });

  it('query parameters are the columns that a file lacks; a reference is an id or a code', async () => {
    const { facilityId, cyberSystemId } = await makeInventory(client);
    const { facilityCode } = await get(`/facilities/${facilityId}`);
    const { systemCode } = await get(`/cyber-systems/${cyberSystemId}`);
    const { impactLevel: _, ...row } = asset();
    const query = new URLSearchParams({ cyberSystemId: String(systemCode), impactLevel: 'low', serialNumber: '7' });
    await imported('/cyber-assets', csvOf([row]), String(query));
    const [made] = (await client.must.get<Item[]>(`/cyber-assets?q=${row.assetTag}`)).body;
    expect(made).toMatchObject({ cyberSystemId, impactLevel: 'low', serialNumber: '7' });
    const system = {
      systemTitle: 'New',
      systemCode: randomUUID(),
      systemType: 'dcs',
      systemFunction: 'x',
      externalRoutableConnectivity: 'no',
      interactiveRemoteAccess: 'no',
      facilityId: String(facilityCode),
    };
    await imported('/cyber-systems', csvOf([system]));
    expect((await client.must.get<Item[]>(`/cyber-systems?q=${system.systemCode}`)).body).toMatchObject([
      { facilityId },
    ]);
  });

  it('a constant that is invalid, unknown, or a column too, is refused', async () => {
    const foreign = await makeInventory(stranger);
    const { cyberSystemId } = await makeInventory(client);
    const file = csvOf([asset()]);
    const send = (query: Record<string, string>) => upload('/cyber-assets', file, String(new URLSearchParams(query)));
    const invalid = await send({ cyberSystemId, lastPatchDate: 'soon' });
    expect([invalid.status, invalid.body]).toMatchObject([422, { field: 'lastPatchDate' }]);
    const twice = await send({ cyberSystemId, impactLevel: 'low' });
    expect([twice.status, errorsOf(twice.body)]).toEqual([400, [[1, 'impactLevel', 'duplicate_column']]]);
    const answers = [];
    for (const id of [foreign.cyberSystemId, randomUUID(), 'x']) answers.push(await send({ cyberSystemId: id }));
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const inFile = async (id: string) =>
      (await upload('/cyber-assets', csvOf([{ ...asset({ assetTag: 'T' }), cyberSystemId: id }]))).text;
    const unknown = randomUUID();
    expect(await inFile(foreign.cyberSystemId)).toBe(
      (await inFile(unknown)).replaceAll(unknown, foreign.cyberSystemId),
    );
  });

  it('a decimal loses what the arithmetic of a spreadsheet has added to it, and nothing else', async () => {
    const { facilityId } = await makeInventory(client);
    const written = ['128.10000000000002', '2569.4999999999995', '128.123456789012', '0.1000000000', '1500'];
    const read = [];
    for (const capacityMw of written) {
      await imported('/facilities', csvOf([{ id: facilityId, capacityMw }]), 'mode=update');
      read.push((await get(`/facilities/${facilityId}`)).capacityMw);
    }
    expect(read).toEqual(['128.1', '2569.5', '128.123456789012', '0.1', '1500']);
  });

  it('a number that a spreadsheet has damaged is a warning', async () => {
    const { cyberSystemId } = await makeInventory(client);
    const serials = ['00012345', '123456789012', '12345678901234567', '1.10'];
    const ids = [];
    for (const serialNumber of serials) ids.push((await makeCyberAsset(client, { cyberSystemId, serialNumber })).id);
    const damaged = ['12345', '1.23457E+11', '12345678901234500', '1.1'];
    const file = csvOf(ids.map((id, index) => ({ id, serialNumber: damaged[index] ?? null })));
    const { warnings = [] } = await imported('/cyber-assets', file, 'mode=update&dryRun=true');
    expect(warnings.map(({ row, column, code }) => [row, column, code])).toEqual(
      serials.map((_, index) => [index + 2, 'serialNumber', 'damaged_value']),
    );
    expect(warnings[0]).toMatchObject({ currentValue: '12345', message: expect.stringContaining('00012345') });
    const fresh = await imported(
      `/cyber-systems/${cyberSystemId}/cyber-assets`,
      csvOf([asset({ serialNumber: '1.23E+11' })]),
    );
    expect(fresh.warnings).toMatchObject([{ row: 2, column: 'serialNumber' }]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), /\.xls.*\.xlsx/],
    ['a PDF', Buffer.from('%PDF-1.7 …'), /PDF.*\.xlsx/],
    ['UTF-16 from a spreadsheet', Buffer.from('\ufeffa\tb\n', 'utf16le'), /UTF-16.*CSV/],
    ['Windows-1252 from a spreadsheet', Buffer.from('title\nQu\xe9bec\n', 'latin1'), /UTF-8.*xlsx/],
    ['a damaged workbook', Buffer.from('PK\x03\x04 nothing'), /workbook cannot be read/],
    ['HTML', Buffer.from('<html>'), /HTML/],
  ])('%s is refused by a sentence that says what to do', async (_, file, message) => {
    const answer = await upload('/facilities', file);
    expect([answer.status, answer.body.errors?.[0]?.message]).toEqual([400, expect.stringMatching(message)]);
    expect((await upload('/facilities', file, '', 'application/vnd.ms-excel')).status).toBe(415);
  });
});

describe('the export of an organization', () => {
  it('one export has every asset of the organization, of any impact, with the names of its system and site', async () => {
    const own = await server.newClient();
    const { facilityId, controlCenterId, cyberSystemId, centerSystemId } = await makeInventory(own);
    const levels = ['high', 'low', 'category_2', 'not_applicable'];
    for (const impactLevel of levels) await makeCyberAsset(own, { cyberSystemId, impactLevel });
    await makeCyberAsset(own, { cyberSystemId: centerSystemId, impactLevel: 'low' });
    await makeCyberSystem(own, { facilityId });
    const { file, headers } = await download(own, '/cyber-assets/export');
    const rows = await rowsOf(file);
    expect(rows.map(({ impactLevel }) => impactLevel)).toEqual(['medium', ...levels, 'low']);
    const { title } = (await own.must.get(`/facilities/${facilityId}`)).body;
    const { centerTitle } = (await own.must.get(`/control-centers/${controlCenterId}`)).body;
    expect(rows[0]).toMatchObject({ cyberSystem: 'Turbine control', facility: title, controlCenter: null });
    expect(rows.at(-1)).toMatchObject({ cyberSystem: 'Turbine control', facility: null, controlCenter: centerTitle });
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="org-[0-9a-f-]+-cyber-assets-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const low = await download(own, `/cyber-assets/export?impactLevel=low&facilityId=${facilityId}`, { accept: XLSX });
    expect((await rowsOf(low.file)).map(({ impactLevel }) => impactLevel)).toEqual(['low']);
    expect(low.headers.get('content-disposition')).toMatch(/-cyber-assets-wind-river-low-\d{4}-\d\d-\d\d\.xlsx"$/);
    expect(low.headers.get('etag')).not.toBe(
      (await download(own, `/cyber-assets/export?impactLevel=low&facilityId=${facilityId}`)).headers.get('etag'),
    );
  });

  it('a workbook keeps every text', async () => {
    const { cyberSystemId } = await makeInventory(client);
    const texts = ['=1+1', "'=1", '00123', '<&>"', '_x000D_', 'Québec ⚡', ' x ', '-40'];
    for (const physicalLocation of texts) await makeCyberAsset(client, { cyberSystemId, physicalLocation });
    const { file } = await download(client, `/cyber-assets/export?format=xlsx&cyberSystemId=${cyberSystemId}`);
    expect(counts(await imported('/cyber-assets', file, 'mode=update'))).toEqual([0, 0, texts.length + 1]);
  });
});
