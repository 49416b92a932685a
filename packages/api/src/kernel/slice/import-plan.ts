import { ApiError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { type Column, cellOf, damageOf, isSame } from './columns.ts';
import type { Cell } from './csv.ts';
import { type Import, type ImportedFile, type ImportedRow, keyOf } from './import-file.ts';
import { nameOf, type References } from './import-lookups.ts';
import { type ImportChange, type ImportError, MAX_LISTED, MAX_LISTED_CHANGES } from './import-result.ts';
import { predicate } from './validation.ts';

export type Values = Readonly<Record<string, unknown>>;

/** An import under way. */
export interface Run extends ImportedFile {
  readonly declared: Import;
  readonly ids: References;
  /** Ids of existing records by their names in the file. */
  readonly existing: ReadonlyMap<string, string>;
  readonly errors: ImportError[];
  readonly warnings: ImportError[];
  /** Of a dry run. */
  readonly changes: ImportChange[] | undefined;
  /** The rows of the records to update. */
  readonly rowById: Map<string, number>;
  readonly counts: { created: number; updated: number; unchanged: number };
}

/** A record as it is: its cells in the order of the columns. */
export interface Current {
  readonly record: Values;
  readonly cells: readonly Cell[];
}

/** A record to write. */
export interface Write {
  readonly id: string;
  readonly isNew: boolean;
  readonly values: Values;
  readonly body: Values;
}

/** Returns a row's body with ids as references, or adds its errors. */
function resolvedBody(run: Run, { row, body: json }: ImportedRow): Values | undefined {
  const { columns, ids, errors, declared } = run;
  const body: Record<string, unknown> = JSON.parse(json);
  const before = errors.length;
  for (const { field, target, isList } of columns) {
    const value = body[field] ?? null;
    if (target === undefined || value === null) continue;
    const resolved = [value].flat().map((text) => {
      const id = ids.get(field)?.get(String(text)) ?? '';
      const message = `${field} must be the id or the ${keyOf(target).noun} of a ${target.noun} of this organization`;
      if (id === '') errors.push({ row, code: 'unknown_reference', message, column: field, value: String(text) });
      return id;
    });
    body[field] = isList ? resolved : resolved[0];
  }
  if (declared.parent !== undefined) body[declared.parent.field] = declared.parent.id;
  return errors.length === before ? body : undefined;
}

/** Returns what `prepare` makes of a body, or adds its error. */
function prepared(run: Run, row: number, write: { body: Values; before: Values | undefined }): Values | undefined {
  try {
    return run.declared.record.prepare?.(write) ?? write.body;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    run.errors.push({ row, code: 'invalid_value', message: error.message, column: error.field });
    return undefined;
  }
}

function warn({ warnings }: Run, warning: ImportError): void {
  if (warnings.length < MAX_LISTED) warnings.push(warning);
}

/** Returns the fields that a row changes, and adds warnings for values that a spreadsheet has probably damaged. */
function changedFields(run: Run, row: number, { body, before }: { body: Values; before?: readonly Cell[] }) {
  const changed: (ImportChange['fields'][number] & { readonly column: Column })[] = [];
  run.columns.forEach((column, index) => {
    const [was = null, after] = [before?.[index], cellOf(body, column)];
    if (after === undefined || isSame(column, was, after)) return;
    changed.push({ field: column.name, before: was, after, column });
    const lost = damageOf(column, was, after);
    if (lost === undefined) return;
    const message = `${column.name} has probably lost ${lost} in a spreadsheet${was === null ? '' : `; it was ${was}`}`;
    warn(run, { row, code: 'damaged_value', message, column: column.name, value: after });
  });
  return changed;
}

/** Lists what a row changes, if asked. */
function listChange({ changes }: Run, change: ImportChange): void {
  if (changes === undefined || changes.length >= MAX_LISTED_CHANGES) return;
  changes.push({ ...change, fields: change.fields.map(({ field, before, after }) => ({ field, before, after })) });
}

/** A body for a new record: an empty cell is no value. */
const withoutNulls = (body: Values): Values =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      if (value === null) return [];
      const isEmbedded = typeof value === 'object' && !Array.isArray(value);
      return [[name, isEmbedded ? withoutNulls(value as Values) : value]];
    }),
  );

/** Plans a new record, or adds its errors. */
function planCreate(run: Run, { row, key }: ImportedRow, body: Values): Write | undefined {
  const { declared, errors, counts } = run;
  const { record, mode } = declared;
  const { field, noun } = keyOf(record);
  if (mode === 'update') {
    const message =
      key === '' ? `The row has no id and no ${field}` : `${field} is not that of an existing ${record.noun}`;
    const suggestion = 'Remove the row, or create the record with mode=upsert';
    errors.push({ row, code: `unknown_${noun}`, message, column: field, value: key, suggestion });
    return undefined;
  }
  let given = body;
  if (mode === 'upsert') {
    given = withoutNulls(body);
    const { error } = record.create.safeParse(given, { reportInput: true });
    for (const issue of error?.issues ?? []) {
      const column = issue.path.join('.');
      errors.push({ row, code: 'missing_value', message: `${column} ${predicate(issue)}`, column });
    }
    if (error !== undefined) return undefined;
  }
  const values = prepared(run, row, { body: given, before: undefined });
  if (values === undefined) return undefined;
  listChange(run, { row, action: 'created', fields: changedFields(run, row, { body: given }) });
  counts.created++;
  return { id: newId(), isNew: true, values, body: given };
}

/** Plans the changes of a record, or adds their errors. Returns undefined if nothing changes. */
function planUpdate(
  run: Run,
  { row, updatedAt }: ImportedRow,
  { id, body, current }: { id: string; body: Values; current: Current },
): Write | undefined {
  const { declared, errors, counts } = run;
  const { record } = declared;
  const first = run.rowById.get(id);
  if (first !== undefined) {
    const message = `The ${record.noun} is that of row ${first}, too`;
    errors.push({
      row,
      code: 'duplicate_id',
      message,
      column: 'id',
      value: id,
      suggestion: 'Give each record one row',
    });
  }
  run.rowById.set(id, row);
  const fields = changedFields(run, row, { body, before: current.cells });
  if (fields.length === 0) {
    counts.unchanged++;
    return undefined;
  }
  const names = new Set(fields.map(({ column }) => column.field));
  for (const { field, column, after } of fields) {
    if (!record.createOnly.includes(column.field)) continue;
    const suggestion = `Remove the column ${field}, or create a new ${record.noun}`;
    errors.push({
      row,
      code: 'read_only',
      message: `${field} cannot be changed`,
      column: field,
      value: after,
      suggestion,
    });
  }
  const { updatedAt: changedAt } = current.record;
  if (updatedAt !== undefined && /^[\d-]{10}T[\d:.]{12}Z$/.test(updatedAt) && updatedAt !== changedAt) {
    const message = `The ${record.noun} has changed since it was exported`;
    warn(run, { row, code: 'changed_since_export', message, column: 'updatedAt', value: updatedAt });
  }
  const given = Object.fromEntries(Object.entries(body).filter(([field]) => names.has(field)));
  const values = prepared(run, row, { body: given, before: current.record });
  if (values === undefined) return undefined;
  listChange(run, { row, action: 'updated', id, fields });
  counts.updated++;
  return { id, isNew: false, values, body: given };
}

/** Plans what a row writes, or adds its errors. */
export function planRow(run: Run, row: ImportedRow, current: ReadonlyMap<string, Current>): Write | undefined {
  const { declared, errors, existing, ids } = run;
  const { record, mode, parent } = declared;
  const body = resolvedBody(run, row);
  if (body === undefined) return undefined;
  const named = row.key === '' ? undefined : existing.get(nameOf(row, declared, ids));
  const { field, noun } = keyOf(record);
  if (mode === 'create' && named !== undefined) {
    const message = `${field} is already used by ${record.unique[field]}`;
    const suggestion = `Choose another ${field}, or update the existing ${record.nouns} with mode=update or mode=upsert`;
    errors.push({ row: row.row, code: `${noun}_exists`, message, column: field, value: row.key, suggestion });
    return undefined;
  }
  const id = row.id ?? named;
  if (id === undefined) return planCreate(run, row, body);
  const found = current.get(id);
  if (found !== undefined && (parent === undefined || found.record[parent.field] === parent.id)) {
    return planUpdate(run, row, { id, body, current: found });
  }
  const within = parent === undefined ? 'organization' : record.parents[parent.field]?.record.noun;
  const message = `id is not the id of a ${record.noun} of this ${within}`;
  errors.push({ row: row.row, code: 'unknown_id', message, column: 'id', value: row.id });
  return undefined;
}
