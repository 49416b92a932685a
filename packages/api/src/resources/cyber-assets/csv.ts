import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { RowList } from '../../kernel/database/rows.ts';
import { armed, CsvSyntaxError, csvLine, csvLines, csvRecords, isBlank } from '../../kernel/slice/csv.ts';
import { predicate } from '../../kernel/slice/validation.ts';
import type { ImportProblems } from './import-result.ts';
import { importedAsset, requiredColumns } from './schemas.ts';

export type ImportedAsset = z.output<typeof importedAsset>;

export const importColumns = Object.keys(importedAsset.shape) as (keyof ImportedAsset)[];
/** Also in an export, where they tell assets of several systems apart; an import ignores them. */
const INFORMATIVE = ['id', 'cyberSystemId', 'createdAt', 'updatedAt'] as const;

const exportColumns = [...importColumns, ...INFORMATIVE] as const;

const MAX_ROWS = 100_000;
/** Lines of a file, blank ones too: what a spreadsheet can hold. */
const MAX_LINES = 1_048_576;
/** Characters after which others get a turn: reading a large file must not stop the server from answering. */
const TURN_LENGTH = 65_536;
/** A file with more is not read to its end: it is of another kind. */
const MAX_PROBLEMS = 10_000;

export const templateCsv = (): string => csvLine(importColumns);

/** An export file, in parts; a re-import gives back the original. */
export async function* exportCsv(parts: AsyncIterable<RowList<unknown>>): AsyncGenerator<string> {
  yield csvLine(exportColumns);
  for await (const part of parts) yield csvLines(part, exportColumns);
}

type Cell = string | null;

/** Booleans and numbers as people and spreadsheets write them; anything else is left for the contract to refuse. */
function value(column: keyof ImportedAsset, cell: string): unknown {
  const schema = importedAsset.shape[column];
  if (schema instanceof z.ZodBoolean) {
    const word = cell.trim().toLowerCase();
    if (word === 'true' || word === 'yes' || word === '1') return true;
    return word === 'false' || word === 'no' || word === '0' ? false : cell;
  }
  if (schema instanceof z.ZodNumber) return /^\d+(\.\d+)?$/.test(cell.trim()) ? Number(cell) : cell;
  return armed(cell);
}

const SUGGESTIONS: Readonly<Record<string, string>> = {
  missing_column: 'Add the missing columns to the header row; the import template has them all',
  unknown_column: 'Remove the unknown columns or correct their names to those of the import template',
  duplicate_column: 'Keep one of the columns that have the same name',
  malformed_file: 'Save the file as CSV in UTF-8 with commas, and close every quoted cell',
  too_many_cells: 'Quote the cells that contain commas, so that no row has more cells than the header',
  no_rows: 'Add at least one row below the header',
  too_many_rows: `Split the file into parts of at most ${MAX_ROWS} rows`,
  missing_value: 'Fill the required cells',
  invalid_value: 'Correct the values as each message says',
  duplicate_tag: 'Give each asset of the file its own assetTag',
  tag_exists: 'Choose another assetTag, or update the existing asset instead of importing it again',
};

export function problem(
  row: number,
  code: string,
  message: string,
  at: { column?: string; currentValue?: string } = {},
) {
  const { column, currentValue } = at;
  return {
    row,
    code,
    message,
    suggestion: SUGGESTIONS[code] ?? '',
    ...(column === undefined ? {} : { column }),
    ...(currentValue === undefined ? {} : { currentValue: currentValue.slice(0, 100) }),
  };
}

function checkHeader(header: readonly Cell[], problems: ImportProblems): (keyof ImportedAsset | undefined)[] {
  const names = header.map((name) => (name ?? '').trim());
  const known = new Set<string>([...importColumns, ...INFORMATIVE]);
  for (const [index, name] of names.entries()) {
    if (name === '' && names.slice(index).every((rest) => rest === '')) break;
    if (!known.has(name)) {
      problems.add(
        problem(1, 'unknown_column', `"${name.slice(0, 60)}" is not a column of the import`, {
          column: name.slice(0, 60),
        }),
      );
    } else if (names.indexOf(name) !== index) {
      problems.add(problem(1, 'duplicate_column', `${name} is there twice`, { column: name }));
    }
    if (problems.count >= 100) break;
  }
  for (const column of requiredColumns) {
    if (!names.includes(column))
      problems.add(problem(1, 'missing_column', `The column ${column} is missing`, { column }));
  }
  // Empty columns at the end are none: every row would be looked through for each of them.
  const end = names.findLastIndex((name) => name !== '') + 1;
  return names.slice(0, end).map((name) => importColumns.find((column) => column === name));
}

type Columns = readonly (keyof ImportedAsset | undefined)[];

function readRow(
  columns: Columns,
  row: number,
  cells: readonly Cell[],
  problems: ImportProblems,
): ImportedAsset | undefined {
  if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell !== null)) {
    problems.add(problem(row, 'too_many_cells', `The row has ${cells.length} cells, the header ${columns.length}`));
    return undefined;
  }
  const values: Record<string, unknown> = {};
  columns.forEach((column, index) => {
    const cell = cells[index] ?? null;
    if (column !== undefined && cell !== null) values[column] = value(column, cell);
  });
  const parsed = importedAsset.safeParse(values, { reportInput: true });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const column = String(issue.path[0]);
    const cell = cells[columns.indexOf(column as keyof ImportedAsset)] ?? null;
    problems.add(
      problem(row, cell === null ? 'missing_value' : 'invalid_value', `${column} ${predicate(issue)}`, {
        column,
        ...(cell === null ? {} : { currentValue: cell }),
      }),
    );
  }
  return undefined;
}

/**
 * Reads an import file: nothing of it is kept in memory but the row at hand.
 * Problems are added to `problems`; rows that have one are not yielded.
 */
export async function* importRows(
  file: Buffer,
  problems: ImportProblems,
): AsyncGenerator<{ row: number; asset: ImportedAsset }> {
  if (!isUtf8(file) || file.includes(0)) {
    problems.add(problem(1, 'malformed_file', 'The file is not UTF-8 text'));
    return;
  }
  let columns: Columns | undefined;
  let count = 0;
  let sinceTurn = 0;
  try {
    for (const record of csvRecords(file.toString('utf8'))) {
      const { row, cells } = record;
      sinceTurn += record.length;
      if (sinceTurn >= TURN_LENGTH) {
        sinceTurn = 0;
        await nextTurn();
      }
      if (row > MAX_LINES) {
        problems.add(problem(row, 'too_many_rows', `The file has more than ${MAX_LINES} lines`));
        return;
      }
      if (isBlank(record)) continue;
      if (problems.count > MAX_PROBLEMS) return;
      if (columns === undefined) {
        columns = checkHeader(cells, problems);
        if (problems.any) return;
        continue;
      }
      if (++count > MAX_ROWS) {
        problems.add(problem(row, 'too_many_rows', `The file has more than ${MAX_ROWS} rows`));
        return;
      }
      const asset = readRow(columns, row, cells, problems);
      if (asset !== undefined) yield { row, asset };
    }
  } catch (error) {
    if (!(error instanceof CsvSyntaxError)) throw error;
    problems.add(problem(error.row, 'malformed_file', `The file cannot be read as CSV: ${error.message}`));
    return;
  }
  if (count === 0 && !problems.any) problems.add(problem(1, 'no_rows', 'The file has no rows below its header'));
}
