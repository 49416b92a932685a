import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  csvOf,
  cyberAssetBody,
  makeControlCenter,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
} from '../../../test/support/fixtures.ts';
import { sendRaw } from '../../../test/support/raw-http.ts';
import { scaled } from '../../../test/support/scaled.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';
import { text } from '../../kernel/slice/fields.ts';
import type { ImportResult } from '../../kernel/slice/import-result.ts';

const server = useSharedServer();
const client = useClient(server);

type Asset = Record<string, unknown> & { id: string };

const newSystem = async () => (await makeCyberSystem(client)).id;
const assetsOf = async (systemId: string) =>
  (await client.get<Asset[]>(`/cyber-systems/${systemId}/cyber-assets`)).body;
const importCsv = (systemId: string, body: string | Uint8Array, contentType = 'text/csv') =>
  client.send<ImportResult>('POST', `/cyber-systems/${systemId}/cyber-assets/import`, {
    body,
    headers: { 'content-type': contentType },
  });

/** What an import can carry of an asset. */
const portable = ({ id, cyberSystemId, createdAt, updatedAt, ...rest }: Asset) => rest;

const header =
  'assetTitle,assetTag,count,cipAssetCategory,assetType,impactLevel,manufacturer,model,inService,dialUpConnectivity,routableProtocol,remoteAccessAvailable,baselineDocumented,portsServicesDocumented,loggingEnabled';
const row = (tag: string, over: Record<string, string> = {}) => {
  const cells: Record<string, string> = {
    assetTitle: 'Relay',
    assetTag: tag,
    count: '2',
    cipAssetCategory: 'bes_cyber_asset',
    assetType: 'relay',
    impactLevel: 'high',
    manufacturer: 'SEL',
    model: '421',
    inService: 'true',
    dialUpConnectivity: 'no',
    routableProtocol: 'TRUE',
    remoteAccessAvailable: '0',
    baselineDocumented: '1',
    portsServicesDocumented: 'yes',
    loggingEnabled: 'false',
    ...over,
  };
  return header
    .split(',')
    .map((name) => cells[name])
    .join(',');
};

describe('a cyber asset', () => {
  it('a count is taken as a number and returned as a string', async () => {
    const made = await makeCyberAsset(client, {
      cyberSystemId: await newSystem(),
      count: 12,
      lastPatchDate: '2026-01-31',
    });
    expect(made).toMatchObject({
      count: '12',
      lastPatchDate: '2026-01-31',
      serialNumber: null,
      physicalLocation: null,
      isDeleted: false,
    });
  });

  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  it.each([
    ['count', 0, 1.5, -1, '1.5', '0', '', '0x10', 2 ** 53],
    [
      'ipAddress',
      '999.1.1.1',
      '192.0.2',
      '192.0.2.17/24',
      '192.0.2.017',
      '192.0.2.1, 192.0.2.2',
      'fe80::1%eth0',
      '1::2::3',
      'relay',
      '',
    ],
    [
      'macAddress',
      'zz',
      '00:00:5E:00:53',
      '00:00:5E:00:53:1G',
      '00:00-5E:00:53:17',
      '00005E0053170',
      '0000.5E00:5317',
      '',
    ],
    ['lastPatchDate', '2031-01-01', inDays(3)],
    ['lastBackupDate', inDays(3)],
    ['lastAuditDate', inDays(3)],
    ['commissionedDate', inDays(3)],
    ['retiredDate', inDays(3)],
    ['replacedBy', 'x', '01a20375-e30d-772d-92cc-c8b9ccd298b5'],
  ])('a %s that cannot be is refused in JSON and in CSV', async (field, ...values) => {
    const cyberSystemId = await newSystem();
    const { id } = await makeCyberAsset(client, { cyberSystemId });
    for (const value of values) {
      const created = await client.post('/cyber-assets', cyberAssetBody({ cyberSystemId, [field]: value }));
      expect([value, created.status, created.body.field]).toEqual([value, 422, field]);
      const changed = await client.patch(`/cyber-assets/${id}`, { [field]: value });
      expect([value, changed.status, changed.body.field]).toEqual([value, 422, field]);
      if (field === 'replacedBy' || value === '') continue;
      const file = csvOf([{ ...cyberAssetBody(), [field]: `"${value}"` }]);
      const imported = await importCsv(cyberSystemId, file);
      expect([value, imported.status, imported.body.errors?.map(({ column }) => column)]).toEqual([
        value,
        400,
        [field],
      ]);
    }
    expect(await assetsOf(cyberSystemId)).toHaveLength(1);
  });

  it.each([
    ['count', 3, '3', '0003'],
    ['ipAddress', '192.0.2.17', '2001:DB8::17', '::ffff:192.0.2.17'],
    ['macAddress', '00:00:5E:00:53:17', '00-00-5e-00-53-17', '0000.5e00.5317', '00005E005317'],
    ['lastPatchDate', inDays(0)],
    ['plannedDate', '2031-01-01'],
  ])('a %s is taken in any of its usual forms', async (field, ...values) => {
    const cyberSystemId = await newSystem();
    for (const value of values) {
      const made = (await makeCyberAsset(client, { cyberSystemId, [field]: value })) as Asset;
      expect(made[field]).toBe(field === 'count' ? '3' : value);
    }
  });

  it('an asset moves to another system with its history, and not onto a tag of that system', async () => {
    const [from, to] = [await newSystem(), await newSystem()];
    const { id } = await makeCyberAsset(client, { cyberSystemId: from, assetTag: 'RLY-1' });
    expect((await client.patch(`/cyber-assets/${id}`, { cyberSystemId: to })).body.cyberSystemId).toBe(to);
    expect([await assetsOf(from), await assetsOf(to)]).toMatchObject([[], [{ id }]]);
    const versions = (await client.get<{ cyberAsset: Asset }[]>(`/cyber-assets/${id}/history`)).body;
    expect(versions.map(({ cyberAsset }) => cyberAsset.cyberSystemId)).toEqual([from, to]);
    await makeCyberAsset(client, { cyberSystemId: from, assetTag: 'RLY-1' });
    expect((await client.patch(`/cyber-assets/${id}`, { cyberSystemId: from })).status).toBe(409);
    for (const cyberSystemId of [null, 'x', (await makeCyberSystem(await server.newClient())).id]) {
      const refused = await client.patch(`/cyber-assets/${id}`, { cyberSystemId });
      expect([refused.status, refused.body.field]).toEqual([422, 'cyberSystemId']);
    }
    expect((await client.delete(`/cyber-systems/${to}`)).status).toBe(409);
  });

  it('an asset is retired and replaced by another one, which then is not deleted', async () => {
    const cyberSystemId = await newSystem();
    const old = await makeCyberAsset(client, { cyberSystemId });
    const fresh = await makeCyberAsset(client, {
      cyberSystemId,
      plannedDate: '2026-01-31',
      commissionedDate: '2026-02-02',
    });
    const retirement = {
      inService: false,
      commissionedDate: '2014-05-01',
      retiredDate: '2026-02-02',
      replacedBy: fresh.id,
    };
    expect((await client.patch(`/cyber-assets/${old.id}`, retirement)).body).toMatchObject(retirement);
    const found = async (query: string) =>
      (await client.get<Asset[]>(`/cyber-assets?cyberSystemId=${cyberSystemId}&${query}`)).body.map(({ id }) => id);
    expect([await found('isRetired=true'), await found('isRetired=false')]).toEqual([[old.id], [fresh.id]]);
    expect(await found(`replacedBy=${fresh.id}`)).toEqual([old.id]);
    expect((await client.delete(`/cyber-assets/${fresh.id}`)).status).toBe(409);
    for (const [id, body] of [
      [old.id, { replacedBy: old.id }],
      [old.id, { retiredDate: '2014-04-30' }],
    ] as const) {
      expect((await client.patch(`/cyber-assets/${id}`, body)).status).toBe(422);
    }
  });

  it('an asset is not restored into a system that is deleted', async () => {
    const cyberSystemId = await newSystem();
    const { id } = await makeCyberAsset(client, { cyberSystemId });
    await client.must.delete(`/cyber-assets/${id}`);
    await client.must.delete(`/cyber-systems/${cyberSystemId}`);
    const refused = await client.post(`/cyber-assets/${id}/restore`);
    expect([refused.status, refused.body.message]).toEqual([
      409,
      'The cyber system in cyberSystemId is deleted; restore it first',
    ]);
    await client.must.post(`/cyber-systems/${cyberSystemId}/restore`);
    expect((await client.post(`/cyber-assets/${id}/restore`)).status).toBe(200);
  });

  it('assets are found by tag, serial number, addresses, category, and whether they are in service', async () => {
    const cyberSystemId = await newSystem();
    const wanted = {
      assetTag: 'RLY-99',
      serialNumber: 'XN-9a',
      ipAddress: '2001:db8::99',
      macAddress: '00:00:5E:00:53:99',
      cipAssetCategory: 'eacms',
      inService: false,
    };
    const { id } = await makeCyberAsset(client, { cyberSystemId, ...wanted });
    await makeCyberAsset(client, { cyberSystemId });
    for (const [name, value] of Object.entries(wanted)) {
      const isText = typeof value === 'string' && name !== 'cipAssetCategory';
      for (const sent of isText ? [value, value.toUpperCase()] : [value]) {
        const { body } = await client.get<Asset[]>(`/cyber-systems/${cyberSystemId}/cyber-assets?${name}=${sent}`);
        expect([name, sent, body.map((asset) => asset.id)]).toEqual([name, sent, [id]]);
      }
    }
    expect((await client.get('/cyber-assets?inService=maybe')).body.field).toBe('inService');
  });

  it('a cyber asset is the same text in a list as by itself', async () => {
    const cyberSystemId = await newSystem();
    const one = await makeCyberAsset(client, {
      cyberSystemId,
      assetTitle: 'Says "hi" \\ and more ‽',
    });
    const two = await makeCyberAsset(client, { cyberSystemId, serialNumber: '7', lastPatchDate: '2026-01-31' });
    const texts = await Promise.all([one, two].map(async ({ id }) => (await client.get(`/cyber-assets/${id}`)).text));
    expect((await client.get(`/cyber-systems/${cyberSystemId}/cyber-assets`)).text).toBe(`[${texts.join(',')}]`);
  });

  it('a cyber asset is whole in a response of any length and in any script', async () => {
    const cyberSystemId = await newSystem();
    const titles = ['plain', 'Überwachung', '変電所', '🔌'].map((word) => word.repeat(20));
    for (let made = 0; made < 80; made += titles.length) {
      await Promise.all(titles.map((assetTitle) => makeCyberAsset(client, { cyberSystemId, assetTitle })));
      const asIs = { 'accept-encoding': 'identity' };
      const { text, headers } = await client.get(`/cyber-systems/${cyberSystemId}/cyber-assets`, asIs);
      expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(text));
      const seen = JSON.parse(text).map(({ assetTitle }: { assetTitle: string }) => assetTitle);
      expect(seen.toSorted()).toEqual(
        Array.from({ length: made / 4 + 1 }, () => titles)
          .flat()
          .toSorted(),
      );
    }
    const { text } = await client.get(`/cyber-systems/${cyberSystemId}/cyber-assets`);
    expect(text.length).toBeGreaterThan(65_536);
  });

  it('a cyber asset’s tag is unique in its system; another system may use it too', async () => {
    const [one, two] = [await newSystem(), await newSystem()];
    await makeCyberAsset(client, { cyberSystemId: one, assetTag: 'RTU-01' });
    expect(
      (await client.post('/cyber-assets', cyberAssetBody({ cyberSystemId: one, assetTag: 'RTU-01' }))).status,
    ).toBe(409);
    await makeCyberAsset(client, { cyberSystemId: two, assetTag: 'RTU-01' });
  });

  it('cyber assets are listed by system, facility and control center, and found by tag, serial number and addresses', async () => {
    const facilityId = (await makeFacility(client)).id;
    const controlCenterId = (await makeControlCenter(client)).id;
    const inPlant = await makeCyberSystem(client, { facilityId });
    const inCenter = await makeCyberSystem(client, { controlCenterId });
    const one = await makeCyberAsset(client, {
      cyberSystemId: inPlant.id,
      serialNumber: 'SN-7781',
      ipAddress: '10.9.8.7',
    });
    const two = await makeCyberAsset(client, {
      cyberSystemId: inCenter.id,
      macAddress: '00:30:A7:01:02:03',
      impactLevel: 'low',
    });
    const ids = async (path: string) => (await client.get<Asset[]>(path)).body.map(({ id }) => id);
    expect(await ids(`/facilities/${facilityId}/cyber-assets`)).toEqual([one.id]);
    expect(await ids(`/control-centers/${controlCenterId}/cyber-assets`)).toEqual([two.id]);
    expect(await ids(`/cyber-assets?facilityId=${facilityId}`)).toEqual([one.id]);
    expect(await ids(`/cyber-assets?controlCenterId=${controlCenterId}&impactLevel=low`)).toEqual([two.id]);
    expect(await ids('/cyber-assets?q=sn-77')).toEqual([one.id]);
    expect(await ids('/cyber-assets?q=10.9.8.7')).toEqual([one.id]);
    expect(await ids('/cyber-assets?q=a7:01')).toEqual([two.id]);
    expect(await ids(`/cyber-assets?q=${one.assetTag}&cyberSystemId=${inCenter.id}`)).toEqual([]);
  });
});

describe('the import', () => {
  it('an import takes a form with a file, and the CSV itself', async () => {
    const form = new FormData();
    form.set('note', 'ignored');
    form.set('file', new Blob([`\ufeff${header}\r\n${row('A')}\r\n`]), 'assets.csv');
    const systemId = await newSystem();
    const uploaded = await client.send<ImportResult>('POST', `/cyber-systems/${systemId}/cyber-assets/import`, {
      body: form,
    });
    expect([uploaded.status, uploaded.body]).toMatchObject([200, { success: true, createdCount: 1, errorCount: 0 }]);
    expect((await importCsv(systemId, `${header}\n${row('B')}\n\n${row('C')}`)).body.createdCount).toBe(2);
    const assets = await assetsOf(systemId);
    expect(assets.map(({ assetTag }) => assetTag)).toEqual(['A', 'B', 'C']);
    expect(assets[0]).toMatchObject({
      count: '2',
      inService: true,
      dialUpConnectivity: false,
      portsServicesDocumented: true,
      serialNumber: null,
    });
  });

  it('an import of the template alone is refused as empty; the template is JSON, and CSV on request', async () => {
    const json = await client.get('/cyber-assets/import/template');
    const csv = await client.get('/cyber-assets/import/template', { accept: 'text/csv' });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.text).toBe(json.body.data);
    expect(csv.text.startsWith(header)).toBe(true);
    const response = await importCsv(await newSystem(), csv.text);
    expect([response.status, response.body.errors?.[0]?.code]).toEqual([400, 'no_rows']);
  });

  it('an import is all or nothing, and its refusal names row, column, value and fix', async () => {
    const systemId = await newSystem();
    const file = [
      header,
      row('A'),
      row('B', { impactLevel: 'severe', count: '0' }),
      row('C', { assetTitle: '' }),
      row('A'),
    ].join('\n');
    const { status, body } = await importCsv(systemId, file);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      success: false,
      createdCount: 0,
      errorCount: 4,
      rowsWithErrors: 3,
      hasMoreErrors: false,
    });
    expect(body.errors).toEqual([
      {
        row: 3,
        column: 'count',
        code: 'invalid_value',
        message: 'count must be at least 1',
        currentValue: '0',
        suggestion: 'Correct the values as described in each message',
      },
      {
        row: 3,
        column: 'impactLevel',
        code: 'invalid_value',
        message: 'impactLevel must be one of high, medium, low, category_2, not_applicable',
        currentValue: 'severe',
        suggestion: 'Correct the values as described in each message',
      },
      {
        row: 4,
        column: 'assetTitle',
        code: 'missing_value',
        message: 'assetTitle is required',
        suggestion: 'Fill in the required cells',
      },
      {
        row: 5,
        column: 'assetTag',
        code: 'duplicate_tag',
        message: 'assetTag is the same as in row 2',
        currentValue: 'A',
        suggestion: 'Give each row its own assetTag',
      },
    ]);
    expect(body.summary?.errorTypes?.[0]).toEqual({
      code: 'invalid_value',
      count: 2,
      affectedColumns: ['count', 'impactLevel'],
      invalidValues: ['0', 'severe'],
      sampleRows: '3',
      suggestion: 'Correct the values as described in each message',
    });
    expect(await assetsOf(systemId)).toEqual([]);
    await importCsv(systemId, `${header}\n${row('A')}`);
    const again = await importCsv(systemId, `${header}\n${row('Z')}\n${row('A')}`);
    expect([again.status, again.body.errors?.[0]?.code, again.body.errors?.[0]?.row]).toEqual([400, 'tag_exists', 3]);
    expect(await assetsOf(systemId)).toHaveLength(1);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['an empty file', '', 'no_rows'],
    ['a missing column', `${header.replace('model,', '')}\n`, 'missing_column'],
    ['an unknown column', `${header},colour\n${row('A')},red`, 'unknown_column'],
    ['a column twice', `${header},model\n${row('A')},x`, 'duplicate_column'],
    ['a row with too many cells', `${header}\n${row('A')},more`, 'too_many_cells'],
    ['a quote that is not closed', `${header}\n"${row('A')}`, 'malformed_file'],
    ['UTF-16', Buffer.from(`${header}\n${row('A')}`, 'utf16le'), 'malformed_file'],
    ['a NUL', `${header}\n${row('A\0')}`, 'malformed_file'],
    ['a cell without an end', `${header}\n${row('x'.repeat(100_000))}`, 'malformed_file'],
    ['10,000 columns', Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(','), 'unknown_column'],
  ])('an import refuses %s, clearly', async (_, file, code) => {
    const systemId = await newSystem();
    const response = await importCsv(systemId, file);
    expect([response.status, response.body.errors?.[0]?.code], response.text.slice(0, 500)).toEqual([400, code]);
    expect(response.body.errors?.length).toBeLessThanOrEqual(100);
    expect(await assetsOf(systemId)).toEqual([]);
  });

  it('an import refuses a form without a file, a broken form and other kinds of body', async () => {
    const systemId = await newSystem();
    const form = new FormData();
    form.set('data', 'x');
    const without = await client.send('POST', `/cyber-systems/${systemId}/cyber-assets/import`, { body: form });
    expect([without.status, without.body.field]).toEqual([422, 'file']);
    expect((await importCsv(systemId, 'x', 'multipart/form-data')).status).toBe(400);
    expect((await importCsv(systemId, '{}', 'application/json')).status).toBe(415);
    expect((await client.send('POST', `/cyber-systems/${systemId}/cyber-assets/import`)).status).toBe(422);
  });

  it('a form that is cut anywhere is refused without harm', async () => {
    const systemId = await newSystem();
    const form = [
      '--X',
      'Content-Disposition: form-data; name="file"; filename="a.csv"',
      '',
      `${header}\r\n${row('A')}`,
      '--X--',
      '',
    ].join('\r\n');
    for (let length = 0; length < form.length - 4; length += 7) {
      const response = await importCsv(systemId, form.slice(0, length), 'multipart/form-data; boundary=X');
      expect([400, 422], `cut at ${length}: ${response.text}`).toContain(response.status);
    }
    expect((await importCsv(systemId, form, 'multipart/form-data; boundary=X')).status).toBe(200);
  });

  it('an import reads mixed line ends', async () => {
    const systemId = await newSystem();
    expect((await importCsv(systemId, `${header}\r\n${row('A')}\n${row('B')}\r${row('C')}`)).body.createdCount).toBe(3);
  });

  it('an import of thousands of rows keeps their order', async () => {
    const systemId = await newSystem();
    const tags = Array.from({ length: 2500 }, (_, index) => `T${index}`);
    expect((await importCsv(systemId, [header, ...tags.map((tag) => row(tag))].join('\n'))).body.createdCount).toBe(
      2500,
    );
    expect((await assetsOf(systemId)).map(({ assetTag }) => assetTag)).toEqual(tags);
  });
});

describe('the export', () => {
  it('one export has high and medium assets, the other low ones, and other levels are in neither', async () => {
    const facilityId = (await makeFacility(client)).id;
    const cyberSystemId = (await makeCyberSystem(client, { facilityId })).id;
    const other = (await makeCyberSystem(client, { facilityId })).id;
    for (const impactLevel of ['high', 'medium', 'low', 'category_2', 'not_applicable']) {
      await makeCyberAsset(client, { cyberSystemId, impactLevel, assetTag: impactLevel });
    }
    await makeCyberAsset(client, { cyberSystemId: other, impactLevel: 'high', assetTag: 'other' });
    const tags = async (path: string) => {
      const response = await client.get(`/facilities/${facilityId}/cyber-assets/${path}`);
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(response.headers.get('content-disposition')).toMatch(
        /^attachment; filename="[a-z0-9-]+-cyber-assets-wind-river-[a-z-]+-\d{4}-\d\d-\d\d\.csv"$/,
      );
      const [head, ...lines] = response.text.trimEnd().split('\r\n');
      expect(head?.startsWith(header)).toBe(true);
      return lines.map((line) => line.split(',')[1]);
    };
    expect(await tags('export')).toEqual(['high', 'medium', 'other']);
    expect(await tags(`export?cyberSystemId=${other}`)).toEqual(['other']);
    expect(await tags('export-low')).toEqual(['low']);
    expect((await client.get(`/facilities/${facilityId}/cyber-assets/export?cyberSystemId=x`)).body.field).toBe(
      'cyberSystemId',
    );
  });

  it('an export has every row as it was at one moment, however many there are', async () => {
    const facilityId = (await makeFacility(client)).id;
    const cyberSystemId = (await makeCyberSystem(client, { facilityId })).id;
    const rows = Array.from({ length: 3500 }, (_, index) => row(`T${index}`, { assetTitle: 'Before' }));
    expect((await importCsv(cyberSystemId, [header, ...rows].join('\n'))).status).toBe(200);
    const last = (await assetsOf(cyberSystemId)).at(-1);
    const response = await fetch(`${server.url}/facilities/${facilityId}/cyber-assets/export`, {
      headers: { 'x-api-key': String(client.key) },
    });
    // Its head is there, so its moment is past.
    expect((await client.patch(`/cyber-assets/${last?.id}`, { assetTitle: 'After' })).status).toBe(200);
    const file = await response.text();
    const lines = file.trimEnd().split('\r\n').slice(1);
    expect(lines).toHaveLength(3500);
    expect(lines.filter((line) => !line.startsWith('Before,'))).toEqual([]);
    const inOrder = (await assetsOf(cyberSystemId)).map(({ assetTag }) => assetTag);
    expect(lines.map((line) => line.split(',')[1])).toEqual(inOrder);
    // Below HTTP/1.1 only a length tells that a response is whole.
    const now = (await client.get(`/facilities/${facilityId}/cyber-assets/export`)).text;
    const old = await sendRaw(
      server.url,
      `GET /facilities/${facilityId}/cyber-assets/export HTTP/1.0\r\nX-API-Key: ${client.key}\r\n\r\n`,
    );
    expect(old).toMatchObject({
      status: 200,
      headers: { 'content-length': String(Buffer.byteLength(now)) },
      body: now,
    });
  });

  it('an export has nothing that a spreadsheet would run, and a re-import restores the original, whatever the texts', async () => {
    const cell = fc.oneof(
      fc.constantFrom('=1+1', "'=1+1", "''@x", '+1', '-1', '@SUM(A1)', '＝1', "'", '"', ',', ' x ', 'Québec'),
      fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => text(40).safeParse(value).success),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            assetTitle: cell,
            manufacturer: cell,
            serialNumber: fc.option(cell, { nil: undefined }),
            physicalLocation: fc.option(cell, { nil: undefined }),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        async (cells) => {
          const facilityId = (await makeFacility(client)).id;
          const cyberSystemId = (await makeCyberSystem(client, { facilityId })).id;
          for (const over of cells)
            await makeCyberAsset(client, { cyberSystemId, ...JSON.parse(JSON.stringify(over)) });
          const file = (await client.get(`/facilities/${facilityId}/cyber-assets/export`)).text;
          const shown = (parse(file) as string[][]).flat();
          // A negative number is a number to a spreadsheet, and nothing that it runs.
          const run = shown.filter((text) => /^[=+\-@\t\r\n＝]/.test(text) && !/^-\d+$/.test(text));
          expect(run).toEqual([]);
          const copy = await newSystem();
          const response = await importCsv(copy, file);
          expect([response.status, response.text]).toEqual([200, expect.anything()]);
          expect((await assetsOf(copy)).map(portable)).toEqual((await assetsOf(cyberSystemId)).map(portable));
        },
      ),
      { numRuns: scaled(100, 8) },
    );
  });
});
