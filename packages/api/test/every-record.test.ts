import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../src/kernel/slice/record.ts';
import { records } from '../src/resources/index.ts';
import { bodiesOf, type Field, type Ids, makeOneOfEach, targets } from './security/targets.ts';
import type { Client, TestResponse } from './support/client.ts';
import { prepared, useClient, useSharedServer } from './support/use-test-server.ts';

/** What holds for every kind of record, whatever it is about. A new one is walked as soon as it is in the list. */

const server = useSharedServer();
const client = useClient(server);
const ids = prepared(() => makeOneOfEach(client));

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

const kinds = records.map(({ record }) => [record.noun, record] as const);
const pathOf = ({ path }: AnyRecord, { id }: Row): string => `${path}/${id}`;
const update = ({ method }: AnyRecord, path: string, body: unknown): Promise<TestResponse> =>
  client.send(method, path, { body });

/** Makes a record with its own code, in the first place that it can be in. */
const make = async (record: AnyRecord, own: Ids = ids, by: Client = client): Promise<Row> =>
  (await by.must.post<Row>(record.path, bodiesOf(record, own)[0])).body;

/** The body with another value at a path. */
function withValue(body: unknown, [name = '', ...rest]: readonly string[], value: unknown): Row {
  const object = body as Row;
  return { ...object, [name]: rest.length === 0 ? value : withValue(object[name] ?? {}, rest, value) };
}

const isText = ({ schema: { type, format, enum: values, pattern } }: Field): boolean =>
  [type].flat().includes('string') &&
  [type].flat().every((one) => one === 'string' || one === 'null') &&
  format === undefined &&
  values === undefined &&
  pattern === undefined;
const isDate = ({ schema: { format } }: Field): boolean => format === 'date';

/** The fields of a record's create body that are of a kind. */
const fieldsOf = (record: AnyRecord, isOfKind: (field: Field) => boolean): readonly (readonly string[])[] =>
  (targets.find(({ method, template }) => method === 'POST' && template === record.path)?.fields ?? [])
    .filter(isOfKind)
    .map(({ path }) => path);

const cases = (isOfKind: (field: Field) => boolean) =>
  kinds.flatMap(([noun, record]) =>
    fieldsOf(record, isOfKind).map((path) => [noun, path.join('.'), record, path] as const),
  );

describe('a value that cannot be', () => {
  it.each(cases(isText))('a %s refuses a %s that is blank or has control characters', async (_, name, record, path) => {
    const [body] = bodiesOf(record, ids);
    const row = await make(record);
    for (const value of [
      '',
      ' ',
      '\t\n',
      '\u00a0\u200b',
      '\u2800',
      'a\u0000',
      'a\u0007b',
      'a\u001b[31m',
      'a\u0085b',
      'a\u202eb',
    ]) {
      const created = await client.post(record.path, withValue(body, path, value));
      expect([JSON.stringify(value), created.status, created.body.field]).toEqual([JSON.stringify(value), 422, name]);
      const changed = await update(record, pathOf(record, row), withValue({}, path, value));
      expect([JSON.stringify(value), changed.status, changed.body.field]).toEqual([JSON.stringify(value), 422, name]);
    }
  });

  it.each(cases(isDate))(
    'a %s refuses a %s that does not exist, or in a year without power plants',
    async (_, name, record, path) => {
      const [body] = bodiesOf(record, ids);
      for (const value of ['2026-02-30', '0202-03-31', '1879-12-31', '2026-3-1', '2026-03-31T00:00:00Z', '']) {
        const {
          status,
          body: { field },
        } = await client.post(record.path, withValue(body, path, value));
        expect([value, status, field]).toEqual([value, 422, name]);
      }
    },
  );
});

describe('what a GET returned', () => {
  it.each(kinds)('a %s takes it back as it is, and nothing changes', async (_, record) => {
    const row = await make(record);
    const path = pathOf(record, row);
    const { body: read, text } = await client.get(path);
    const { status, text: changed } = await update(record, path, read);
    expect([status, changed]).toEqual([200, text]);
    const { body: history } = await client.get<unknown[]>(
      `/activity/by-resource-type/${record.path.slice(1)}/${row.id}`,
    );
    expect(history).toHaveLength(1);
  });

  it.each(kinds)('a %s names a read-only field with another value', async (_, record) => {
    const path = pathOf(record, await make(record));
    const { body: read } = await client.get<Row>(path);
    const readOnly = Object.keys(read).filter((name) => !(name in record.update.shape));
    expect(readOnly).toEqual(expect.arrayContaining(['id', 'createdAt', 'updatedAt']));
    for (const name of readOnly) {
      for (const body of [
        { [name]: 'other' },
        { ...read, [name]: null, ...(read[name] === null ? { [name]: 1 } : {}) },
      ]) {
        const {
          status,
          body: { field },
        } = await update(record, path, body);
        expect([name, status, field]).toEqual([name, 422, name]);
      }
    }
    expect((await client.get(path)).body).toEqual(read);
  });
});

describe('a deleted record', () => {
  it.each(kinds)('a %s is found among the deleted ones and restored as it was', async (_, record) => {
    const row = await make(record);
    const path = pathOf(record, row);
    const { body: before } = await client.get<Row>(path);
    await client.must.delete(path);
    const found = async (query: string) =>
      (await client.get<Row[]>(`${record.path}?${query}`)).body.some(({ id }) => id === row.id);
    expect([await found(''), await found('isDeleted=false'), await found('isDeleted=true')]).toEqual([
      false,
      false,
      true,
    ]);
    for (let times = 0; times < 2; times++) {
      const { status, body } = await client.post<Row>(`${path}/restore`);
      expect([status, body]).toEqual([200, { ...before, updatedAt: body.updatedAt }]);
    }
    expect([await found(''), await found('isDeleted=true')]).toEqual([true, false]);
    const { body: history } = await client.get<Row[]>(`/activity/by-resource-type/${record.path.slice(1)}/${row.id}`);
    expect(history.map(({ action }) => action)).toEqual(['created', 'deleted', 'restored']);
  });

  it.each(kinds.filter(([, { unique }]) => Object.keys(unique).length > 0))(
    'a %s is not restored while another one has its code',
    async (_, record) => {
      const row = await make(record);
      await client.must.delete(pathOf(record, row));
      const [field = ''] = Object.keys(record.unique);
      const [body] = bodiesOf(record, ids);
      await client.must.post(record.path, { ...body, [field]: row[field] });
      expect((await client.post(`${pathOf(record, row)}/restore`)).status).toBe(409);
    },
  );
});

describe('a sorted list', () => {
  it.each(kinds)('a list of each %s is sorted by any field, in both directions, and in pages', async (_, record) => {
    const own = await server.newClient();
    const theirs = await makeOneOfEach(own);
    for (let count = 0; count < 3; count++) await make(record, theirs, own);
    const list = async (query: string) => (await own.get<Row[]>(`${record.path}?${query}`)).body;
    const all = await list('');
    for (const field of record.sortable) {
      const up = await list(`sort=${field}`);
      const down = await list(`sort=-${field}`);
      const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id).sort();
      expect([idsOf(up), idsOf(down)]).toEqual([idsOf(all), idsOf(all)]);
      for (const [sort, whole] of [
        [field, up],
        [`-${field}`, down],
      ] as const) {
        expect([sort, await pages(own, `${record.path}?sort=${sort}&limit=1`)]).toEqual([sort, whole]);
      }
    }
    expect((await own.get(`${record.path}?sort=surprise`)).body.field).toBe('sort');
  });
});

/** All pages of a list, one after the other. */
async function pages(by: Client, first: string): Promise<Row[]> {
  const rows: Row[] = [];
  const origin = 'http://x';
  for (let path: string | undefined = first; path !== undefined; ) {
    const { body, headers }: TestResponse<Row[]> = await by.get<Row[]>(path);
    rows.push(...body);
    const next: string | undefined = /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1];
    path = next === undefined ? undefined : new URL(next, origin + path).href.slice(origin.length);
  }
  return rows;
}
