import { z } from 'zod';
import { parentReferences } from '../database/constraint-errors.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { created, json, jsonBody, list, type Operation } from './contract.ts';
import { message } from './fields.ts';
import { contains, equals, parentQuery, searchQuery, since } from './filters.ts';
import { type AnyHandler, type Implementation, implement } from './implement.ts';
import type { AnyRecord, Parent, RecordOperation } from './record.ts';
import {
  type Children,
  createRecord,
  deleteRecord,
  getRecord,
  holdParent,
  listRecords,
  requireKnown,
  requireParent,
  updateRecord,
} from './records.ts';
import { columnName } from './sql.ts';

type Values = Readonly<Record<string, unknown>>;
type Query = Readonly<Record<string, string | undefined>>;

interface DerivedOperation {
  readonly operation: Operation;
  readonly handler: AnyHandler;
}

const article = (noun: string): string => (/^[aeio]/i.test(noun) ? `an ${noun}` : `a ${noun}`);
const joined = (words: readonly string[]): string =>
  words.length < 3 ? words.join(' or ') : `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`;

const DESCRIPTIONS = {
  PATCH: 'Changes the given fields; null clears an optional field.',
  PUT: 'Changes the given fields, like a PATCH; null clears an optional field.',
};

const param = (params: Readonly<Record<string, string>>, name = 'id'): string => params[name] ?? '';

const parentCondition = (field: string, { condition = (id) => equals(field, id) }: Parent, id: string | undefined) =>
  id === undefined ? undefined : condition(id);

/** The query parameters of a record's lists, without those of its parents. */
const filterQuery = ({ filters, search }: AnyRecord) => ({
  ...Object.fromEntries(Object.entries(filters).map(([name, { query }]) => [name, query])),
  ...searchQuery(search),
});

const filterConditions = (record: AnyRecord, query: Query) => [
  ...Object.entries(record.filters).map(([name, { condition }]) => {
    const value = query[name];
    return value === undefined || condition === undefined ? equals(name, value) : condition(value);
  }),
  contains(record.search, query.q),
  since(record.table, query.updatedSince),
];

const holdParents = ({ parents }: AnyRecord, values: Values) =>
  Object.entries(parents).flatMap(([field, { record }]) => holdParent(record, values[field], field));

/** Returns the written row, or reads the record again if responses have computed fields. */
const written = async <R>(tx: TenantTransaction, record: AnyRecord, id: string, row: R): Promise<R> =>
  record.computed === undefined ? row : ((await getRecord(tx, record, id)) as R);

/** Creates a record from a parsed create body. Throws ApiError 422. */
export async function createFromBody(tx: TenantTransaction, record: AnyRecord, body: Values): Promise<{ id: string }> {
  const values = record.prepare?.({ body, before: undefined }) ?? body;
  const row = await createRecord(tx, record, values, holdParents(record, values));
  await record.saved?.({ id: row.id, body }, tx);
  return written(tx, record, row.id, row);
}

async function update(tx: TenantTransaction, record: AnyRecord, id: string, body: Values): Promise<unknown> {
  let values = body;
  if (record.prepare !== undefined || record.saved !== undefined) {
    const before = await getRecord(tx, record, id, 'for update');
    values = record.prepare?.({ body, before: before as Values }) ?? body;
  }
  const row = await updateRecord(tx, record, id, values, holdParents(record, values));
  await record.saved?.({ id, body }, tx);
  return written(tx, record, id, row);
}

/** All records that the lists can be filtered by. */
const listParents = ({ parents, ancestors }: AnyRecord) => Object.entries({ ...parents, ...ancestors });

function listOperation(record: AnyRecord): DerivedOperation {
  const parents = listParents(record);
  const byParent = parents.map(([field, { record: parent }]) => [field, parentQuery(parent.noun)]);
  return {
    operation: {
      method: 'GET',
      path: record.path,
      tag: record.tag,
      summary: `List ${record.nouns}`,
      permission: record.permission('read'),
      query: z.strictObject({ ...Object.fromEntries(byParent), ...filterQuery(record) }),
      response: list(record.listSchema),
    },
    async handler({ query, page }, tx) {
      const given = query as Query;
      for (const [field, parent] of parents) await requireKnown(tx, parent.record, given[field], field);
      const ofParents = parents.map(([field, parent]) => parentCondition(field, parent, given[field]));
      const conditions = [...ofParents, ...filterConditions(record, given)];
      return listRecords(tx, record, conditions, { page, more: record.listed?.columns });
    },
  };
}

function ownOperation(record: AnyRecord, kind: RecordOperation, children: readonly Children[]): DerivedOperation {
  const { noun, path, tag } = record;
  const write = { tag, permission: record.permission('write') };
  const one = { path: `${path}/{id}`, params: { id: noun } };
  switch (kind) {
    case 'list':
      return listOperation(record);
    case 'create': {
      const [body, response] = [jsonBody(record.create), created(record.schema)];
      return {
        operation: { ...write, method: 'POST', path, summary: `Create ${article(noun)}`, body, response },
        handler: ({ body }, tx) => createFromBody(tx, record, body as unknown as Values),
      };
    }
    case 'get': {
      const read = { tag, permission: record.permission('read'), response: json(record.schema) };
      return {
        operation: { ...read, ...one, method: 'GET', summary: `Get ${article(noun)}` },
        handler: ({ params }, tx) => getRecord(tx, record, param(params)),
      };
    }
    case 'update':
      return {
        operation: {
          ...write,
          ...one,
          method: record.method,
          summary: `Update ${article(noun)}`,
          description: DESCRIPTIONS[record.method],
          body: jsonBody(record.update),
          response: json(record.schema),
        },
        handler: ({ params, body }, tx) => update(tx, record, param(params), body as unknown as Values),
      };
    case 'delete': {
      const description =
        children.length === 0
          ? 'Removes it from the inventory. Its history is kept.'
          : `Returns 409 while it has ${joined(children.map(({ nouns }) => nouns))}.`;
      const summary = `Delete ${article(noun)}`;
      return {
        operation: { ...write, ...one, method: 'DELETE', summary, description, response: json(message) },
        handler: ({ params }, tx) => deleteRecord(tx, record, param(params), children),
      };
    }
  }
}

/** `GET /facilities/{facilityId}/cyber-systems` */
function parentListOperation(record: AnyRecord, field: string, parent: Parent): DerivedOperation {
  const { param: name = field, tag = record.tag } = parent.list ?? {};
  return {
    operation: {
      method: 'GET',
      path: `${parent.record.path}/{${name}}${record.path}`,
      tag,
      summary: `List the ${record.nouns} of ${article(parent.record.noun)}`,
      permission: record.permission('read'),
      params: { [name]: parent.record.noun },
      query: z.strictObject(filterQuery(record)),
      response: list(record.schema),
    },
    async handler({ params, query, page }, tx) {
      const id = param(params, name);
      await requireParent(tx, parent.record, id);
      const conditions = [parentCondition(field, parent, id), ...filterConditions(record, query as Query)];
      return listRecords(tx, record, conditions, { page });
    },
  };
}

/** A record, and operations of its own, which replace derived operations with the same id. */
export interface RecordSlice {
  readonly record: AnyRecord;
  readonly own: Implementation;
}

export const recordSlice = (record: AnyRecord, own: Implementation = implement({}, {})): RecordSlice => ({
  record,
  own,
});

/** The operations of a record by operationId, derived from its declaration and its children. */
function derivedOperations(record: AnyRecord, children: readonly Children[]): [string, DerivedOperation][] {
  const own = record.operations.map((kind): [string, DerivedOperation] => {
    const { operation, handler } = ownOperation(record, kind, children);
    const description = record.descriptions[kind];
    return [
      record.operationIds[kind] ?? `${kind}${kind === 'list' ? record.names : record.name}`,
      { operation: description === undefined ? operation : { ...operation, description }, handler },
    ];
  });
  const byParent = listParents(record).map(([field, parent]): [string, DerivedOperation] => [
    parent.list?.operationId ?? `get${record.names}By${parent.record.name}`,
    parentListOperation(record, field, parent),
  ]);
  return [...own, ...byParent];
}

function implementRecord({ record, own }: RecordSlice, children: readonly Children[]): Implementation {
  const operations = derivedOperations(record, children);
  const taken = Object.entries(record.unique).map(([field, other]) => [
    `${record.table}_${columnName(field)}`,
    `${field} is already used by ${other}`,
  ]);
  const parents = Object.entries(record.parents).map(([column, parent]) => ({ column, noun: parent.record.noun }));
  return {
    contract: { ...Object.fromEntries(operations.map(([id, { operation }]) => [id, operation])), ...own.contract },
    handlers: { ...Object.fromEntries(operations.map(([id, { handler }]) => [id, handler])), ...own.handlers },
    constraints: { ...Object.fromEntries(taken), ...parentReferences(record.table, parents), ...own.constraints },
  };
}

/** Implements all records at once, because the children of a record are found in the declarations of the others. */
export function implementRecords(slices: readonly RecordSlice[]): Implementation[] {
  const childrenOf = (parent: AnyRecord): Children[] =>
    slices.flatMap(({ record }) =>
      Object.entries(record.parents)
        .filter(([, { record: of }]) => of.table === parent.table)
        .map(([field]) => ({ table: record.table, field, nouns: record.nouns })),
    );
  return slices.map((slice) => implementRecord(slice, childrenOf(slice.record)));
}
