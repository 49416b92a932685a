import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RowList } from '../database/rows.ts';
import type { Column } from './columns.ts';

// CSV as in RFC 4180, with PostgreSQL's rule for null: an empty cell is null, a quoted empty cell ("") is empty text.
// csv-parse takes three times as long and does not tell these two apart; csv-stringify takes five times as long, and its formula escapes
// cannot be undone.

export type Cell = string | null;

/** Text that a spreadsheet would run as a formula, escaped or not. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A negative number, such as a longitude, which a spreadsheet does not run. */
const NEGATIVE = /^-\d+(?:\.\d+)?$/;

/** Adds an apostrophe before text that a spreadsheet would run. */
export const escapeFormula = (text: string): string => (FORMULA.test(text) && !NEGATIVE.test(text) ? `'${text}` : text);
/** Removes the apostrophe that `escapeFormula` added. */
export const unescapeFormula = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;

/** Text that needs no quotes and no escape, as in most cells. */
const PLAIN = /^[0-9A-Za-z](?:[^",\r\n]*[^",\s])?$/;

function cell(value: Cell): string {
  if (value === null) return '';
  if (PLAIN.test(value)) return value;
  if (value === '') return '""';
  const text = escapeFormula(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvLine = (values: readonly Cell[]): string => `${values.map(cell).join(',')}\r\n`;

/** The rows of a file to write. */
export interface Sheet {
  /** Each column, and the field of the rows that has its cells. */
  readonly columns: readonly { readonly name: string; readonly source: string; readonly kind: Column['kind'] }[];
  readonly parts: AsyncIterable<RowList<unknown>>;
}

/** Yields a CSV file with the rows of a sheet, starting with the header. An import of the file restores the values. */
export async function* exportCsv({ columns, parts }: Sheet): AsyncGenerator<string> {
  yield csvLine(columns.map(({ name }) => name));
  for await (const rows of parts) {
    const fields = columns.map(({ source }) => rows.field(source));
    let lines = '';
    for (const row of rows.values) {
      for (let index = 0; index < fields.length; index++) {
        if (index > 0) lines += ',';
        const field = fields[index];
        const value = field && row[field.index];
        if (value !== null && value !== undefined) lines += cell(field?.text?.(value) ?? value);
      }
      lines += '\r\n';
    }
    yield lines;
  }
}

/** A file that cannot be read beyond a row. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly row: number;
  readonly code: 'malformed_file' | 'too_many_rows';

  constructor(row: number, message: string, code: FileError['code'] = 'malformed_file') {
    super(message);
    this.row = row;
    this.code = code;
  }
}

export interface FileRecord {
  /** The row number as in a spreadsheet: the header is row 1, and blank lines count. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

const MAX_RECORD_LENGTH = 65_536;
/** The maximum of a spreadsheet, including blank rows. */
const MAX_ROWS = 1_048_576;
/** Other requests run between two pieces. */
const PIECE_BYTES = 65_536;

const SEPARATORS = [',', ';', '\t', '|'];
/** The first line by which Excel is told the separator; Excel hides it. */
const SEPARATOR_LINE = /^sep=([,;\t|])(?:\r\n|\n|\r)/i;
const LINE_END = '\\r\\n|\\n|\\r|$';
/**
 * A cell, and the separator or the end of the line or text after it. The empty cells at the end of a line are one match, as 50 MB of
 * them would take 15 s one by one; the lookbehind tries that once for a run of separators, so the time stays linear.
 */
const cellPattern = (separator: string) =>
  new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|([^"\\${separator}\\r\\n]*))((?<!\\${separator})\\${separator}+(?:${LINE_END})|\\${separator}|${LINE_END})`,
    'y',
  );
const CLOSED_CELL = /"[^"]*(?:""[^"]*)*"(?!")/y;

/** The error of a file with more rows than the maximum; `row` is the first row that is too many. */
export const tooManyRows = (max: number, row = max + 1) =>
  new FileError(row, `The file has more than ${max} rows`, 'too_many_rows');
const unreadable = (row: number, reason: string) => new FileError(row, `The file cannot be read as CSV: ${reason}`);
const NOT_TEXT =
  'The file is not UTF-8 text; save it as an Excel workbook (.xlsx), or as “CSV UTF-8 (Comma delimited)”, and send it again';
const TOO_LONG = `the row is longer than ${MAX_RECORD_LENGTH} characters, or a quote in it is not closed`;

/** Why the text has no cell here. */
function reason(text: string, at: number): string {
  if (text[at] !== '"') return 'a quote is in the middle of a cell; quote the whole cell and double the quote';
  CLOSED_CELL.lastIndex = at;
  if (CLOSED_CELL.test(text)) return 'text follows a closing quote; double the quotes inside a cell';
  return 'a quoted cell is not closed';
}

/** The separator that a header has most of, apart from quoted names. */
function separatorIn(text: string): string {
  const header = text.split(/[\r\n]/, 1)[0]?.replace(/"[^"]*"/g, '') ?? '';
  const count = (separator: string) => header.split(separator).length;
  return SEPARATORS.reduce((one, other) => (count(other) > count(one) ? other : one));
}

interface Part {
  readonly separator: string;
  /** The row that the text starts with. */
  readonly row: number;
  /** The end of the text is the end of the file, and so of a record. */
  readonly isLast: boolean;
}

/** Reads the records that end in a text. */
function readRecords(text: string, { separator, row: firstRow, isLast }: Part) {
  const records: FileRecord[] = [];
  let failure: FileError | undefined;
  let cells: Cell[] = [];
  let [row, end] = [firstRow, 0];
  const cell = cellPattern(separator);
  for (let at = 0; at < text.length || cells.length > 0; ) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (found === null && (isLast || text[at] !== '"')) failure = unreadable(row, reason(text, at));
    if (found === null || (cell.lastIndex === text.length && !isLast)) break;
    at = cell.lastIndex;
    const [, quoted, plain = '', stop] = found;
    cells.push(quoted?.replaceAll('""', '"') ?? (plain === '' ? null : plain));
    if (stop === separator) continue;
    if (at - end > MAX_RECORD_LENGTH) break;
    const blanks = (stop?.lastIndexOf(separator) ?? -1) + 1;
    if (blanks > 0) cells = cells.concat(new Array<null>(blanks).fill(null));
    if (cells.length > 1 || cells[0] !== null) records.push({ row, cells });
    cells = [];
    end = at;
    row++;
  }
  if (text.length - end > MAX_RECORD_LENGTH) failure ??= unreadable(row, TOO_LONG);
  if (row > MAX_ROWS + 1) failure ??= tooManyRows(MAX_ROWS);
  return { records, row, rest: text.slice(end), failure };
}

/**
 * Yields the records of a file in batches, without blank lines. Lines may end with CRLF, LF, or CR.
 * @throws FileError after the records before the error.
 */
export async function* csvRecords(file: Buffer): AsyncGenerator<readonly FileRecord[]> {
  if (!isUtf8(file) || file.includes(0)) throw new FileError(1, NOT_TEXT);
  // Skips a byte order mark.
  const decoder = new TextDecoder();
  let [row, rest, separator] = [1, '', ''];
  for (let at = 0; at < file.length; at += PIECE_BYTES) {
    const isLast = at + PIECE_BYTES >= file.length;
    let text = rest + decoder.decode(file.subarray(at, at + PIECE_BYTES), { stream: !isLast });
    if (at === 0) {
      const [line = '', declared] = SEPARATOR_LINE.exec(text) ?? [];
      text = text.slice(line.length);
      separator = declared ?? separatorIn(text);
    }
    const read = readRecords(text, { separator, row, isLast });
    yield read.records;
    if (read.failure !== undefined) throw read.failure;
    ({ row, rest } = read);
    await nextTurn();
  }
}
