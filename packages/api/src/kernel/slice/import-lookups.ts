import { unknownReference } from '../base/errors.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { isUuid } from './fields.ts';
import { type Import, type ImportedFile, type ImportedRow, keyOf } from './import-file.ts';
import { identifier, sqlText } from './sql.ts';

const PART_ROWS = 1000;

/** The ids of the records that a file refers to, by field, then by what the file has: an id or a code. */
export type References = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Finds the records that a file refers to, and locks them against deletion. Throws ApiError 422 if a constant is unknown. */
export async function findReferences(
  tx: TenantTransaction,
  { columns, references }: ImportedFile,
  { constants }: Import,
) {
  const found = new Map<string, Map<string, string>>();
  for (const { field, target, isList } of columns) {
    const texts = [...(references.get(field) ?? [])];
    if (target === undefined || texts.length === 0) continue;
    const code = identifier(keyOf(target).field);
    const text = `select id, ${code} as code from ${target.table} where (id = any ($1::uuid[]) or ${code} = any ($2::text[]))
      and not is_deleted order by id for key share`;
    const ids = new Map<string, string>();
    for (const { id, code } of await tx.many<{ id: string; code: string }>(
      sqlText(text, texts.filter(isUuid), texts),
    )) {
      ids.set(id, id);
      // A code of several records names none.
      ids.set(code, ids.has(code) ? '' : id);
    }
    found.set(field, new Map(texts.map((text) => [text, ids.get(isUuid(text) ? text.toLowerCase() : text) ?? ''])));
    const constant = constants[field];
    if (constant !== undefined && !isList && !found.get(field)?.get(constant))
      throw unknownReference(field, target.noun);
  }
  return found;
}

/** What tells records apart by name. */
export function nameOf({ scopeField, scope, key }: ImportedRow, { parent }: Import, ids: References): string {
  const within = scopeField === '' ? parent?.id : ids.get(scopeField)?.get(scope);
  return `${within ?? ''} ${key}`;
}

/** Finds the existing records that rows name. */
export async function findExisting(
  tx: TenantTransaction,
  { imported: { rows }, declared, ids }: { imported: ImportedFile; declared: Import; ids: References },
): Promise<Map<string, string>> {
  const { record, mode, parent } = declared;
  const named = rows.filter(({ key, id }) => key !== '' && (mode === 'create' || id === undefined));
  const wanted = new Set(named.map((row) => nameOf(row, declared, ids)));
  const existing = new Map<string, string>();
  if (wanted.size === 0) return existing;
  const key = identifier(keyOf(record).field);
  const scope =
    record.uniqueWithin.length === 0 ? 'null' : `coalesce(${record.uniqueWithin.map(identifier).join(', ')})`;
  const scopes =
    parent === undefined ? record.uniqueWithin.flatMap((field) => [...(ids.get(field)?.values() ?? [])]) : [parent.id];
  const text = `select id, ${scope} as scope, ${key} as key from ${record.table}
    where not is_deleted ${scope === 'null' ? '' : `and ${scope} = any ($1::uuid[])`} order by created_at, id`;
  const values = scope === 'null' ? [] : [scopes.filter((id) => id !== '')];
  for await (const { values: found } of tx.parts(sqlText(text, ...values), PART_ROWS)) {
    for (const [id, scope, key] of found) {
      const name = `${scope ?? ''} ${key}`;
      if (wanted.has(name)) existing.set(name, id ?? '');
    }
  }
  return existing;
}
