import { beforeAll, describe, expect, it } from 'vitest';
import { generateFiles } from '../../sdk/scripts/generator/files.mjs';
import { field } from '../src/kernel/slice/fields.ts';
import { implementRecords, recordSlice } from '../src/kernel/slice/implement-records.ts';
import { defineRecord } from '../src/kernel/slice/record.ts';
import { facility } from '../src/resources/facilities/record.ts';
import { records } from '../src/resources/index.ts';
import type { Client } from './support/client.ts';
import { makeFacility } from './support/fixtures.ts';
import { useTestServer } from './support/use-test-server.ts';

/** A kind of record that the product does not have: a migration and a declaration, and nothing else. */

const MIGRATION = `
  create table patch_sources (
    like private.records including all,
    title text not null,
    kind text not null,
    facility_id uuid,
    checked_date date
  );
  create unique index patch_sources_title on patch_sources (organization_id, title) where deleted_at is null;
  select add_parent('patch_sources', 'facility_id', 'facilities');
  select protect_tenant_table('patch_sources')`;

const KINDS = ['vendor', 'distributor'] as const;

const patchSource = defineRecord({
  table: 'patch_sources',
  noun: 'patch source',
  about: 'Where patches come from (CIP-007 R2.1).',
  required: {
    title: field.text(255, 'Name of the source.', 'Northgate security notices'),
    kind: field.choice(KINDS, 'Who publishes the patches (CIP-007 R2.1).', 'vendor'),
  },
  optional: {
    facilityId: field.reference('The facility that uses it.'),
    checkedDate: field.date('When it was last checked (CIP-007 R2.2: every 35 days).'),
  },
  updateExample: { checkedDate: '2026-03-31' },
  unique: { title: 'another patch source' },
  parents: { facilityId: { record: facility } },
  filters: ['kind'],
  search: ['title'],
});

const server = useTestServer({ implementations: implementRecords([...records, recordSlice(patchSource)]) });
let client: Client;
let facilityId: string;

beforeAll(async () => {
  for (const text of MIGRATION.split(';\n')) await server.database.query({ text });
  const permissions = ['*:read', 'patch-sources:write', 'facilities:write'];
  client = server.client(await server.newKey(await server.newOrganization(), { grant: { permissions } }));
  facilityId = (await makeFacility(client)).id;
});

const send = (method: string, path: string, body?: unknown) =>
  fetch(server.url + path, {
    method,
    headers: { 'x-api-key': String(client.key), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const json = async (method: string, path: string, body?: unknown) => {
  const response = await send(method, path, body);
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
};
const create = async (over: Readonly<Record<string, unknown>> = {}) => {
  const title = crypto.randomUUID();
  const { status, body } = await json('POST', '/patch-sources', { title, kind: 'vendor', ...over });
  expect(status).toBe(201);
  return body as Record<string, string>;
};

describe('a declared record', () => {
  it('a declared record is created, read, updated and deleted, and keeps what it was', async () => {
    const made = await create({ facilityId, checkedDate: '2026-03-31' });
    expect(made).toMatchObject({ kind: 'vendor', facilityId, checkedDate: '2026-03-31', isDeleted: false });
    const path = `/patch-sources/${made.id}`;
    const read = await json('GET', path);
    expect([read.status, read.body]).toEqual([200, made]);
    expect(read.headers.get('etag')).toMatch(/^"/);
    const changed = await json('PATCH', path, { kind: 'distributor', checkedDate: null });
    expect(changed.body).toMatchObject({ title: made.title, kind: 'distributor', checkedDate: null });
    const stale = await fetch(server.url + path, {
      method: 'PATCH',
      headers: {
        'x-api-key': String(client.key),
        'content-type': 'application/json',
        'if-match': String(read.headers.get('etag')),
      },
      body: '{"kind":"vendor"}',
    });
    expect(stale.status).toBe(412);
    const [log] = await server.database.query<{ moment: string }>({
      text: `select activity_moment(max(occurred_at)) as moment from activity_entries where resource_id = $1 and action = 'created'`,
      values: [made.id],
    });
    expect((await json('GET', `${path}?asOf=${log?.moment}`)).body).toEqual(made);
    expect((await json('DELETE', path)).body).toEqual({ message: 'Patch source deleted' });
    expect((await json('GET', path)).status).toBe(404);
  });

  it('each change of a declared record has an entry in the activity log', async () => {
    const { id } = await create();
    await json('PATCH', `/patch-sources/${id}`, { kind: 'distributor' });
    const entries = await server.database.query<{ action: string; operation_id: string }>({
      text: `select action, context ->> 'operationId' as operation_id from activity_entries
              where resource_type = 'patch-sources' and resource_id = $1 order by sequence`,
      values: [id],
    });
    expect(entries.map(({ action, operation_id }) => [action, operation_id])).toEqual([
      ['created', 'createPatchSource'],
      ['updated', 'updatePatchSource'],
    ]);
  });

  it('a declared record is listed, filtered, searched, and listed by its parent', async () => {
    const own = await makeFacility(client);
    const one = await create({ facilityId: own.id, title: `Alpha ${crypto.randomUUID()}` });
    const two = await create({ facilityId: own.id, kind: 'distributor' });
    const ids = async (path: string) => ((await json('GET', path)).body as { id: string }[]).map(({ id }) => id);
    expect(await ids(`/patch-sources?facilityId=${own.id}`)).toEqual([one.id, two.id]);
    expect(await ids(`/facilities/${own.id}/patch-sources?kind=distributor`)).toEqual([two.id]);
    expect(await ids(`/patch-sources?facilityId=${own.id}&q=aLPHA`)).toEqual([one.id]);
    expect((await json('GET', `/patch-sources?facilityId=${crypto.randomUUID()}`)).status).toBe(422);
    expect((await json('GET', `/facilities/${crypto.randomUUID()}/patch-sources`)).status).toBe(404);
  });

  it('a declared record refuses a taken value, a missing parent, an unknown field, and the deletion of its parent', async () => {
    const own = await makeFacility(client);
    const { title } = await create({ facilityId: own.id });
    const taken = await json('POST', '/patch-sources', { title, kind: 'vendor' });
    expect([taken.status, taken.body]).toEqual([
      409,
      { error: 'Conflict', message: 'title is already used by another patch source' },
    ]);
    const orphan = await json('POST', '/patch-sources', {
      title: 'x',
      kind: 'vendor',
      facilityId: crypto.randomUUID(),
    });
    expect([orphan.status, orphan.body]).toMatchObject([422, { field: 'facilityId' }]);
    const unknown = await json('POST', '/patch-sources', { title: 'x', kind: 'vendor', colour: 'red' });
    expect([unknown.status, unknown.body]).toMatchObject([422, { field: 'colour' }]);
    const parent = await json('DELETE', `/facilities/${own.id}`);
    expect([parent.status, parent.body]).toMatchObject([
      409,
      { message: 'The facility still has patch sources; delete or move them first' },
    ]);
  });

  it('another organization cannot see a declared record, and its permission is needed', async () => {
    const { id } = await create();
    const stranger = await server.newOrganization();
    const ask = async (permissions: string[]) =>
      (
        await fetch(`${server.url}/patch-sources/${id}`, {
          headers: { 'x-api-key': await server.newKey(stranger, { grant: { permissions } }) },
        })
      ).status;
    expect([await ask(['patch-sources:read']), await ask(['facilities:read'])]).toEqual([404, 403]);
  });

  it('OpenAPI describes a declared record, and the SDK gets its types and methods from there', async () => {
    const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/patch-sources', '/patch-sources/{id}', '/facilities/{facilityId}/patch-sources']),
    );
    const files = generateFiles(document);
    expect(files.get('models.ts')).toContain('export interface PatchSourceCreate');
    for (const method of ['list(', 'create(', 'get(', 'update(', 'delete(', 'listByFacility(']) {
      expect(files.get('patch-sources.ts')).toContain(method);
    }
  });
});
