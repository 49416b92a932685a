import { type RawBuilder, sql } from 'kysely';
import { ApiError, notFound, unknownReference } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { RowList } from '../database/rows.ts';
import { declareStatement, type Statement } from '../database/statement.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { isUuid } from './fields.ts';
import { type Condition, every } from './filters.ts';
import { inPage, type Page } from './pages.ts';
import { columnName, identifier, sqlQuery, sqlText } from './sql.ts';

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

/** A statement that each kind of record has once, so that there are few and connections keep them prepared. */
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
/** One text for a change of any fields: those that are not in $2 stay as they are. */
const change = perRecord('change', ({ table, columns }) => {
  const names = columns.map(identifier).join(', ');
  return `update ${table} r set (${names}) = (select ${names} from jsonb_populate_record(r, $2::jsonb))
           where id = $1 and not is_deleted returning *`;
});

/** Returns the record with this id, locked if its values decide how it will be changed. Throws ApiError 404. */
export function getRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  id: string,
  locked?: 'for update',
): Promise<Row> {
  const read = locked === 'for update' || tx.locksRecord ? lock : get;
  return tx.one<Row>(read(record, id), () => notFound(record.noun));
}

/** Inserts a record under a new id, in one batch with the statements that hold its parents: see `holdParent`. */
export async function createRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  values: Values,
  parents: readonly Statement<never>[] = [],
): Promise<Row & { readonly id: string }> {
  const given = record.columns.map((column) => values[column]);
  const statement: Statement<Row & { readonly id: string }> = insert(record, newId(), ...given);
  const [row] = (await tx.batch([...parents, statement])).at(-1) ?? [];
  if (row === undefined) throw new Error(`${record.table} returned no row`);
  return row;
}

/**
 * Changes the given fields and returns the record; one that is already so stays untouched, `updatedAt` included. In one batch with the
 * statements that hold its parents. Throws ApiError 404.
 */
export async function updateRecord<Row>(
  tx: TenantTransaction,
  record: RecordTable<Row>,
  id: string,
  changes: Values,
  parents: readonly Statement<never>[] = [],
): Promise<Row> {
  const present = Object.entries(changes).filter(([, value]) => value !== undefined);
  const unknown = present.find(([name]) => !record.columns.includes(name));
  if (unknown !== undefined) throw new Error(`${record.table} has no column for ${unknown[0]}`);
  if (present.length === 0) return getRecord(tx, record, id);
  const values = Object.fromEntries(present.map(([name, value]) => [columnName(name), value]));
  const statement: Statement<Row> = change(record, id, values);
  const [row] = (await tx.batch([...parents, statement])).at(-1) ?? [];
  if (row === undefined) throw notFound(record.noun);
  return row;
}

/** Records that would be left without their parent. */
export interface Children {
  readonly table: string;
  /** The field with the parent's id. */
  readonly field: string;
  /** "cyber assets" */
  readonly nouns: string;
}

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
  // The lock comes first: a child being created holds the parent (holdParent), and must be seen below.
  await tx.one(sqlText(`select id from ${table} where id = $1 and not is_deleted for update`, id), () =>
    notFound(noun),
  );
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
 * The statement, if any, that goes ahead of a reference in its batch: it makes sure that the record exists, and stays until this
 * transaction ends. A delete waits for it (`for update`), while other changes of the record, such as of its impact level, do not.
 * @throws ApiError 422 naming the field: the same for a malformed, an unknown, a deleted and another organization's id.
 */
export function holdParent(record: RecordTable<unknown>, id: unknown, field: string): Statement<never>[] {
  if (id === null || id === undefined) return [];
  const otherwise = () => unknownReference(field, record.noun);
  if (typeof id !== 'string' || !isUuid(id)) throw otherwise();
  return [{ ...hold(record, id), otherwise }];
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
  await tx.one(find(record, id), () => unknownReference(field, record.noun));
}

/** The same for a parent in the path, which an import locks as above. Throws ApiError 404. */
export async function requireParent(
  tx: TenantTransaction,
  record: RecordTable<unknown>,
  id: string,
  locked?: 'for key share',
): Promise<void> {
  await tx.one((locked === undefined ? find : hold)(record, id), () => notFound(record.noun));
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
