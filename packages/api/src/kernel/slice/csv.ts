import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import type { RowList } from '../database/rows.ts';

/**
 * CSV as in RFC 4180, with PostgreSQL's distinction: an empty cell is no value, a quoted empty cell ("") is empty text.
 * csv-parse reads it. We write it ourselves: csv-stringify takes five times as long, and its formula escapes cannot be undone.
 */

export type Cell = string | null;

/** The characters that a spreadsheet takes for the start of a formula. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Adds an apostrophe before text that a spreadsheet would run; `unescapeFormula` removes exactly that one. */
const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
export const unescapeFormula = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;

/** Most cells: nothing to quote or escape. */
const PLAIN = /^[0-9A-Za-z](?:[^",\r\n]*[^",\s])?$/;

function cell(value: Cell): string {
  if (value === null) return '';
  if (PLAIN.test(value)) return value;
  if (value === '') return '""';
  const text = escapeFormula(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line, with its end. */
export const csvLine = (values: readonly Cell[]): string => `${values.map(cell).join(',')}\r\n`;

/** A CSV file of these fields of the rows, header first, in parts; an import of it gives back the original. */
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

/** A file that cannot be read further, with the row where that shows. */
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
  /** As a spreadsheet counts: the header is row 1, blank lines count, and a row stays one row whatever lines its cells have. */
  readonly row: number;
  readonly cells: readonly Cell[];
}

const MAX_RECORD_LENGTH = 65_536;
/** The rows that a spreadsheet can hold, blank ones included. */
const MAX_ROWS = 1_048_576;
/** Other requests get a turn after each piece: reading one with thousands of rows of other lengths than the header takes 0.1 s. */
const PIECE_BYTES = 8192;
const BOM = Buffer.from('\uFEFF');

const TOO_LONG = `the row is longer than ${MAX_RECORD_LENGTH} characters, or a quote in it is not closed`;
const REASONS: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: TOO_LONG,
  INVALID_OPENING_QUOTE: 'a quote is in the middle of a cell; quote the whole cell and double the quote',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote; double the quotes inside a cell',
  CSV_QUOTE_NOT_CLOSED: 'a quoted cell is not closed',
};

const unreadable = (row: number, reason: string) => new CsvFileError(row, `The file cannot be read as CSV: ${reason}`);

/**
 * csv-parse tells only its `cast` function whether a cell was quoted, and calling that takes ten times as long as all the rest.
 * The row's text tells it, too.
 */
function withNulls(texts: readonly string[], row: string): Cell[] {
  let at = 0;
  return texts.map((text) => {
    const isQuoted = row.charAt(at) === '"';
    at += text.length + 1 + (isQuoted ? text.split('"').length + 1 : 0);
    return text === '' && !isQuoted ? null : text;
  });
}

/**
 * The records of a file, in batches; blank lines are left out. Lines end with CRLF, LF or CR, even mixed.
 * @throws CsvFileError after the records before the error
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
      return null; // The batch has it.
    },
  });
  parser.on('error', () => {}); // The callbacks get it, too.
  const rows = () => parser.info.records + parser.info.empty_lines;
  const send = (piece: Buffer) =>
    new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(error) : resolve());
      if (piece.length === 0) parser.end(done);
      else parser.write(piece, done);
    });
  let unendedBytes = 0;
  try {
    // The last piece is empty: the end.
    for (let at = 0; at < content.length + PIECE_BYTES; at += PIECE_BYTES) {
      const before = rows();
      const piece = content.subarray(at, at + PIECE_BYTES);
      await send(piece);
      yield batch;
      batch = [];
      if (rows() > MAX_ROWS) {
        throw new CsvFileError(MAX_ROWS + 1, `The file has more than ${MAX_ROWS} rows`, 'too_many_rows');
      }
      unendedBytes = rows() === before ? unendedBytes + piece.length : 0;
      // csv-parse counts no commas. Four bytes are the most that a character takes.
      if (unendedBytes > MAX_RECORD_LENGTH * 4) throw unreadable(rows() + 1, TOO_LONG);
      await nextTurn();
    }
  } catch (error) {
    yield batch;
    if (!(error instanceof CsvError)) throw error;
    throw unreadable(rows() + 1, REASONS[error.code] ?? error.message);
  }
}
