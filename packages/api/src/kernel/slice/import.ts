import { RequestRefused } from '../base/errors.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { cellName, cellsSql } from './columns.ts';
import { isUuid } from './fields.ts';
import { type Import, MAX_ERRORS, readImport } from './import-file.ts';
import { findExisting, findReferences, nameOf } from './import-lookups.ts';
import { type Current, planRow, type Run, type Values, type Write } from './import-plan.ts';
import { type ImportResult, importedRecords, refusedImport } from './import-result.ts';
import type { AnyRecord } from './record.ts';
import { requireParent, selectFrom } from './records.ts';
import { columnName, identifier, sqlText } from './sql.ts';

const BATCH_ROWS = 1000;

/** Reads and locks the records to update. */
async function currentRecords(tx: TenantTransaction, { declared, columns }: Run, ids: readonly string[]) {
  const current = new Map<string, Current>();
  if (ids.length === 0) return current;
  const text = `${selectFrom(declared.record, cellsSql(columns))} where id = any ($1::uuid[]) and not is_deleted
    order by id for no key update`;
  const rows = await tx.list<Values & { readonly id: string }>(sqlText(text, ids));
  const fields = columns.map((column) => rows.field(cellName(column)));
  rows.values.forEach((values, index) => {
    const record = rows.at(index);
    const cells = fields.map((field) => {
      const value = (field && values[field.index]) ?? null;
      return value === null ? null : (field?.text?.(value) ?? value);
    });
    if (record !== undefined) current.set(record.id, { record, cells });
  });
  return current;
}

/** Writes records: the new ones in the order of their rows. */
async function write(
  tx: TenantTransaction,
  { table, columns, saved }: AnyRecord,
  writes: readonly Write[],
): Promise<void> {
  const names = columns.map((field) => [field, columnName(field)] as const);
  const list = columns.map(identifier).join(', ');
  const json = (isNew: boolean) => {
    const rows = writes.filter((one) => one.isNew === isNew);
    return rows.map(({ id, values }) => {
      const row: Record<string, unknown> = { id };
      for (const [field, column] of names) if (values[field] !== undefined) row[column] = values[field];
      return JSON.stringify(row);
    });
  };
  const [created, updated] = [json(true), json(false)];
  if (created.length > 0) {
    const insert = `insert into ${table} (id, ${list}) select id, ${list} from json_populate_recordset(null::${table}, $1::json)`;
    await tx.many(sqlText(insert, `[${created.join()}]`));
  }
  if (updated.length > 0) {
    const update = `update ${table} r set (${list}) = (select ${list} from jsonb_populate_record(r, given.row))
      from (select row, (row ->> 'id')::uuid as id from jsonb_array_elements($1::jsonb) row) given where r.id = given.id`;
    await tx.many(sqlText(update, `[${updated.join()}]`));
  }
  for (const { id, body } of writes) await saved?.({ id, body }, tx);
}

/**
 * Imports all rows of a file, or none.
 * @throws RequestRefused with the errors of the file; ApiError 404 if the parent does not exist, 422 for an invalid constant.
 */
export async function importRecords(tx: TenantTransaction, declared: Import, file: Buffer): Promise<ImportResult> {
  const { record, mode, parent, dryRun } = declared;
  const imported = await readImport(file, declared);
  // The transaction opens here. No connection was held while the file was read.
  const parentRecord = record.parents[parent?.field ?? '']?.record;
  if (parent !== undefined && parentRecord !== undefined)
    await requireParent(tx, parentRecord, parent.id, 'for key share');
  if (dryRun) await tx.many(sqlText('savepoint dry_run'));
  const ids = await findReferences(tx, imported, declared);
  const existing = await findExisting(tx, { imported, declared, ids });
  const run: Run = {
    ...imported,
    declared,
    ids,
    existing,
    errors: [],
    warnings: [],
    changes: dryRun ? [] : undefined,
    rowById: new Map(),
    counts: { created: 0, updated: 0, unchanged: 0 },
  };
  for (let at = 0; at < imported.rows.length && run.errors.length <= MAX_ERRORS; at += BATCH_ROWS) {
    const batch = imported.rows.slice(at, at + BATCH_ROWS);
    const targets = batch.map((row) => row.id ?? existing.get(nameOf(row, declared, ids)) ?? '');
    const current = await currentRecords(tx, run, mode === 'create' ? [] : targets.filter(isUuid));
    const writes = batch.flatMap((row) => planRow(run, row, current) ?? []);
    if (run.errors.length === 0) await write(tx, record, writes);
  }
  if (run.errors.length > 0) throw new RequestRefused(refusedImport(run.errors));
  if (dryRun) await tx.many(sqlText('rollback to savepoint dry_run'));
  return importedRecords(run);
}
