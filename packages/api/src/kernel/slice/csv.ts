import type { RowList } from '../database/rows.ts';

/**
 * CSV as RFC 4180 has it, with PostgreSQL's distinction: an empty cell is no value, a quoted empty cell ("") is empty text.
 */

/** What a spreadsheet takes for the beginning of a formula, after any apostrophes of our own. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const DEFUSED = /^'+[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** One more apostrophe before a would-be formula; `armed` takes exactly that one away again. */
const defused = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
export const armed = (text: string): string => (DEFUSED.test(text) ? text.slice(1) : text);

/** Most cells: nothing to quote, and nothing that a spreadsheet would run. */
const PLAIN = /^[0-9A-Za-z](?:[^",\r\n]*[^",\s])?$/;

function cell(value: string | null): string {
  if (value === null) return '';
  if (PLAIN.test(value)) return value;
  if (value === '') return '""';
  const text = defused(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const isBlank = ({ cells }: CsvRecord): boolean => cells.length === 1 && cells[0] === null;

/** One line, with its end. */
export const csvLine = (values: readonly (string | null)[]): string => `${values.map(cell).join(',')}\r\n`;

/** A line for each row, with these of its fields. */
export function csvLines(rows: RowList<unknown>, names: readonly string[]): string {
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
  return lines;
}

/** A file that is not CSV, with the row where that shows. */
export class CsvSyntaxError extends Error {
  override readonly name = 'CsvSyntaxError';
  readonly row: number;

  constructor(row: number, message: string) {
    super(message);
    this.row = row;
  }
}

export interface CsvRecord {
  /** As a spreadsheet counts: the first line is row 1, and blank lines count. */
  readonly row: number;
  /** Null is a cell without a value. */
  readonly cells: readonly (string | null)[];
  /** Characters of the text that it took, its line end included. */
  readonly length: number;
}

const MAX_RECORD_LENGTH = 65_536;
const PLAIN_CELL = /[^",\r\n]*/y;

/**
 * The records of a CSV text, lines ended by CRLF, LF or CR, even mixed; a blank line is one empty cell. Ours, because the libraries
 * either do not tell "" from an empty cell or take five times as long to.
 * @throws CsvSyntaxError
 */
export function* csvRecords(text: string): Generator<CsvRecord> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  for (let row = 1; at < text.length; row++) {
    const start = at;
    const cells: (string | null)[] = [];
    for (let more = true; more; ) {
      if (text.charAt(at) === '"') {
        const [value, end] = quotedCell(text, at, row);
        cells.push(value);
        at = end;
      } else {
        PLAIN_CELL.lastIndex = at;
        const value = PLAIN_CELL.exec(text)?.[0] ?? '';
        cells.push(value === '' ? null : value);
        at += value.length;
        if (text.charAt(at) === '"')
          throw new CsvSyntaxError(row, 'a quote in the middle of a cell; quote the whole cell and double the quote');
      }
      if (at - start > MAX_RECORD_LENGTH)
        throw new CsvSyntaxError(row, `the row is longer than ${MAX_RECORD_LENGTH} characters`);
      more = text.charAt(at) === ',';
      if (more) at++;
    }
    if (text.startsWith('\r\n', at)) at += 2;
    else if (at < text.length) at++;
    yield { row, cells, length: at - start };
  }
}

/** A quoted cell and where it ends; a doubled quote inside is one. */
function quotedCell(text: string, from: number, row: number): [string, number] {
  let value = '';
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) throw new CsvSyntaxError(row, 'a quoted cell is not closed');
    if (quote - from > MAX_RECORD_LENGTH)
      throw new CsvSyntaxError(
        row,
        `a cell is longer than ${MAX_RECORD_LENGTH} characters, or its quote is not closed`,
      );
    value += text.slice(at, quote);
    if (text.charAt(quote + 1) === '"') {
      value += '"';
      at = quote + 2;
      continue;
    }
    if (!/^[,\r\n]?$/.test(text.charAt(quote + 1)))
      throw new CsvSyntaxError(row, 'text follows a closing quote; double the quotes inside a cell');
    return [value, quote + 1];
  }
}
