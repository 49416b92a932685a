import { escapeFormula, type Sheet } from './csv.ts';
import { writeZip } from './zip.ts';

// An Excel workbook with one sheet. Text has the format of text, so that a spreadsheet keeps the zeros of a serial number.

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const relationships = (name: string, kinds: Readonly<Record<string, string>>): [string, string[]] => [
  name,
  [
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">${Object.entries(kinds)
      .map(
        ([target, kind], index) => `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
      )
      .join('')}</Relationships>`,
  ],
];

/** The styles of cells, by their place in the list: general, text (format 49), and date (format 14). */
const [TEXT, DATE] = [1, 2];
const xf = (format: number) =>
  `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`;

const PARTS: readonly (readonly [string, readonly string[]])[] = [
  [
    '[Content_Types].xml',
    [
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
        `<Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/>` +
        `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/></Types>`,
    ],
  ],
  relationships('_rels/.rels', { 'xl/workbook.xml': 'officeDocument' }),
  relationships('xl/_rels/workbook.xml.rels', { 'worksheets/sheet1.xml': 'worksheet', 'styles.xml': 'styles' }),
  [
    'xl/workbook.xml',
    [
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
  ],
  [
    'xl/styles.xml',
    [
      `${XML}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>` +
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>' +
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
        `<cellXfs count="3">${xf(0)}${xf(49)}${xf(14)}</cellXfs></styleSheet>`,
    ],
  ],
];

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
/** Characters that XML cannot have, and text that looks like their code. */
const UNWRITABLE = /(?![\t\n])\p{Cc}|[\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/gu;

const codeOf = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
const xmlText = (text: string): string =>
  text.replace(UNWRITABLE, codeOf).replace(/[<>&]/g, (character) => ENTITIES[character] ?? '');

const textCell = (at: string, text: string): string =>
  `<c r="${at}" t="inlineStr" s="${TEXT}"><is><t xml:space="preserve">${xmlText(escapeFormula(text))}</t></is></c>`;

const DAY_MS = 86_400_000;
/** The day 0 of a workbook, and the first day whose number all programs agree on. */
const [EPOCH, FIRST_DAY] = [Date.UTC(1899, 11, 30), 61];
/** A spreadsheet keeps 15 digits. */
const NUMBER = /^-?(?:\d{1,12}(?:\.\d{1,3})?|\d{1,9}\.\d{1,6})$/;

/** `at` is the cell's address, such as `B2`: some programs read no cell without one. */
function cell(at: string, kind: Sheet['columns'][number]['kind'], text: string | null): string {
  if (text === null) return '';
  if (kind === 'boolean') return `<c r="${at}" t="b"><v>${text === 'true' ? 1 : 0}</v></c>`;
  if (kind === 'number' && NUMBER.test(text)) return `<c r="${at}"><v>${text}</v></c>`;
  const day = kind === 'date' ? (Date.parse(text) - EPOCH) / DAY_MS : 0;
  return day >= FIRST_DAY ? `<c r="${at}" s="${DATE}"><v>${day}</v></c>` : textCell(at, text);
}

/** The letters of a column: `A` of 0, `AA` of 26. */
const lettersOf = (column: number): string =>
  (column < 26 ? '' : lettersOf(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

async function* sheetXml({ columns, parts }: Sheet): AsyncGenerator<string> {
  const letters = columns.map((_, index) => lettersOf(index));
  const header = columns.map(({ name }, index) => textCell(`${letters[index]}1`, name)).join('');
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData><row r="1">${header}</row>`;
  let number = 1;
  for await (const rows of parts) {
    const fields = columns.map(({ source, kind }, index) => ({
      kind,
      field: rows.field(source),
      letter: letters[index],
    }));
    let xml = '';
    for (const row of rows.values) {
      number++;
      xml += `<row r="${number}">`;
      for (const { kind, field, letter } of fields) {
        const value = (field && row[field.index]) ?? null;
        xml += cell(`${letter}${number}`, kind, value === null ? null : (field?.text?.(value) ?? value));
      }
      xml += '</row>';
    }
    yield xml;
  }
  yield '</sheetData></worksheet>';
}

/** Yields a workbook with the rows of a sheet, starting with the header. An import of the file restores the values. */
export const exportXlsx = (sheet: Sheet): AsyncGenerator<Buffer> =>
  writeZip([...PARTS, ['xl/worksheets/sheet1.xml', sheetXml(sheet)]]);
