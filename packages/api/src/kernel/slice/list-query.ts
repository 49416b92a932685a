import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { type Condition, contains, equals, orderQuery, parentQuery, searchQuery, since } from './filters.ts';
import type { AnyRecord, Parent } from './record.ts';
import { findParent } from './records.ts';

export interface Query {
  readonly q?: string;
  readonly updatedSince?: string;
  readonly isDeleted?: boolean;
  readonly [filter: string]: string | boolean | undefined;
}

const when = <T>(value: T | undefined, condition: (value: T) => Condition) =>
  value === undefined ? undefined : condition(value);

export const parentCondition = (field: string, { condition }: Parent, id: unknown): Condition =>
  condition === undefined ? equals(field, id) : when(id, condition);

/** The query parameters that narrow a record's lists and exports, without those of its parents. */
const filterQuery = ({ filters, search }: AnyRecord) => ({
  ...Object.fromEntries(Object.entries(filters).map(([name, { query }]) => [name, query])),
  ...searchQuery(search),
});

/** The query parameters of a list below a parent. */
export const childListQuery = (record: AnyRecord) => ({ ...filterQuery(record), ...orderQuery(record) });

/** The query parameters that narrow the list of all records. */
export const exportQuery = (record: AnyRecord) => ({
  ...Object.fromEntries(
    Object.entries(record.parents).map(([field, parent]) => [field, parentQuery(parent.record.noun)]),
  ),
  ...filterQuery(record),
});

/** The query parameters of the list of all records. */
export const listQuery = (record: AnyRecord) => ({ ...exportQuery(record), ...orderQuery(record) });

export const filterConditions = (record: AnyRecord, query: Query): Condition[] => [
  ...Object.entries(record.filters).map(([name, { condition }]) => when(query[name], condition)),
  contains(record.search, query.q),
  since(record.table, query.updatedSince),
];

/** The conditions of the list of all records. Throws ApiError 422 for an unknown parent. */
export async function listConditions(tx: TenantTransaction, record: AnyRecord, query: Query): Promise<Condition[]> {
  const parents = Object.entries(record.parents);
  await tx.batch(parents.flatMap(([field, parent]) => findParent(parent.record, query[field], field)));
  return [
    ...parents.map(([field, parent]) => parentCondition(field, parent, query[field])),
    ...filterConditions(record, query),
  ];
}
