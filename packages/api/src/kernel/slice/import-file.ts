import { z } from 'zod';
import { RequestRefused } from '../base/errors.ts';
import { type Column, columnsOf, readCell, setValue, simplified } from './columns.ts';
import { type Cell, FileError, type FileRecord, tooManyRows } from './csv.ts';
import { parentTitles } from './export.ts';
import { type ImportError, refusedImport } from './import-result.ts';
import { fileRecords } from './read-file.ts';
import type { AnyRecord } from './record.ts';
import { parse, predicate, QUERY_PARAMETERS } from './validation.ts';

/** An import as requested. */
export interface Import {
  readonly record: AnyRecord;
  readonly mode: 'create' | 'update' | 'upsert';
  readonly dryRun: boolean;
  /** The field and id of the parent that the path names. The file's column for it, if any, is skipped. */
  readonly parent?: { readonly field: string; readonly id: string } | undefined;
  /** The cells of columns that the file lacks, by name. */
  readonly constants: Readonly<Record<string, string>>;
}

/** A row without errors. */
export interface ImportedRow {
  readonly row: number;
  /** The id and the time of the last change, as exported. */
  readonly id: string | undefined;
  readonly updatedAt: string | undefined;
  /** The value that names the record, and the field and reference of the parent within which it does; '' if there is none. */
  readonly key: string;
  readonly scopeField: string;
  readonly scope: string;
  /** The body as JSON, which needs a fraction of the memory of an object. A reference is as in the file: an id or a code. */
  readonly body: string;
}

export interface ImportedFile {
  readonly columns: readonly Column[];
  readonly rows: readonly ImportedRow[];
  /** The ids and codes in the columns that name other records, by field. */
  readonly references: ReadonlyMap<string, ReadonlySet<string>>;
}

const MAX_ROWS = 100_000;
/** Reading stops after this many errors. */
export const MAX_ERRORS = 10_000;
const MAX_HEADER_ERRORS = 100;
const MAX_NAME_LENGTH = 60;

/** The field that names a record within its `uniqueWithin`, and its noun in error codes: `tag` of `assetTag`. */
export function keyOf({ unique }: AnyRecord) {
  const [field = 'id'] = Object.keys(unique);
  return { field, noun: field.replace(/^.*(?=[A-Z])/, '').toLowerCase() };
}

/** The columns of an import; the parent of the path has none. */
export const importColumns = ({ record, parent }: Pick<Import, 'record' | 'parent'>): Column[] =>
  columnsOf(record).filter(({ field }) => field !== parent?.field);

/** The columns that a file must have. To update records, it must only name them. */
function neededColumns({ record, mode, parent }: Import): string[] {
  const columns = importColumns({ record, parent });
  const scope = record.uniqueWithin.length === 1 ? record.uniqueWithin : [];
  const names = [keyOf(record).field, ...scope];
  return columns.flatMap(({ name, isRequired }) =>
    (mode === 'create' ? isRequired : names.includes(name)) ? name : [],
  );
}

/** People clear a cell with the space bar, too. */
const isBlank = (cell: Cell): boolean => cell === null || cell.trim() === '';

/** What the cells of a row are, by the header. */
interface Layout {
  /** The column of each cell; undefined if the cell is skipped. */
  readonly columns: readonly (Column | undefined)[];
  readonly idAt: number;
  readonly updatedAtAt: number;
}

/** Reads a header, without the empty cells at its end, or adds its errors. */
function readHeader({ cells }: FileRecord, declared: Import, errors: ImportError[]): Layout {
  const { record, mode, parent, constants } = declared;
  const columns = new Map(importColumns(declared).map((column) => [simplified(column.name), column]));
  const titles = parentTitles(record).map(({ name }) => name);
  const skipped = new Set([...Object.keys(record.schema.shape), ...titles, parent?.field ?? ''].map(simplified));
  const constantKeys = Object.keys(constants).map(simplified);
  const names = cells.map((name) => (name ?? '').trim().slice(0, MAX_NAME_LENGTH));
  const header = names.slice(0, names.findLastIndex((name) => name !== '') + 1);
  const keys = header.map(simplified);
  const seen = new Set<string>();
  const add = (code: string, column: string, message: string) => errors.push({ row: 1, code, message, column });
  for (const [index, key] of keys.entries()) {
    const name = header[index] ?? '';
    if (errors.length >= MAX_HEADER_ERRORS) break;
    if (!columns.has(key) && !skipped.has(key)) add('unknown_column', name, `"${name}" is not a column of the import`);
    else if (seen.has(key)) add('duplicate_column', name, `${name} appears twice`);
    else if (constantKeys.includes(key)) add('duplicate_column', name, `${name} is a query parameter, too`);
    seen.add(key);
  }
  const hasId = mode !== 'create' && seen.has('id');
  for (const name of hasId ? [] : neededColumns(declared)) {
    const isGiven = seen.has(simplified(name)) || name in constants;
    if (!isGiven) add('missing_column', name, `The column ${name} is missing`);
  }
  return {
    columns: keys.map((key) => columns.get(key)),
    idAt: hasId ? keys.indexOf('id') : -1,
    updatedAtAt: hasId ? keys.indexOf(simplified('updatedAt')) : -1,
  };
}

/** The schema of a row. Rows of records to update can have any of the fields. */
function rowSchema({ record: { create, update }, mode }: Import, columns: readonly Column[]): z.ZodObject {
  const ofField = ({ field, target, isList, isRequired }: Column): z.ZodType => {
    const created = create.shape[field] as z.ZodType;
    if (target === undefined) return mode === 'create' ? created : (update.shape[field] ?? created).optional();
    const reference = isList ? z.array(z.string()) : z.string();
    if (mode === 'create') return isRequired ? reference : reference.optional();
    return isRequired ? reference.optional() : reference.nullable().optional();
  };
  return z.strictObject(Object.fromEntries(columns.map((column) => [column.field, ofField(column)])));
}

/** Puts cells in a body. An empty cell is left out of a new record, and clears the field of a record to update. */
function bodyOf(columns: Layout['columns'], cells: readonly (Cell | undefined)[], mode: Import['mode']) {
  const body: Record<string, unknown> = {};
  const embedded = new Set<string>();
  columns.forEach((column, index) => {
    if (column === undefined) return;
    const cell = cells[index] ?? null;
    if (cell !== null) setValue(body, column, readCell(column, cell));
    else if (column.isList && column.isRequired) body[column.field] = [];
    else if (mode !== 'create') setValue(body, column, null);
    if (column.part !== undefined) embedded.add(column.field);
  });
  for (const field of embedded) {
    const isEmpty = Object.values(body[field] ?? {}).every((value) => value === null);
    if (isEmpty && mode !== 'create') body[field] = null;
  }
  return body;
}

/** Returns a function that reads a row, or its errors. Throws ApiError 422 for an invalid constant. */
function rowReader({ columns: inFile, idAt, updatedAtAt }: Layout, declared: Import) {
  const { record, mode, parent, constants } = declared;
  const added = importColumns(declared).filter(({ name }) => name in constants);
  const addedCells = added.map(({ name }) => constants[name] ?? null);
  // The parts of an embedded object are checked together, in the rows.
  const whole = added.filter(({ part }) => part === undefined);
  parse(
    rowSchema(declared, whole),
    bodyOf(
      whole,
      whole.map(({ name }) => constants[name]),
      mode,
    ),
    QUERY_PARAMETERS,
  );
  const all = [...inFile, ...added];
  const columns = all.filter((column) => column !== undefined);
  const schema = rowSchema(declared, columns);
  const key = keyOf(record).field;
  const scopes = record.uniqueWithin.filter((field) => field !== parent?.field);
  const references = new Map(columns.flatMap(({ target, field }) => (target ? [[field, new Set<string>()]] : [])));

  const read = ({ row, cells }: FileRecord): ImportedRow | ImportError[] => {
    if (!cells.slice(inFile.length).every(isBlank)) {
      const message = `The row has ${cells.length} cells, the header has ${inFile.length}`;
      return [{ row, code: 'too_many_cells', message }];
    }
    const given = added.length === 0 ? cells : [...inFile.map((_, index) => cells[index] ?? null), ...addedCells];
    const parsed = schema.safeParse(bodyOf(all, given, mode), { reportInput: true });
    if (!parsed.success) {
      return parsed.error.issues.map((issue) => {
        const [field, part] = issue.path.map(String);
        const at = all.findIndex((one) => one?.field === field && (one?.part === undefined || one.part === part));
        const [column = String(field), value = null] = [all[at]?.name, given[at]];
        if (value === null) return { row, code: 'missing_value', message: `${column} is required`, column, value };
        return { row, code: 'invalid_value', message: `${column} ${predicate(issue)}`, column, value };
      });
    }
    for (const [field, texts] of references) {
      for (const text of [parsed.data[field] ?? []].flat()) texts.add(String(text));
    }
    const scopeField = scopes.find((field) => parsed.data[field]) ?? '';
    return {
      row,
      id: cells[idAt]?.trim().toLowerCase() || undefined,
      updatedAt: cells[updatedAtAt] ?? undefined,
      key: String(parsed.data[key] ?? ''),
      scopeField,
      scope: String(parsed.data[scopeField] ?? ''),
      body: JSON.stringify(parsed.data),
    };
  };
  return { columns, references, read };
}

/** Reads and checks a file. Throws RequestRefused with its errors, and ApiError 422 for an invalid constant. */
export async function readImport(file: Buffer, declared: Import): Promise<ImportedFile> {
  const { field, noun } = keyOf(declared.record);
  const errors: ImportError[] = [];
  const rows: ImportedRow[] = [];
  const rowByKey = new Map<string, number>();
  let reader: ReturnType<typeof rowReader> | undefined;
  let count = 0;

  const add = (read: ImportedRow) => {
    const { row, key, scope } = read;
    const first = rowByKey.get(`${scope} ${key}`);
    rows.push(read);
    if (key === '') return;
    rowByKey.set(`${scope} ${key}`, first ?? row);
    if (first === undefined) return;
    const message = `${field} is the same as in row ${first}`;
    const suggestion = `Give each row its own ${field}`;
    errors.push({ row, code: `duplicate_${noun}`, message, column: field, value: key, suggestion });
  };
  const refuse = () => {
    throw new RequestRefused(refusedImport(errors));
  };
  try {
    for await (const records of fileRecords(file)) {
      for (const record of records) {
        if (record.cells.every(isBlank)) continue;
        if (reader === undefined) {
          const layout = readHeader(record, declared, errors);
          if (errors.length > 0) refuse();
          reader = rowReader(layout, declared);
          continue;
        }
        if (++count > MAX_ROWS) throw tooManyRows(MAX_ROWS, record.row);
        const read = reader.read(record);
        if (Array.isArray(read)) errors.push(...read);
        else add(read);
        if (errors.length > MAX_ERRORS) refuse();
      }
    }
    if (count === 0) errors.push({ row: 1, code: 'no_rows', message: 'The file has no rows below its header' });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    errors.push(error);
  }
  if (errors.length > 0) refuse();
  return { columns: reader?.columns ?? [], references: reader?.references ?? new Map(), rows };
}
