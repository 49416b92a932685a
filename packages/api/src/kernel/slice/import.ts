import { z } from 'zod';
import { RequestRefused } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { type Cell, CsvFileError, type CsvRecord, csvRecords, unescapeFormula } from './csv.ts';
import { ImportErrors, type ImportResult, imported } from './import-result.ts';
import type { AnyRecord } from './record.ts';
import { requireParent } from './records.ts';
import { columnName, identifier, sqlText } from './sql.ts';
import { predicate } from './validation.ts';

const MAX_ROWS = 100_000;
const BATCH_ROWS = 1000;
/** A file with more errors is of another kind, and not read to its end. */
const MAX_ERRORS = 10_000;
const MAX_HEADER_ERRORS = 100;
const MAX_NAME_LENGTH = 60;

/** How files of a record are read; an export has the ignored columns, too. */
export interface Import {
  readonly record: AnyRecord;
  /** A row of a file by column; columns that are not optional must be in the header. */
  readonly row: z.ZodObject;
  readonly columns: readonly string[];
  readonly ignored: readonly string[];
  /** The field with the id of the records' parent. */
  readonly parent: string;
  /** A field whose values are unique below a parent unless empty, and its noun in error codes. */
  readonly unique: { readonly field: string; readonly noun: string };
}

/** Declares the import of a record: its rows are bodies of a create without the parent. */
export function defineImport(record: AnyRecord, { parent, unique }: Pick<Import, 'parent' | 'unique'>): Import {
  const fields = Object.entries(record.create.shape).filter(([name]) => name !== parent);
  const row = z.strictObject(Object.fromEntries(fields));
  return {
    record,
    row,
    columns: Object.keys(row.shape),
    ignored: ['id', parent, 'createdAt', 'updatedAt'],
    parent,
    unique,
  };
}

/** Booleans and numbers as people and spreadsheets write them; the schema refuses anything else. */
function readValue(schema: z.ZodType, cell: string): unknown {
  const type = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const text = unescapeFormula(cell);
  if (type instanceof z.ZodBoolean) {
    const word = text.trim().toLowerCase();
    if (word === 'true' || word === 'yes' || word === '1') return true;
    return word === 'false' || word === 'no' || word === '0' ? false : cell;
  }
  if (type instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : cell;
  return text;
}

/** The names in the header, undefined for columns to ignore; empty columns at the end are none. */
function readHeader(cells: readonly Cell[], { row, ignored }: Import, errors: ImportErrors): (string | undefined)[] {
  const names = cells.map((name) => (name ?? '').trim());
  const header = names.slice(0, names.findLastIndex((name) => name !== '') + 1);
  const isColumn = (name: string) => Object.hasOwn(row.shape, name);
  const seen = new Set<string>();
  for (const name of header) {
    const column = name.slice(0, MAX_NAME_LENGTH);
    if (!isColumn(name) && !ignored.includes(name)) {
      errors.add({ row: 1, code: 'unknown_column', message: `"${column}" is not a column of the import`, column });
    } else if (seen.has(name)) {
      errors.add({ row: 1, code: 'duplicate_column', message: `${name} appears twice`, column });
    }
    seen.add(name);
    if (errors.count >= MAX_HEADER_ERRORS) break;
  }
  for (const [column, schema] of Object.entries(row.shape)) {
    if (schema instanceof z.ZodOptional || names.includes(column)) continue;
    errors.add({ row: 1, code: 'missing_column', message: `The column ${column} is missing`, column });
  }
  return header.map((name) => (isColumn(name) ? name : undefined));
}

/** The values of a row by column, or undefined after adding its errors. */
function readRow(
  { row, cells }: CsvRecord,
  header: readonly (string | undefined)[],
  { schema, errors }: { schema: z.ZodObject; errors: ImportErrors },
): Record<string, unknown> | undefined {
  if (cells.length > header.length && cells.slice(header.length).some((cell) => cell !== null)) {
    const message = `The row has ${cells.length} cells, the header has ${header.length}`;
    errors.add({ row, code: 'too_many_cells', message });
    return undefined;
  }
  const values: Record<string, unknown> = {};
  header.forEach((column, index) => {
    const cell = cells[index] ?? null;
    const type = column === undefined ? undefined : schema.shape[column];
    if (column !== undefined && type !== undefined && cell !== null) values[column] = readValue(type, cell);
  });
  const parsed = schema.safeParse(values, { reportInput: true });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const column = String(issue.path[0]);
    const value = cells[header.indexOf(column)];
    const code = (value ?? null) === null ? 'missing_value' : 'invalid_value';
    errors.add({ row, code, message: `${column} ${predicate(issue)}`, column, value });
  }
  return undefined;
}

interface ImportedRow {
  readonly row: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The rows of a file that have no errors; the errors of the others are added. */
async function* importedRows(file: Buffer, declared: Import, errors: ImportErrors): AsyncGenerator<ImportedRow> {
  let header: readonly (string | undefined)[] | undefined;
  let count = 0;
  for await (const records of csvRecords(file)) {
    for (const record of records) {
      if (header === undefined) {
        header = readHeader(record.cells, declared, errors);
        if (errors.count > 0) return;
        continue;
      }
      if (++count > MAX_ROWS) {
        throw new CsvFileError(record.row, `The file has more than ${MAX_ROWS} rows`, 'too_many_rows');
      }
      const values = readRow(record, header, { schema: declared.row, errors });
      if (errors.count > MAX_ERRORS) return;
      if (values !== undefined) yield { row: record.row, values };
    }
  }
  if (count === 0) errors.add({ row: 1, code: 'no_rows', message: 'The file has no rows below its header' });
}

/** A file without errors: its records as JSON, which takes a fraction of the memory of objects, and row numbers by unique value. */
interface ReadFile {
  readonly records: readonly string[];
  readonly rows: ReadonlyMap<string, number>;
}

/** Reads and checks a whole file. Throws RequestRefused. */
async function readFile(file: Buffer, declared: Import): Promise<ReadFile> {
  const { field: column, noun } = declared.unique;
  const names = declared.columns.map((name) => ({ name, sqlName: columnName(name) }));
  const errors = new ImportErrors();
  const rows = new Map<string, number>();
  const records: string[] = [];
  try {
    for await (const { row, values } of importedRows(file, declared, errors)) {
      const record: Record<string, unknown> = { id: newId() };
      for (const { name, sqlName } of names) record[sqlName] = values[name];
      records.push(JSON.stringify(record));
      const value = String(values[column] ?? '');
      const before = rows.get(value);
      if (before !== undefined) {
        const message = `${column} is the same as in row ${before}`;
        const suggestion = `Give each row its own ${column}`;
        errors.add({ row, code: `duplicate_${noun}`, message, column, value, suggestion });
      } else if (value !== '') rows.set(value, row);
    }
  } catch (error) {
    if (!(error instanceof CsvFileError)) throw error;
    errors.add(error);
  }
  if (errors.count > 0) throw new RequestRefused(errors.result());
  return { records, rows };
}

/** Throws RequestRefused for values that records of the parent have already. */
async function requireUnused(
  tx: TenantTransaction,
  { record, parent, unique }: Import,
  { rows, parentId }: { rows: ReadFile['rows']; parentId: string },
): Promise<void> {
  const { field: column, noun } = unique;
  const text = `select ${identifier(column)} from ${record.table} where ${identifier(parent)} = $1 and not is_deleted order by created_at, id`;
  const errors = new ImportErrors();
  for (const [value] of (await tx.list(sqlText(text, parentId))).values) {
    const row = rows.get(value ?? '');
    if (row === undefined) continue;
    const message = `${column} is already used by ${record.unique[column]}`;
    const suggestion = `Choose another ${column}, or update the existing ${record.noun} instead of importing it again`;
    errors.add({ row, code: `${noun}_exists`, message, column, value, suggestion });
  }
  if (errors.count > 0) throw new RequestRefused(errors.result());
}

/**
 * Imports a CSV file below a parent: all of it or nothing.
 * @throws RequestRefused with the errors of the file; ApiError 404 for the parent
 */
export async function importRecords(
  tx: TenantTransaction,
  declared: Import,
  { file, parentId }: { file: Buffer; parentId: string },
): Promise<ImportResult> {
  const { record, parent, columns } = declared;
  const parentRecord = record.parents[parent]?.record;
  if (parentRecord === undefined) throw new Error(`${record.table} has no parent ${parent}`);
  const read = await readFile(file, declared);
  // Only now does the transaction begin: reading the file held no connection.
  await requireParent(tx, parentRecord, parentId, 'for key share');
  await requireUnused(tx, declared, { rows: read.rows, parentId });
  const names = ['id', ...columns].map(identifier).join(', ');
  const insert = `
    insert into ${record.table} (${identifier(parent)}, ${names})
    select $1, ${names} from json_populate_recordset(null::${record.table}, $2::json)`;
  for (let at = 0; at < read.records.length; at += BATCH_ROWS) {
    await tx.many(sqlText(insert, parentId, `[${read.records.slice(at, at + BATCH_ROWS).join(',')}]`));
  }
  return imported(read.records.length, record.noun);
}
