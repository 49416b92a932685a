import { ApiError, notFound, unknownReference } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { isUuid } from './fields.ts';
import { identifier, sqlText, type Tables } from './sql.ts';

/** A table's row: the fields of the resource's answer, all of them there. */
export type Row<Answer> = { [K in keyof Answer]-?: Exclude<Answer[K], undefined> } & { organizationId: string };

type LiveTable = {
  [T in keyof Tables]: Tables[T] extends { id: string; isDeleted: boolean } ? T : never;
}[keyof Tables];

/** The record with this id, or a 404; locked when what it says decides how it is changed. */
export function getRecord<T extends LiveTable>(
  tx: TenantTransaction,
  table: T,
  id: string,
  noun: string,
  lock?: 'for update',
): Promise<Tables[T]> {
  const locked = lock === 'for update' || tx.locksRecord ? ' for no key update' : '';
  return tx.one(
    sqlText<Tables[T]>(`select * from ${identifier(table)} where id = $1 and not is_deleted${locked}`, id),
    () => notFound(noun),
  );
}

/** Inserts a record under a new id. */
export async function createRecord<T extends LiveTable>(
  tx: TenantTransaction,
  table: T,
  values: Readonly<Record<string, unknown>>,
): Promise<Tables[T]> {
  const present = Object.entries({ id: newId(), ...values }).filter(([, value]) => value !== undefined);
  const columns = present.map(([name]) => identifier(name)).join(', ');
  const places = present.map((_, index) => `$${index + 1}`).join(', ');
  const text = `insert into ${identifier(table)} (${columns}) values (${places}) returning *`;
  return tx.one(
    sqlText<Tables[T]>(text, ...present.map(([, value]) => value)),
    () => new Error(`${table} returned no row`),
  );
}

/** Changes a record's given fields and returns it; one that is already so stays untouched, `updatedAt` included. */
export function updateRecord<T extends LiveTable>(
  tx: TenantTransaction,
  table: T,
  id: string,
  changes: Readonly<Record<string, unknown>>,
  noun: string,
): Promise<Tables[T]> {
  const present = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (present.length === 0) return getRecord(tx, table, id, noun);
  const assignments = present.map(([name], index) => `${identifier(name)} = $${index + 2}`).join(', ');
  const text = `update ${identifier(table)} set ${assignments} where id = $1 and not is_deleted returning *`;
  return tx.one(sqlText<Tables[T]>(text, id, ...present.map(([, value]) => value)), () => notFound(noun));
}

/** A record's table and column that would be left without its parent. */
export interface Children {
  readonly table: LiveTable;
  readonly column: string;
  /** In the plural: "cyber assets". */
  readonly nouns: string;
}

const live = (table: LiveTable, id: string, lock: '' | 'for update' | 'for key share' = '') =>
  sqlText(`select id from ${identifier(table)} where id = $1 and not is_deleted ${lock}`, id);

/**
 * Marks a record as deleted.
 * @throws ApiError 404, or 409 while it has live children.
 */
export async function deleteRecord(
  tx: TenantTransaction,
  table: LiveTable,
  id: string,
  noun: string,
  children: readonly Children[] = [],
): Promise<{ message: string }> {
  // The lock comes first: a child being made holds the parent (requireLive), and must be seen below.
  await tx.one(live(table, id, 'for update'), () => notFound(noun));
  for (const child of children) {
    const left = await tx.maybeOne(
      sqlText(
        `select id from ${identifier(child.table)} where ${identifier(child.column)} = $1 and not is_deleted limit 1`,
        id,
      ),
    );
    if (left !== undefined) {
      throw new ApiError('conflict', `The ${noun} still has ${child.nouns}; delete or move them first`);
    }
  }
  await tx.many(sqlText(`update ${identifier(table)} set is_deleted = true, deleted_at = now() where id = $1`, id));
  return { message: `${noun.charAt(0).toUpperCase()}${noun.slice(1)} deleted` };
}

/**
 * Makes sure that a referenced record is there, and stays until this transaction ends: a delete waits for it (`for update`), while
 * other changes of the record, such as those of its impact level, do not.
 * @throws ApiError 422 naming the field: the same for a malformed, an unknown, a deleted and a foreign id.
 */
export async function requireLive(
  tx: TenantTransaction,
  table: LiveTable,
  id: string | null | undefined,
  field: string,
  noun: string,
): Promise<void> {
  if (id === null || id === undefined) return;
  if (!isUuid(id)) throw unknownReference(field, noun);
  await tx.one(live(table, id, 'for key share'), () => unknownReference(field, noun));
}

/** The same for a list's filter, which locks nothing. */
export async function requireKnown(
  tx: TenantTransaction,
  table: LiveTable,
  id: string | undefined,
  field: string,
  noun: string,
): Promise<void> {
  if (id === undefined) return;
  if (!isUuid(id)) throw unknownReference(field, noun);
  await tx.one(live(table, id), () => unknownReference(field, noun));
}

/** The same for a parent named in the path, where the answer is a 404. */
export async function requireParent(tx: TenantTransaction, table: LiveTable, id: string, noun: string): Promise<void> {
  await tx.one(live(table, id), () => notFound(noun));
}
