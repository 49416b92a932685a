import { type RawBuilder, sql } from 'kysely';
import { ApiError, notFound, unknownReference } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { RowList } from '../database/rows.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { isUuid } from './fields.ts';
import { type Condition, every } from './filters.ts';
import { inPage, type Page } from './pages.ts';
import { identifier, sqlQuery, sqlText } from './sql.ts';

/** A table of records: with an id, soft deletes and times. `Row` is what its rows are. */
export interface RecordTable<Row> {
  readonly table: string;
  readonly noun: string;
  /** The fields that a create may set, in camelCase. */
  readonly columns: readonly string[];
  /** SQL for columns beside the table's own, in every read. */
  readonly computed?: string | undefined;
  /** Never there: it carries the type. */
  readonly row?: Row;
}

type Values = Readonly<Record<string, unknown>>;

const selectFrom = ({ table, computed }: RecordTable<unknown>, more?: string): string =>
  `select ${[`${table}.*`, computed, more].filter((columns) => columns !== undefined).join(', ')} from ${table}`;

/** Returns the record with this id, locked if its values decide how it will be changed. Throws ApiError 404. */
export function getRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  id: string,
  lock?: 'for update',
): Promise<Row> {
  const locked = lock === 'for update' || tx.locksRecord ? ' for no key update' : '';
  return tx.one(sqlText<Row>(`${selectFrom(record)} where id = $1 and not is_deleted${locked}`, id), () =>
    notFound(record.noun),
  );
}

/** Inserts a record under a new id. */
export async function createRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  values: Values,
): Promise<Row & { readonly id: string }> {
  const { table, columns } = record;
  const names = ['id', ...columns];
  const text = `insert into ${table} (${names.map(identifier).join(', ')})
                values (${names.map((_, index) => `$${index + 1}`).join(', ')}) returning *`;
  const given = columns.map((column) => values[column] ?? null);
  return tx.one(
    sqlText<Row & { readonly id: string }>(text, newId(), ...given),
    () => new Error(`${table} returned no row`),
  );
}

/** Changes the given fields and returns the record; one that is already so stays untouched, `updatedAt` included. Throws ApiError 404. */
export function updateRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  id: string,
  changes: Values,
): Promise<Row> {
  const present = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (present.length === 0) return getRecord(tx, record, id);
  const assignments = present.map(([name], index) => `${identifier(name)} = $${index + 2}`).join(', ');
  const text = `update ${record.table} set ${assignments} where id = $1 and not is_deleted returning *`;
  return tx.one(sqlText<Row>(text, id, ...present.map(([, value]) => value)), () => notFound(record.noun));
}

/** Records that would be left without their parent. */
export interface Children {
  readonly table: string;
  /** The field with the parent's id. */
  readonly field: string;
  /** "cyber assets" */
  readonly nouns: string;
}

const live = (
  { table }: Pick<RecordTable<unknown>, 'table'>,
  id: string,
  lock: '' | 'for update' | 'for key share' = '',
) => sqlText(`select id from ${table} where id = $1 and not is_deleted ${lock}`, id);

/**
 * Marks a record as deleted.
 * @throws ApiError 404, or 409 while it has live children.
 */
export async function deleteRecord(
  tx: TenantTransaction,
  record: RecordTable<unknown>,
  id: string,
  children: readonly Children[] = [],
): Promise<{ message: string }> {
  const { table, noun } = record;
  // The lock comes first: a child being created holds the parent (requireLive), and must be seen below.
  await tx.one(live(record, id, 'for update'), () => notFound(noun));
  for (const child of children) {
    const text = `select id from ${child.table} where ${identifier(child.field)} = $1 and not is_deleted limit 1`;
    if ((await tx.maybeOne(sqlText(text, id))) !== undefined) {
      throw new ApiError('conflict', `The ${noun} still has ${child.nouns}; delete or move them first`);
    }
  }
  await tx.many(sqlText(`update ${table} set is_deleted = true, deleted_at = now() where id = $1`, id));
  return { message: `${noun.charAt(0).toUpperCase()}${noun.slice(1)} deleted` };
}

/**
 * Makes sure that a referenced record exists, and stays until this transaction ends: a delete waits for it (`for update`), while other
 * changes of the record, such as those of its impact level, do not.
 * @throws ApiError 422 naming the field: the same for a malformed, an unknown, a deleted and another organization's id.
 */
export async function requireLive(
  tx: TenantTransaction,
  record: RecordTable<unknown>,
  id: unknown,
  field: string,
): Promise<void> {
  if (id === null || id === undefined) return;
  if (typeof id !== 'string' || !isUuid(id)) throw unknownReference(field, record.noun);
  await tx.one(live(record, id, 'for key share'), () => unknownReference(field, record.noun));
}

/** The same for a list's filter, which locks nothing. Throws ApiError 422. */
export async function requireKnown(
  tx: TenantTransaction,
  record: RecordTable<unknown>,
  id: string | undefined,
  field: string,
): Promise<void> {
  if (id === undefined) return;
  if (!isUuid(id)) throw unknownReference(field, record.noun);
  await tx.one(live(record, id), () => unknownReference(field, record.noun));
}

/** The same for a parent in the path, which an import locks as above. Throws ApiError 404. */
export async function requireParent(
  tx: TenantTransaction,
  record: RecordTable<unknown>,
  id: string,
  lock?: 'for key share',
): Promise<void> {
  await tx.one(live(record, id, lock), () => notFound(record.noun));
}

const liveRows = <Row>(
  record: RecordTable<Row>,
  conditions: readonly Condition[],
  rest: RawBuilder<unknown>,
  more?: string,
) => sqlQuery(sql<Row>`${sql.raw(selectFrom(record, more))} where not is_deleted and ${every(conditions)}${rest}`);

/** The live records that meet all conditions, in order, cut to the page; `more` are further columns. */
export const listRecords = <Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  conditions: readonly Condition[],
  { page, more }: { readonly page: Page; readonly more?: string | undefined },
): Promise<RowList<Row>> => tx.list(liveRows(record, conditions, inPage(page, record.table), more));

const PART_ROWS = 1000;

/** All of them, in parts. */
export const recordsInParts = <Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  conditions: readonly Condition[],
): AsyncIterable<RowList<Row>> => tx.parts(liveRows(record, conditions, inPage({}, record.table)), PART_ROWS);
