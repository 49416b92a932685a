import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { methodName } from '../../api/dist/kernel/openapi/sdk-names.js';
import { generateFiles } from '../scripts/generator/files.mjs';
import { readOperations } from '../scripts/generator/operations.mjs';
import { typeOf } from '../scripts/generator/types.mjs';

interface Document {
  paths: Record<
    string,
    Record<
      string,
      { operationId: string; tags: string[]; responses: object; parameters?: unknown[]; requestBody?: unknown }
    >
  >;
  components: { schemas: Record<string, object> };
}

const text = readFileSync(new URL('openapi.fixture.json', import.meta.url), 'utf8');
let document: Document;
beforeAll(() => {
  document = JSON.parse(text) as Document;
});

/** The method that one operation would become. */
function name(operationId: string, tag: string, path: string, { method = 'GET', returnsArray = false } = {}): string {
  return methodName({ operationId, tag, path, method, returnsArray });
}

const list = { returnsArray: true };
const post = { method: 'POST' };
test('methods read like prose: the operationId without the noun of its resource', () => {
  const assets = 'Cyber Assets';
  expect(name('listCyberAssets', assets, '/cyber-assets', list)).toBe('list');
  expect(name('getCyberAsset', assets, '/cyber-assets/{id}')).toBe('get');
  expect(name('createCyberAsset', assets, '/cyber-assets', post)).toBe('create');
  expect(name('getCyberAssetsBySystem', assets, '/cyber-systems/{cyberSystemId}/cyber-assets', list)).toBe(
    'listBySystem',
  );
  expect(name('getCyberAssetsImportTemplate', assets, '/cyber-assets/import/template')).toBe('getImportTemplate');
  expect(name('importCyberAssets', assets, '/cyber-systems/{cyberSystemId}/cyber-assets/import', post)).toBe('import');
  expect(name('exportCyberAssetsCsv', assets, '/facilities/{facilityId}/cyber-assets/export')).toBe(
    'exportCsvByFacility',
  );
  expect(
    name('exportControlCenterLowCyberAssetsCsv', assets, '/control-centers/{controlCenterId}/cyber-assets/export-low'),
  ).toBe('exportLowCsvByControlCenter');
  expect(name('getControlCenters', 'Control Centers', '/control-centers', list)).toBe('list');
  expect(name('getControlCenterFacilities', 'Control Centers', '/control-centers/{id}/facilities', list)).toBe(
    'listFacilities',
  );
  expect(name('getControlCenterFacilities', 'Facilities', '/control-centers/{id}/facilities', list)).toBe(
    'listByControlCenter',
  );
  expect(
    name('assignFacilitiesToControlCenter', 'Control Centers', '/control-centers/{id}/assign-facilities', post),
  ).toBe('assignFacilities');
  expect(name('previewControlCenterImpact', 'Control Centers', '/control-centers/{id}/preview-impact', post)).toBe(
    'previewImpact',
  );
  expect(name('revokeApiKey', 'API Keys', '/api-keys/{id}', { method: 'DELETE' })).toBe('revoke');
  expect(name('listActivityLogs', 'Activity', '/activity', list)).toBe('listLogs');
  expect(
    name('getCurrentCipSeniorManager', 'CIP Senior Manager Assignments', '/cip-senior-manager-assignments/current'),
  ).toBe('getCurrentCipSeniorManager');
});

test('the same document gives the same bytes, in any order of its schemas', () => {
  const again = JSON.parse(text) as Document;
  again.components.schemas = Object.fromEntries(Object.entries(again.components.schemas).reverse());
  expect([...generateFiles(again)]).toEqual([...generateFiles(document)]);
});

test('every operation is one method of one class', () => {
  const operations = readOperations(document);
  const generated = [...generateFiles(document).values()].join('\n');
  expect(operations).toHaveLength(30);
  for (const { operationId } of operations) expect(generated.split(`(${operationId})`)).toHaveLength(2);
});

test('two operations that would have one name fail the generation', () => {
  const [get] = Object.values(document.paths['/cyber-assets/{id}'] ?? {});
  document.paths['/cyber-assets/by-tag/{id}'] = {
    get: { ...(get as NonNullable<typeof get>), operationId: 'deleteCyberAsset' },
  };
  expect(() => generateFiles(document)).toThrow(
    /deleteCyberAsset and deleteCyberAsset have the same name, cyberAssets\.delete/,
  );
  document = JSON.parse(text) as Document;
});

test('what the SDK cannot send or name fails the generation', () => {
  const responses = { 200: { description: 'ok' } };
  const broken: Document['paths'][string][] = [
    { get: { operationId: 'listX', tags: [], responses } },
    { get: { operationId: 'listX', tags: ['A', 'B'], responses } },
    { get: { operationId: 'listX', tags: ['A'], responses: { 404: {} } } },
    {
      get: {
        operationId: 'listX',
        tags: ['A'],
        responses,
        parameters: [{ in: 'header', name: 'X-Tenant', required: true }],
      },
    },
    { post: { operationId: 'postX', tags: ['A'], responses, requestBody: { content: { 'application/xml': {} } } } },
    { get: { operationId: 'thenA', tags: ['A'], responses } },
  ];
  for (const item of broken) expect(() => generateFiles({ paths: { '/x': item } })).toThrow();
  const undeclared = { get: { operationId: 'listX', tags: ['A'], responses } };
  expect(() => generateFiles({ paths: { '/x/{id}': undeclared } })).toThrow(/does not declare id/);
});

test('schemas become the types that they mean', () => {
  expect(typeOf({ type: ['string', 'null'] })).toBe('string | null');
  expect(typeOf({ enum: ['a', "b'c", null, 7] })).toBe("'a' | 'b\\'c' | null | 7");
  expect(typeOf({ type: 'array', items: { anyOf: [{ type: 'integer' }, { type: 'string' }] } })).toBe(
    '(number | string)[]',
  );
  expect(typeOf({ type: 'array', items: { $ref: '#/components/schemas/Facility' } })).toBe('Facility[]');
  expect(typeOf({ allOf: [{ $ref: '#/components/schemas/A' }, { oneOf: [{ const: 1 }, { const: true }] }] })).toBe(
    'A & (1 | true)',
  );
  expect(typeOf({ type: 'object', additionalProperties: { type: 'number' } })).toBe('Record<string, number>');
  expect(typeOf({ type: 'object', properties: { 'a-b': { type: 'boolean' } }, required: ['a-b'] })).toBe(
    "{\n  'a-b': boolean;\n}",
  );
  expect(typeOf({})).toBe('unknown');
  expect(() => typeOf({ type: 'file' })).toThrow();
});

test('a timestamp in a request can be a Date, and one in a response is text', () => {
  const moment = { type: 'string', format: 'date-time' };
  const item = (name: string) => ({
    type: 'object',
    properties: { at: { ...moment, type: ['string', 'null'] }, day: { type: 'string', format: 'date' } },
    title: name,
  });
  const schema = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
  const operation = {
    operationId: 'createNote',
    tags: ['Notes'],
    parameters: [{ in: 'query', name: 'since', schema: moment }],
    requestBody: { content: schema('NoteCreate') },
    responses: { 201: { content: schema('Note') } },
  };
  const models = generateFiles({
    paths: { '/notes': { post: operation } },
    components: { schemas: { NoteCreate: item('NoteCreate'), Note: item('Note') } },
  }).get('models.ts');
  expect(models).toMatch(/interface CreateNoteQuery \{\s+since\?: string \| Date \| undefined;/);
  expect(models).toMatch(/interface NoteCreate \{\s+at\?: string \| null \| Date;\s+day\?: string;/);
  expect(models).toMatch(/interface Note \{\s+at\?: string \| null;\s+day\?: string;/);
});

test('descriptions become comments that cannot end early', () => {
  document.components.schemas.Facility = { type: 'object', description: 'Ends */ here', properties: {} };
  const models = generateFiles(document).get('models.ts') ?? '';
  expect(models).toContain('/** Ends *\\/ here */');
  document = JSON.parse(text) as Document;
});

test('no generated line is longer than 120 characters', () => {
  const long = [...generateFiles(document).values()]
    .join('\n')
    .split('\n')
    .filter((line) => line.length > 120);
  expect(long).toEqual([]);
});

test('a record becomes its fields, filters, operations, and permissions, so that a page can be derived from it', () => {
  const properties = {
    siteId: { type: 'string', format: 'uuid' },
    peakMw: { type: ['string', 'null'], 'x-unit': 'MW' },
    kind: { enum: ['wind_onshore', 'ercot', null], type: ['string', 'null'], 'x-labels': { ercot: 'Texas' } },
    isLive: { type: 'boolean' },
  };
  const request = { siteId: properties.siteId, peakMw: { type: ['number', 'string'], maximum: 9, 'x-unit': 'MW' } };
  const schema = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
  const list = { type: 'array', items: { $ref: '#/components/schemas/Unit' } };
  const text = generateFiles({
    tags: [{ name: 'Units', description: 'Turbines.' }],
    paths: {
      '/units': {
        get: {
          operationId: 'listUnits',
          tags: ['Units'],
          'x-permission': 'units:read',
          parameters: [
            { in: 'query', name: 'siteId', schema: { type: 'string' }, description: 'Only items of this site.' },
            { in: 'query', name: 'limit', schema: { type: 'integer' } },
            { in: 'query', name: 'sort', schema: { enum: ['peakMw', '-peakMw'] } },
          ],
          responses: { 200: { content: { 'application/json': { schema: list } } } },
        },
        post: {
          operationId: 'createUnit',
          tags: ['Units'],
          'x-permission': 'units:write',
          requestBody: { content: schema('UnitCreate') },
          responses: { 201: { content: schema('Unit') } },
        },
      },
    },
    components: {
      schemas: {
        Unit: {
          type: 'object',
          properties,
          'x-record': {
            noun: 'unit',
            nouns: 'units',
            path: '/units',
            title: 'kind',
            references: { siteId: 'Site' },
            suggested: { peakMw: 0 },
          },
        },
        UnitCreate: { type: 'object', properties: request, required: ['siteId'] },
      },
    },
  }).get('records.ts');
  expect(text).toContain("/** Turbines. */\nexport const unit: RecordKind = {\n  name: 'Unit',");
  expect(text).toContain("permissions: { read: 'units:read', write: 'units:write' }");
  expect(text).toContain(
    "create: { operationId: 'createUnit', httpMethod: 'POST', resource: 'units', method: 'create' }",
  );
  expect(text).toMatch(/name: 'siteId',\s+label: 'Site',\s+type: 'reference',[^}]+record: 'Site',\s+isRequired: true,/);
  expect(text).toMatch(
    /label: 'Peak',\s+type: 'decimal',\s+unit: 'MW',\s+suggested: 0,\s+isNullable: true,[^}]+isSortable: true,\s+maximum: 9,/,
  );
  expect(text).toMatch(/label: 'Wind onshore' \},\s+\{ value: 'ercot', label: 'ERCOT', name: 'Texas' \}/);
  expect(text).toContain("{ name: 'isLive', label: 'Is live', type: 'boolean' }");
  expect(text?.slice(text.indexOf('filters:'))).toMatch(/^filters: \[\s+\{\s+name: 'siteId',[^[]+\],/);
  expect(text).toContain('recordKinds: readonly RecordKind[] = [unit];');
});
