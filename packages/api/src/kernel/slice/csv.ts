import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CsvError, parse } from 'csv-parse';
import type { RowList } from '../database/rows.ts';

// CSV as in RFC 4180, with PostgreSQL's rule for null: an empty cell is null, a quoted empty cell ("") is empty text.
// csv-parse reads it. We write it ourselves: csv-stringify takes five times as long, and its formula escapes cannot be undone.

export type Cell = string | null;

/** Text that a spreadsheet would run as a formula, escaped or not. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Adds an apostrophe before text that a spreadsheet would run. */
const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
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

/** Yields a CSV file with these fields of the rows, starting with the header. An import of the file restores the values. */
export async function* exportCsv(
  parts: AsyncIterable<RowList<unknown>>,
  names: readonly string[],
): AsyncGenerator<string> {
  yield csvLine(names);
  for await (const rows of parts) {
    const fields = names.map((name) => rows.field(name));
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

/** A file that cannot be read after a row. */
export class CsvFileError extends Error {
  override readonly name = 'CsvFileError';
  readonly row: number;
  readonly code: 'malformed_file' | 'too_many_rows';

  constructor(row: number, message: string, code: CsvFileError['code'] = 'malformed_file') {
    super(message);
    this.row = row;
    this.code = code;
  }
}

export interface CsvRecord {
  /** The row number as in a spreadsheet: the header is row 1, and blank lines count. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

const MAX_RECORD_LENGTH = 65_536;
const MAX_CHARACTER_BYTES = 4;
/** The maximum of a spreadsheet, including blank rows. */
const MAX_ROWS = 1_048_576;
/** Other requests run between two pieces: parsing a piece can take 0.1 s. */
const PIECE_BYTES = 8192;
const BOM = Buffer.from('\uFEFF');

const TOO_LONG = `the row is longer than ${MAX_RECORD_LENGTH} characters, or a quote in it is not closed`;
const REASONS: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: TOO_LONG,
  INVALID_OPENING_QUOTE: 'a quote is in the middle of a cell; quote the whole cell and double the quote',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote; double the quotes inside a cell',
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell is not closed',
};

/** The error of a file with more rows than the maximum; `row` is the first row that is too many. */
export const tooManyRows = (max: number, row = max + 1) =>
  new CsvFileError(row, `The file has more than ${max} rows`, 'too_many_rows');
const unreadable = (row: number, reason: string) => new CsvFileError(row, `The file cannot be read as CSV: ${reason}`);

/** Replaces unquoted empty cells. Asking csv-parse for quotes (`cast`) takes ten times as long as the rest of the parsing. */
function withNulls(texts: readonly string[], row: string): Cell[] {
  let at = 0;
  return texts.map((text) => {
    const isQuoted = row.charAt(at) === '"';
    at += text.length + 1 + (isQuoted ? text.split('"').length + 1 : 0);
    return text === '' && !isQuoted ? null : text;
  });
}

/**
 * Yields the records of a file in batches, without blank lines. Lines may end with CRLF, LF, or CR.
 * @throws CsvFileError after the records before the error.
 */
export async function* csvRecords(file: Buffer): AsyncGenerator<readonly CsvRecord[]> {
  if (!isUtf8(file) || file.includes(0)) throw new CsvFileError(1, 'The file is not UTF-8 text');
  const content = file.subarray(0, BOM.length).equals(BOM) ? file.subarray(BOM.length) : file;
  let batch: CsvRecord[] = [];
  let end = 0;
  const parser = parse({
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_LENGTH,
    on_record(texts: string[], { bytes, records, empty_lines }) {
      const text = () => content.toString('utf8', end, bytes).replace(/^[\r\n]+/, '');
      batch.push({ row: records + empty_lines, cells: texts.includes('') ? withNulls(texts, text()) : texts });
      end = bytes;
      return null; // The parser need not keep it.
    },
  });
  parser.on('error', () => {}); // The callbacks of `write` and `end` get the error, too.
  const rows = () => parser.info.records + parser.info.empty_lines;
  const write = promisify<Buffer, void>((piece, done) => parser.write(piece, done));
  let unendedBytes = 0;
  try {
    for (let at = 0; at < content.length; at += PIECE_BYTES) {
      const before = rows();
      const piece = content.subarray(at, at + PIECE_BYTES);
      await write(piece);
      yield batch;
      batch = [];
      if (rows() > MAX_ROWS) throw tooManyRows(MAX_ROWS);
      unendedBytes = rows() === before ? unendedBytes + piece.length : 0;
      // csv-parse does not count commas.
      if (unendedBytes > MAX_RECORD_LENGTH * MAX_CHARACTER_BYTES) throw unreadable(rows() + 1, TOO_LONG);
      await nextTurn();
    }
    await promisify<void>((done) => parser.end(done))();
    if (rows() > MAX_ROWS) throw tooManyRows(MAX_ROWS);
    yield batch;
  } catch (error) {
    yield batch;
    if (!(error instanceof CsvError)) throw error;
    throw unreadable(rows() + 1, REASONS[error.code] ?? error.message);
  }
}
