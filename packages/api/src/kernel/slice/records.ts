import { sql } from 'kysely';
import { ApiError, notFound, unknownReference } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { RowList } from '../database/rows.ts';
import { declareStatement, type Statement } from '../database/statement.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { isUuid } from './fields.ts';
import { type Condition, every } from './filters.ts';
import { inPage, type Page } from './pages.ts';
import { columnName, identifier, sqlQuery, sqlText } from './sql.ts';

/** A table of records, with an id, soft deletes, and timestamps. */
export interface RecordTable<Row> {
  readonly table: string;
  readonly noun: string;
  /** The fields that a write may set, in camelCase. */
  readonly columns: readonly string[];
  /** SQL for additional columns of every read. */
  readonly computed?: string | undefined;
  /** Never set. It carries the row type. */
  readonly row?: Row;
}

type Values = Readonly<Record<string, unknown>>;

/** SQL for all columns of a record, and more. */
const selectColumns = ({ table, computed }: RecordTable<unknown>, more: readonly (string | undefined)[] = []): string =>
  `select ${[`${table}.*`, computed, ...more].filter((columns) => columns !== undefined).join(', ')}`;

/** The same, from its table. */
export const selectFrom = (record: RecordTable<unknown>, more?: readonly (string | undefined)[]): string =>
  `${selectColumns(record, more)} from ${record.table}`;

/** Declares one statement per kind of record. There are few of them, so connections can keep them prepared. */
function perRecord(purpose: string, text: (record: RecordTable<unknown>) => string) {
  const declared = new WeakMap<RecordTable<unknown>, (...values: unknown[]) => Statement<never>>();
  return (record: RecordTable<unknown>, ...values: unknown[]): Statement<never> => {
    const statement = declared.get(record) ?? declareStatement<never>(`${purpose} ${record.table}`, text(record));
    declared.set(record, statement);
    return statement(...values);
  };
}

const get = perRecord('get', (record) => `${selectFrom(record)} where id = $1 and not is_deleted`);
const lock = perRecord('lock', (record) => `${selectFrom(record)} where id = $1 and not is_deleted for no key update`);
const find = perRecord('find', ({ table }) => `select id from ${table} where id = $1 and not is_deleted`);
const hold = perRecord('hold', ({ table }) => `select id from ${table} where id = $1 and not is_deleted for key share`);
const insert = perRecord('insert', ({ table, columns }) => {
  const places = columns.map((_, index) => `$${index + 2}`).join(', ');
  return `insert into ${table} (id, ${columns.map(identifier).join(', ')}) values ($1, ${places}) returning *`;
});
/** Changes any set of fields with one prepared text: fields that are not in $2 keep their value. */
const change = perRecord('change', ({ table, columns }) => {
  const names = columns.map(identifier).join(', ');
  return `update ${table} r set (${names}) = (select ${names} from jsonb_populate_record(r, $2::jsonb))
           where id = $1 and not is_deleted returning *`;
});

/** Returns the record with this id, locked if asked, or if the transaction changes the records it reads. Throws ApiError 404. */
export function getRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  id: string,
  locked?: 'for update',
): Promise<Row> {
  const read = locked === 'for update' || tx.locksRecord ? lock : get;
  return tx.one<Row>(read(record, id), () => notFound(record.noun));
}

/** Inserts a record with a new id, in one batch with the statements that lock its parents (`holdParent`). Throws ApiError 422. */
export async function createRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  values: Values,
  parents: readonly Statement<never>[] = [],
): Promise<Row & { readonly id: string }> {
  const given = record.columns.map((column) => values[column]);
  const [row] = (await tx.batch([...parents, insert(record, newId(), ...given)])).at(-1) ?? [];
  if (row === undefined) throw new Error(`${record.table} returned no row`);
  return row;
}

/** Changes the given fields in one batch with the statements that lock the parents, and returns the record. Throws ApiError 404 and 422. */
export async function updateRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  id: string,
  changes: Values,
  parents: readonly Statement<never>[] = [],
): Promise<Row> {
  const changed = record.columns.filter((column) => changes[column] !== undefined);
  if (changed.length === 0) return getRecord(tx, record, id);
  const values = Object.fromEntries(changed.map((column) => [columnName(column), changes[column]]));
  const [row] = (await tx.batch([...parents, change(record, id, values)])).at(-1) ?? [];
  if (row === undefined) throw notFound(record.noun);
  return row;
}

/** Records that have a record as their parent: their table, the field with the parent's id, and their plural noun. */
export interface Children {
  readonly table: string;
  readonly field: string;
  readonly nouns: string;
}

/** The 409 for a record that still has children. */
export const stillHas = (noun: string, { nouns }: Children): ApiError =>
  new ApiError('conflict', `The ${noun} still has ${nouns}; delete or move them first`);

/** The response to a deletion. */
export const deleted = (noun: string) => ({ message: `${noun.charAt(0).toUpperCase()}${noun.slice(1)} deleted` });

/** Marks a record as deleted. Throws ApiError 404, and 409 while it has children. */
export async function deleteRecord(
  tx: TenantTransaction,
  record: RecordTable<unknown>,
  id: string,
  children: readonly Children[] = [],
): Promise<{ message: string }> {
  const { table, noun } = record;
  // The lock comes first: it waits for children that are being created (holdParent), so that the check below sees them.
  await tx.one(sqlText(`select id from ${table} where id = $1 and not is_deleted for update`, id), () =>
    notFound(noun),
  );
  for (const child of children) {
    const text = `select id from ${child.table} where ${identifier(child.field)} = $1 and deleted_at is null limit 1`;
    if ((await tx.maybeOne(sqlText(text, id))) !== undefined) {
      throw stillHas(noun, child);
    }
  }
  await tx.many(sqlText(`update ${table} set is_deleted = true, deleted_at = now() where id = $1`, id));
  return deleted(noun);
}

/** Returns a function for the statement that checks the reference in a field, if it has one. */
const referenceCheck =
  (check: typeof find) =>
  (record: RecordTable<unknown>, id: unknown, field: string): Statement<never>[] => {
    if (id === null || id === undefined) return [];
    const otherwise = () => unknownReference(field, record.noun);
    if (typeof id !== 'string' || !isUuid(id)) throw otherwise();
    return [{ ...check(record, id), otherwise }];
  };

/** Checks a reference. Throws ApiError 422, the same for a malformed, unknown, or deleted id and for that of another organization. */
export const findParent = referenceCheck(find);
/** Also locks the record against deletion until the transaction ends. Other changes of the record do not wait for this lock. */
export const holdParent = referenceCheck(hold);

/** Checks the id in a path, and locks the record against deletion if asked. Throws ApiError 404. */
export async function requireParent(
  tx: TenantTransaction,
  record: RecordTable<unknown>,
  id: string,
  locked?: 'for key share',
): Promise<void> {
  await tx.one((locked === undefined ? find : hold)(record, id), () => notFound(record.noun));
}

/** An id in a request, with the name of its field: `['facilityIds[0]', id]`. */
export type Reference = readonly [field: string, id: string];

/** The references in an array. */
export const listed = (field: string, ids: readonly string[] = []): Reference[] =>
  ids.map((id, index) => [`${field}[${index}]`, id]);

interface Wanted {
  readonly references: readonly Reference[];
  /** SQL for the columns to return. */
  readonly columns?: string;
  readonly lock?: 'for key share' | 'for no key update';
}

/**
 * Undoes a deletion, in one batch with the statements that lock the record's parents (`parentsOf`). A record that exists stays as it is.
 * @throws ApiError 404
 */
export async function restoreRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  id: string,
  parentsOf: (row: Row) => Statement<never>[],
): Promise<void> {
  const any = sqlText<Row>(`select * from ${record.table} where id = $1 for no key update`, id);
  const row = await tx.one(any, () => notFound(record.noun));
  const restore = `update ${record.table} set is_deleted = false, deleted_at = null where id = $1 and is_deleted`;
  await tx.batch([...parentsOf(row), sqlText(restore, id)]);
}

/**
 * Returns the referenced records, each once. They are locked in the order of their ids, so that two transactions cannot deadlock.
 * @throws ApiError 422 naming the first field whose id is unknown.
 */
export async function requireAll<Row extends { readonly id: string }>(
  tx: TenantTransaction,
  { table, noun }: RecordTable<unknown>,
  { references, columns = 'id', lock }: Wanted,
): Promise<Row[]> {
  if (references.length === 0) return [];
  const ids = [...new Set(references.map(([, id]) => id))].filter(isUuid);
  const text = `select ${columns} from ${table} where id = any ($1::uuid[]) and not is_deleted order by id ${lock ?? ''}`;
  const rows = await tx.many<Row>(sqlText(text, ids));
  const known = new Set(rows.map(({ id }) => id));
  const unknown = references.find(([, id]) => !known.has(id));
  if (unknown !== undefined) throw unknownReference(unknown[0], noun);
  return rows;
}

interface Selection {
  readonly page: Page;
  /** SQL for additional columns. */
  readonly more?: readonly (string | undefined)[];
  readonly isDeleted?: boolean | undefined;
}

function rowsOf<Row>(record: RecordTable<Row>, conditions: readonly Condition[], { page, more, isDeleted }: Selection) {
  const columns = sql.raw(selectColumns(record, more));
  const table = sql.raw(record.table);
  // The condition of the partial indexes: they are not found by `not is_deleted`, although it says the same.
  const existence = isDeleted === true ? sql`is_deleted` : sql`${sql.ref(`${record.table}.deletedAt`)} is null`;
  const selected = sql`from ${table} where ${existence} and ${every(conditions)}`;
  const total = page.isCounted ? sql`, (select count(*)::int ${selected}) as total_count` : sql``;
  return sqlQuery(sql<Row>`${columns}${total} ${selected}${inPage(page, record.table)}`);
}

/** Returns a page of the records that meet all conditions: those that exist, or the deleted ones. */
export const listRecords = <Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  conditions: readonly Condition[],
  selection: Selection,
): Promise<RowList<Row>> => tx.list(rowsOf(record, conditions, selection));

const PART_ROWS = 1000;

/** Returns all records that meet the conditions, in parts; `more` is SQL for additional columns. */
export const recordsInParts = <Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  conditions: readonly Condition[],
  more: readonly string[],
): AsyncIterable<RowList<Row>> => tx.parts(rowsOf(record, conditions, { page: {}, more }), PART_ROWS);
