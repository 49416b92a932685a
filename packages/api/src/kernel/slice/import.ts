import { z } from 'zod';
import { RequestRefused } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { type Cell, CsvFileError, type CsvRecord, csvRecords, tooManyRows, unescapeFormula } from './csv.ts';
import { type ImportError, type ImportResult, importedRecords, refusedImport } from './import-result.ts';
import type { AnyRecord } from './record.ts';
import { requireParent } from './records.ts';
import { columnName, identifier, sqlText } from './sql.ts';
import { predicate } from './validation.ts';

const MAX_ROWS = 100_000;
const BATCH_ROWS = 1000;
/** Reading stops after this many errors. */
const MAX_ERRORS = 10_000;
const MAX_HEADER_ERRORS = 100;
const MAX_NAME_LENGTH = 60;

interface Import {
  readonly record: AnyRecord;
  /** The schema of a row: a create body without the parent. */
  readonly row: z.ZodObject;
  readonly columns: readonly string[];
  /** Columns that an export has and an import skips. */
  readonly ignored: readonly string[];
  /** The field with the id of the parent. */
  readonly parent: string;
  /** A field that is unique within a parent unless empty, and its noun in error codes. */
  readonly unique: { readonly field: string; readonly noun: string };
}

/** Declares the import of a record. */
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

/** Reads booleans and numbers as people and spreadsheets write them. Any other text is left for the schema to reject. */
function readValue(schema: z.ZodType, cell: string): unknown {
  const type = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const text = unescapeFormula(cell);
  if (type instanceof z.ZodBoolean) {
    const word = text.trim().toLowerCase();
    if (['true', 'yes', '1'].includes(word)) return true;
    return ['false', 'no', '0'].includes(word) ? false : cell;
  }
  if (type instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : cell;
  return text;
}

type Header = readonly (string | undefined)[];

/** Returns the columns of the header, undefined for those to skip, without empty cells at the end. */
function readHeader(cells: readonly Cell[], { row, ignored }: Import, errors: ImportError[]): Header {
  const names = cells.map((name) => (name ?? '').trim());
  const header = names.slice(0, names.findLastIndex((name) => name !== '') + 1);
  const isColumn = (name: string) => Object.hasOwn(row.shape, name);
  const seen = new Set<string>();
  for (const name of header) {
    const column = name.slice(0, MAX_NAME_LENGTH);
    if (!isColumn(name) && !ignored.includes(name)) {
      errors.push({ row: 1, code: 'unknown_column', message: `"${column}" is not a column of the import`, column });
    } else if (seen.has(name)) {
      errors.push({ row: 1, code: 'duplicate_column', message: `${name} appears twice`, column });
    }
    seen.add(name);
    if (errors.length >= MAX_HEADER_ERRORS) break;
  }
  for (const [column, schema] of Object.entries(row.shape)) {
    if (schema instanceof z.ZodOptional || names.includes(column)) continue;
    errors.push({ row: 1, code: 'missing_column', message: `The column ${column} is missing`, column });
  }
  return header.map((name) => (isColumn(name) ? name : undefined));
}

/** Returns the values of a row, or its errors. */
function readRow({ row, cells }: CsvRecord, header: Header, schema: z.ZodObject) {
  if (cells.length > header.length && cells.slice(header.length).some((cell) => cell !== null)) {
    const message = `The row has ${cells.length} cells, the header has ${header.length}`;
    return { errors: [{ row, code: 'too_many_cells', message }] };
  }
  const given: Record<string, unknown> = {};
  header.forEach((column, index) => {
    const cell = cells[index] ?? null;
    const type = column === undefined ? undefined : schema.shape[column];
    if (column !== undefined && type !== undefined && cell !== null) given[column] = readValue(type, cell);
  });
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return { values: parsed.data };
  const errors = parsed.error.issues.map((issue): ImportError => {
    const column = String(issue.path[0]);
    const value = cells[header.indexOf(column)] ?? null;
    const code = value === null ? 'missing_value' : 'invalid_value';
    return { row, code, message: `${column} ${predicate(issue)}`, column, value };
  });
  return { errors };
}

interface ImportedRow {
  readonly row: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Yields the rows without errors, and adds the errors of the others. Throws CsvFileError. */
async function* validRows(file: Buffer, declared: Import, errors: ImportError[]): AsyncGenerator<ImportedRow> {
  let header: Header | undefined;
  let count = 0;
  for await (const records of csvRecords(file)) {
    for (const record of records) {
      if (header === undefined) {
        header = readHeader(record.cells, declared, errors);
        if (errors.length > 0) return;
        continue;
      }
      if (++count > MAX_ROWS) throw tooManyRows(MAX_ROWS, record.row);
      const read = readRow(record, header, declared.row);
      if (read.values !== undefined) yield { row: record.row, values: read.values };
      else errors.push(...read.errors);
      if (errors.length > MAX_ERRORS) return;
    }
  }
  if (count === 0) errors.push({ row: 1, code: 'no_rows', message: 'The file has no rows below its header' });
}

/** A file without errors. */
interface ValidFile {
  /** The records as JSON, which needs a fraction of the memory of objects. */
  readonly records: readonly string[];
  /** Row numbers by unique value. */
  readonly rows: ReadonlyMap<string, number>;
}

/** Reads and checks a file. Throws RequestRefused with its errors. */
async function readFile(file: Buffer, declared: Import): Promise<ValidFile> {
  const { field: column, noun } = declared.unique;
  const names = declared.columns.map((name) => ({ name, sqlName: columnName(name) }));
  const errors: ImportError[] = [];
  const rows = new Map<string, number>();
  const records: string[] = [];
  try {
    for await (const { row, values } of validRows(file, declared, errors)) {
      const record: Record<string, unknown> = { id: newId() };
      for (const { name, sqlName } of names) record[sqlName] = values[name];
      records.push(JSON.stringify(record));
      const value = String(values[column] ?? '');
      const first = rows.get(value);
      if (first !== undefined) {
        const message = `${column} is the same as in row ${first}`;
        const suggestion = `Give each row its own ${column}`;
        errors.push({ row, code: `duplicate_${noun}`, message, column, value, suggestion });
      } else if (value !== '') rows.set(value, row);
    }
  } catch (error) {
    if (!(error instanceof CsvFileError)) throw error;
    errors.push(error);
  }
  if (errors.length > 0) throw new RequestRefused(refusedImport(errors));
  return { records, rows };
}

/** Throws RequestRefused if existing records of the parent have one of the unique values. */
async function requireUnused(
  tx: TenantTransaction,
  { record, parent, unique }: Import,
  { rows, parentId }: Pick<ValidFile, 'rows'> & { readonly parentId: string },
): Promise<void> {
  const { field: column, noun } = unique;
  const text = `select ${identifier(column)} from ${record.table} where ${identifier(parent)} = $1 and not is_deleted order by created_at, id`;
  const errors: ImportError[] = [];
  for (const [value] of (await tx.list(sqlText(text, parentId))).values) {
    const row = rows.get(value ?? '');
    if (row === undefined) continue;
    const message = `${column} is already used by ${record.unique[column]}`;
    const suggestion = `Choose another ${column}, or update the existing ${record.noun} instead of importing it again`;
    errors.push({ row, code: `${noun}_exists`, message, column, value, suggestion });
  }
  if (errors.length > 0) throw new RequestRefused(refusedImport(errors));
}

/**
 * Imports all rows of a CSV file as children of a parent, or none.
 * @throws RequestRefused with the errors of the file; ApiError 404 if the parent does not exist.
 */
export async function importRecords(
  tx: TenantTransaction,
  declared: Import,
  { file, parentId }: { file: Buffer; parentId: string },
): Promise<ImportResult> {
  const { record, parent, columns } = declared;
  const parentRecord = record.parents[parent]?.record;
  if (parentRecord === undefined) throw new Error(`${record.table} has no parent ${parent}`);
  const { records, rows } = await readFile(file, declared);
  // The transaction opens here. No connection was held while the file was read.
  await requireParent(tx, parentRecord, parentId, 'for key share');
  await requireUnused(tx, declared, { rows, parentId });
  const names = ['id', ...columns].map(identifier).join(', ');
  const insert = `
    insert into ${record.table} (${identifier(parent)}, ${names})
    select $1, ${names} from json_populate_recordset(null::${record.table}, $2::json)`;
  for (let at = 0; at < records.length; at += BATCH_ROWS) {
    await tx.many(sqlText(insert, parentId, `[${records.slice(at, at + BATCH_ROWS).join(',')}]`));
  }
  return importedRecords(records.length, record.noun);
}
