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

type Values = Readonly<Record<string, unknown>>;
type Prepared<Row> = (...values: unknown[]) => Statement<Row>;

/** A table of records: with an id, soft deletes and times. `Row` is what its rows are. */
export interface RecordTable<Row> {
  readonly table: string;
  readonly noun: string;
  /** The fields that a create may set, in camelCase. */
  readonly columns: readonly string[];
  /** SQL for columns beside the table's own, in every read. */
  readonly computed?: string | undefined;
  /** What connections keep prepared. */
  readonly statements: {
    readonly get: Prepared<Row>;
    readonly getLocked: Prepared<Row>;
    readonly find: Prepared<{ id: string }>;
    readonly findShared: Prepared<{ id: string }>;
    readonly findLocked: Prepared<{ id: string }>;
    readonly insert: Prepared<Row & { readonly id: string }>;
    readonly update: Prepared<Row>;
    readonly remove: Prepared<never>;
  };
}

const selectFrom = (table: string, ...more: (string | undefined)[]): string =>
  `select ${[`${table}.*`, ...more].filter((columns) => columns !== undefined).join(', ')} from ${table}`;

/** Declares a table of records, with the statements that differ by table alone. */
export function recordTable<Row>(declared: Omit<RecordTable<Row>, 'statements'>): RecordTable<Row> {
  const { table, computed } = declared;
  const columns = declared.columns.map(identifier).join(', ');
  const places = declared.columns.map((_, index) => `$${index + 2}`).join(', ');
  const declare = <R>(purpose: string, text: string) => declareStatement<R>(`${purpose}-${table}`, text);
  const live = 'where id = $1 and not is_deleted';
  return {
    ...declared,
    statements: {
      get: declare('get', `${selectFrom(table, computed)} ${live}`),
      getLocked: declare('get-locked', `${selectFrom(table, computed)} ${live} for no key update`),
      find: declare('find', `select id from ${table} ${live}`),
      findShared: declare('find-shared', `select id from ${table} ${live} for key share`),
      findLocked: declare('find-locked', `select id from ${table} ${live} for update`),
      insert: declare('insert', `insert into ${table} (id, ${columns}) values ($1, ${places}) returning *`),
      // Fields that the JSON does not name keep their values.
      update: declare(
        'update',
        `update ${table} r set (${columns}) = (select ${columns} from jsonb_populate_record(r, $2::jsonb)) ${live} returning *`,
      ),
      remove: declare('remove', `update ${table} set is_deleted = true, deleted_at = now() where id = $1`),
    },
  };
}

/** Returns the record with this id, locked if its values decide how it will be changed. Throws ApiError 404. */
export function getRecord<Row>(
  tx: TenantTransaction,
  { statements, noun }: RecordTable<Row>,
  id: string,
  lock?: 'for update',
): Promise<Row> {
  const get = lock === 'for update' || tx.locksRecord ? statements.getLocked : statements.get;
  return tx.one(get(id), () => notFound(noun));
}

/** Inserts a record under a new id, in one batch with the statements that keep its parents: see `liveParent`. */
export async function createRecord<Row>(
  tx: TenantTransaction,
  { table, columns, statements }: RecordTable<Row>,
  values: Values,
  parents: readonly Statement[] = [],
): Promise<Row & { readonly id: string }> {
  const insert = statements.insert(newId(), ...columns.map((column) => values[column] ?? null));
  const results = await tx.batch([...parents, insert]);
  const [row] = (results.at(-1) ?? []) as (Row & { readonly id: string })[];
  if (row === undefined) throw new Error(`${table} returned no row`);
  return row;
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
  const values = Object.fromEntries(present.map(([name, value]) => [columnName(name), value]));
  return tx.one(record.statements.update(id, values), () => notFound(record.noun));
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
  const { statements, noun } = record;
  // The lock comes first: a child being created holds the parent (liveParent), and must be seen below.
  await tx.one(statements.findLocked(id), () => notFound(noun));
  for (const child of children) {
    const text = `select id from ${child.table} where ${identifier(child.field)} = $1 and not is_deleted limit 1`;
    if ((await tx.maybeOne(sqlText(text, id))) !== undefined) {
      throw new ApiError('conflict', `The ${noun} still has ${child.nouns}; delete or move them first`);
    }
  }
  await tx.many(statements.remove(id));
  return { message: `${noun.charAt(0).toUpperCase()}${noun.slice(1)} deleted` };
}

/**
 * Makes sure that a referenced record exists, and stays until this transaction ends: a delete waits for it (`for update`), while other
 * changes of the record, such as those of its impact level, do not. For a batch: when the statement returns no row, the batch fails.
 * @throws ApiError 422 naming the field: the same for a malformed, an unknown, a deleted and another organization's id.
 */
export function liveParent({ statements, noun }: RecordTable<unknown>, id: unknown, field: string): Statement {
  const otherwise = () => unknownReference(field, noun);
  if (typeof id !== 'string' || !isUuid(id)) throw otherwise();
  return { ...statements.findShared(id), otherwise };
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
  await tx.one(record.statements.find(id), () => unknownReference(field, record.noun));
}

/** The same for a parent in the path, kept until the transaction ends if it is to get children. Throws ApiError 404. */
export async function requireParent(
  tx: TenantTransaction,
  { statements, noun }: RecordTable<unknown>,
  id: string,
  lock?: 'for key share',
): Promise<void> {
  const find = lock === undefined ? statements.find : statements.findShared;
  await tx.one(find(id), () => notFound(noun));
}

const liveRows = <Row>(
  record: RecordTable<Row>,
  conditions: readonly Condition[],
  rest: RawBuilder<unknown>,
  more?: string,
) =>
  sqlQuery(
    sql<Row>`${sql.raw(selectFrom(record.table, record.computed, more))} where not is_deleted and ${every(conditions)}${rest}`,
  );

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
