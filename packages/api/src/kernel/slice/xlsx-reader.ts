import { type Cell, FileError, type FileRecord, tooManyRows } from './csv.ts';
import { attribute, readXml, type Visit } from './xml.ts';
import { readZip, unzipped } from './zip.ts';

// The first visible sheet of an Excel workbook (ECMA-376, SpreadsheetML) as text. A formula has the value that it had when the workbook
// was saved. exceljs takes five times as long, has 170 packages, and writes hostile archives of any size to the disk.

/** Bytes of XML, in all files that are read. */
const MAX_XML_BYTES = 512 * 2 ** 20;
/** Bytes of XML before the sheet and the shared texts: styles and relationships. */
const MAX_HEAD_BYTES = 16 * 2 ** 20;
/** Characters in all cells, and as many in the texts that cells share. A CSV file can have as many. */
const MAX_CHARACTERS = 50 * 2 ** 20;
const MAX_SHARED_TEXTS = 4_000_000;
const MAX_RECORD_LENGTH = 65_536;
/** A record has fewer; each empty cell before a value takes memory. */
const MAX_COLUMNS = 1000;
const MAX_ROWS = 1_048_576;

const unreadable = (reason: string, row = 1) => new FileError(row, `The workbook cannot be read: ${reason}`);
const TOO_LARGE = 'its content is too large; split it into smaller files';

/** Date formats among those without a code in the file (ECMA-376, 18.8.30). */
const isBuiltInDate = (format: number): boolean =>
  [
    [14, 17],
    [22, 22],
    [27, 36],
    [50, 58],
  ].some(([from = 0, to = 0]) => format >= from && format <= to);
/** Apart from colors, conditions, and literal text, only the code of a date has a day or a year. */
const isDateCode = (code: string): boolean => /[dy]/i.test(code.replace(/\[[^\]]*\]|"[^"]*"|\\./g, ''));

const DAY_MS = 86_400_000;
/** Day 0. Day 60 is February 29, 1900, which never was. */
const EPOCH = Date.UTC(1899, 11, 30);
/** Day 0 of workbooks that count from 1904. */
const EPOCH_1904 = 1462;

/** A day as `2026-03-31`, with its time if it has one. */
function dateText(days: number): string {
  const date = new Date(EPOCH + Math.round(days * 86_400) * 1000);
  if (Number.isNaN(date.getTime())) return String(days);
  return date.toISOString().slice(0, date.getTime() % DAY_MS === 0 ? 10 : 19);
}

/** `AB12` is in column 27, counted from 0. */
const columnIndex = (reference: string): number =>
  [...reference.replace(/\d+$/, '')].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** What the cells of a sheet refer to. */
interface Workbook {
  readonly texts: string[];
  /** Whether each style shows a date. */
  readonly dates: boolean[];
  is1904: boolean;
  /** Ids of the relationships to the visible sheets. */
  readonly sheets: string[];
}

/** Decodes `_x000D_`, which stands for a character that XML does not have. */
const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-F]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Joins the parts of a text, which may be formatted differently. */
function appended(text: string, part: string, row = 1): string {
  if (text.length + part.length <= MAX_RECORD_LENGTH) return text + part;
  throw unreadable(`a text is longer than ${MAX_RECORD_LENGTH} characters`, row);
}

const [reference, style, type] = [attribute('r'), attribute('s'), attribute('t')];

/** Adds the rows of a sheet to `batch`. */
function sheetVisit({ texts, dates, is1904 }: Workbook, batch: FileRecord[]): Visit {
  let [row, length, characters] = [0, 0, 0];
  let cells: Cell[] = [];
  let cell = { column: -1, type: '', isDate: false, hasFormula: false };
  let text = '';

  function value(): Cell {
    if (cell.type === 'e') throw unreadable(`a cell has the error ${text.slice(0, 20)}; correct its formula`, row);
    if (cell.type === 'inlineStr' || cell.type === 'str') return unescaped(text);
    if (text === '' && cell.hasFormula) {
      throw unreadable('a formula has no value; open the workbook in a spreadsheet program and save it', row);
    }
    if (text === '') return null;
    if (cell.type === 's') return texts[Number(text)] ?? null;
    if (cell.type === 'b') return text === '1' ? 'true' : 'false';
    const number = Number(text);
    if (cell.type === 'd' || Number.isNaN(number)) return text;
    return cell.isDate ? dateText(number + (is1904 ? EPOCH_1904 : 0)) : String(number);
  }

  function endCell(): void {
    const content = value();
    if (content === null || content === '') return;
    if (cell.column >= MAX_COLUMNS) throw unreadable('it has too many columns', row);
    while (cells.length < cell.column) cells.push(null);
    cells[cell.column] = content;
    length += content.length;
  }

  function endRow(): void {
    if (length > MAX_RECORD_LENGTH) throw unreadable(`the row is longer than ${MAX_RECORD_LENGTH} characters`, row);
    // Empty cells count: they are made here.
    characters += length + cells.length;
    if (characters > MAX_CHARACTERS) throw unreadable(TOO_LARGE, row);
    if (cells.length > 0) batch.push({ row, cells });
    [cells, length] = [[], 0];
  }

  return {
    open(name, attributes) {
      if (name === 'row') {
        row = Number(reference(attributes) ?? row + 1);
        if (!(row >= 1 && row <= MAX_ROWS)) throw tooManyRows(MAX_ROWS);
        cell = { ...cell, column: -1 };
      } else if (name === 'c') {
        const at = reference(attributes);
        const column = at === undefined ? cell.column + 1 : columnIndex(at);
        const isDate = dates[Number(style(attributes) ?? 0)] === true;
        cell = { column, type: type(attributes) ?? 'n', isDate, hasFormula: false };
        text = '';
      } else if (name === 'f') cell.hasFormula = true;
    },
    close(name, content) {
      if (name === 'v' || name === 't') text = appended(text, content, row);
      else if (name === 'c') endCell();
      else if (name === 'row') endRow();
    },
  };
}

/** Adds the texts that cells share. */
function textsVisit({ texts }: Workbook): Visit {
  let [text, characters] = ['', 0];
  let isPhonetic = false;
  return {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
    },
    close(name, content) {
      if (name === 'rPh') isPhonetic = false;
      if (name === 't' && !isPhonetic) text = appended(text, content);
      if (name !== 'si') return;
      characters += text.length;
      if (characters > MAX_CHARACTERS || texts.length >= MAX_SHARED_TEXTS) throw unreadable(TOO_LARGE);
      texts.push(unescaped(text));
    },
  };
}

const [format, formatCode] = [attribute('numFmtId'), attribute('formatCode')];

/** Adds the styles of cells: which of them show dates. */
function stylesVisit({ dates }: Workbook): Visit {
  const codes = new Map<string, string>();
  let isCellStyle = false;
  return {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(format(attributes) ?? '', formatCode(attributes) ?? '');
      if (name === 'cellXfs') isCellStyle = true;
      if (name !== 'xf' || !isCellStyle) return;
      const id = format(attributes) ?? '';
      const code = codes.get(id);
      dates.push(code === undefined ? isBuiltInDate(Number(id)) : isDateCode(code));
    },
    close(name) {
      if (name === 'cellXfs') isCellStyle = false;
    },
  };
}

const [id, target, state, date1904] = [attribute('id'), attribute('Target'), attribute('state'), attribute('date1904')];
const relationshipId = attribute('Id');

function workbookVisit(workbook: Workbook): Visit {
  return {
    open(name, attributes) {
      if (name === 'workbookPr') workbook.is1904 = ['1', 'true'].includes(date1904(attributes) ?? '');
      if (name === 'sheet' && (state(attributes) ?? 'visible') === 'visible')
        workbook.sheets.push(id(attributes) ?? '');
    },
  };
}

/** What other archives are, by a file in them. */
const OTHER_ARCHIVES: Readonly<Record<string, string>> = {
  'xl/workbook.bin': 'a binary Excel workbook (.xlsb)',
  mimetype: 'an OpenDocument file (.ods)',
};

/** Yields the records of a workbook in batches, without blank rows. Throws FileError after the records before the error. */
export async function* xlsxRecords(file: Buffer): AsyncGenerator<readonly FileRecord[]> {
  const workbook: Workbook = { texts: [], dates: [], is1904: false, sheets: [] };
  const paths = new Map<string, string>();
  const batch: FileRecord[] = [];
  let bytes = 0;
  try {
    const entries = readZip(file);
    const pieces = async function* (path: string, maxBytes = MAX_XML_BYTES) {
      const entry = entries.get(path);
      if (entry === undefined) return;
      for await (const piece of unzipped(entry)) {
        bytes += piece.length;
        if (bytes > maxBytes) throw unreadable(TOO_LARGE);
        yield piece;
      }
    };
    const readAll = async (path: string, visit: Visit, maxBytes = MAX_HEAD_BYTES) => {
      for await (const _ of readXml(pieces(path, maxBytes), visit));
    };
    if (!entries.has('xl/workbook.xml')) {
      const [, kind = 'not an Excel workbook'] =
        Object.entries(OTHER_ARCHIVES).find(([name]) => entries.has(name)) ?? [];
      throw new FileError(1, `The file is ${kind}; save it as an Excel workbook (.xlsx) or as CSV in UTF-8`);
    }
    await readAll('xl/workbook.xml', workbookVisit(workbook));
    await readAll('xl/_rels/workbook.xml.rels', {
      open: (_, attributes) => paths.set(relationshipId(attributes) ?? '', target(attributes) ?? ''),
    });
    await readAll('xl/styles.xml', stylesVisit(workbook));
    await readAll('xl/sharedStrings.xml', textsVisit(workbook), MAX_XML_BYTES);
    const sheet = paths.get(workbook.sheets[0] ?? '') ?? '';
    const path = sheet.startsWith('/') ? sheet.slice(1) : `xl/${sheet}`;
    if (!entries.has(path)) throw unreadable('it has no visible sheet');
    for await (const _ of readXml(pieces(path), sheetVisit(workbook, batch))) yield batch.splice(0);
  } catch (error) {
    yield batch.splice(0);
    // Anything else is what the archive or its XML is made of.
    throw error instanceof FileError ? error : unreadable('it is damaged; save it again');
  }
}
