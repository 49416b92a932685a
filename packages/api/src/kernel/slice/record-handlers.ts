import { parentReferences } from '../database/constraint-errors.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { type Condition, contains, equals, since } from './filters.ts';
import { type AnyHandler, type Implementation, implement } from './implement.ts';
import type { AnyRecord, Parent } from './record.ts';
import { contractOf, type DerivedOperation, derivedOperations, listParents } from './record-contract.ts';
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
import { identifier } from './sql.ts';

type Values = Readonly<Record<string, unknown>>;
type Query = Readonly<Record<string, string | undefined>>;

const parentCondition = (field: string, { condition }: Parent, id: string | undefined) =>
  id === undefined ? undefined : condition === undefined ? equals(field, id) : condition(id);

/** What a list's query asks for, but for the parents. */
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

/** What a write returns: the row, or the record read again where reads compute more than the row has. */
const written = async <R>(tx: TenantTransaction, record: AnyRecord, id: string, row: R): Promise<R> =>
  record.computed === undefined ? row : ((await getRecord(tx, record, id)) as R);

/** Creates a record from a create's body, parsed by its contract. Throws ApiError 422. */
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

function handlerOf(
  record: AnyRecord,
  { kind, field = '', param = '' }: DerivedOperation,
  children: readonly Children[],
): AnyHandler {
  switch (kind) {
    case 'list':
      return async ({ query, page }, tx) => {
        const given = query as Query;
        const conditions: Condition[] = [];
        for (const [name, parent] of listParents(record)) {
          await requireKnown(tx, parent.record, given[name], name);
          conditions.push(parentCondition(name, parent, given[name]));
        }
        conditions.push(...filterConditions(record, given));
        return listRecords(tx, record, conditions, { page, more: record.listed?.columns });
      };
    case 'listOfParent': {
      const parent = record.parents[field] ?? record.ancestors[field];
      if (parent === undefined) throw new Error(`${record.table} has no parent ${field}`);
      return async ({ params, query, page }, tx) => {
        const id = (params as Readonly<Record<string, string>>)[param] ?? '';
        await requireParent(tx, parent.record, id);
        const conditions = [parentCondition(field, parent, id), ...filterConditions(record, query as Query)];
        return listRecords(tx, record, conditions, { page });
      };
    }
    case 'create':
      return ({ body }, tx) => createFromBody(tx, record, body as unknown as Values);
    case 'get':
      return ({ params }, tx) => getRecord(tx, record, idIn(params));
    case 'update':
      return ({ params, body }, tx) => update(tx, record, idIn(params), body as unknown as Values);
    case 'delete':
      return ({ params }, tx) => deleteRecord(tx, record, idIn(params), children);
  }
}

const idIn = (params: Readonly<Record<string, string>>): string => params.id ?? '';

/** A record with what is special about it. */
export interface RecordSlice {
  readonly record: AnyRecord;
  /** Operations of its own; one with the id of a derived one takes its place. */
  readonly own: Implementation;
}

/** A record whose operations are those that follow from its declaration, and its own. */
export const recordSlice = (record: AnyRecord, own: Implementation = implement({}, {})): RecordSlice => ({
  record,
  own,
});

function implementationOf({ record, own }: RecordSlice, children: readonly Children[]): Implementation {
  const operations = derivedOperations(record, children);
  const derived = operations.map((derived) => [derived.operationId, handlerOf(record, derived, children)]);
  const taken = Object.entries(record.unique).map(([field, other]) => [
    `${record.table}_${identifier(field).replaceAll('"', '')}`,
    `${field} is already used by ${other}`,
  ]);
  const parents = Object.entries(record.parents).map(([column, parent]) => ({ column, noun: parent.record.noun }));
  return {
    contract: { ...contractOf(operations), ...own.contract },
    handlers: { ...Object.fromEntries(derived), ...own.handlers },
    constraints: {
      ...Object.fromEntries(taken),
      ...parentReferences(record.table, parents),
      ...own.constraints,
    },
  };
}

/** The implementations of records; which are the children of which is known when all are there. */
export function implementRecords(slices: readonly RecordSlice[]): Implementation[] {
  const childrenOf = (parent: AnyRecord): Children[] =>
    slices.flatMap(({ record }) =>
      Object.entries(record.parents)
        .filter(([, { record: of }]) => of.table === parent.table)
        .map(([field]) => ({ table: record.table, field, nouns: record.nouns })),
    );
  return slices.map((slice) => implementationOf(slice, childrenOf(slice.record)));
}
