import { readCsv } from '../../records/files.ts';

/** A spreadsheet as text: its header and its rows, as long as the header. */
export interface Sheet {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A file that is no spreadsheet. The message says what to do. */
export class UnreadableFile extends Error {}

type Cell = string | number | boolean | Date | null;
const textOf = (cell: Cell): string =>
  cell === null ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);

async function readXlsx(file: File): Promise<string[][]> {
  const { default: readXlsxFile } = await import('read-excel-file/universal');
  const [sheet] = await readXlsxFile(file);
  return (sheet?.data ?? [])
    .map((row) => row.map((cell) => textOf(cell as Cell)))
    .filter((row) => row.some((cell) => cell.trim() !== ''));
}

/** Reads CSV, or the first sheet of a workbook. Throws UnreadableFile. */
export async function readSheet(file: File): Promise<Sheet> {
  const isXlsx = /\.xlsx$/i.test(file.name);
  if (!isXlsx && /\.(xls|ods|numbers|pdf|docx?)$/i.test(file.name))
    throw new UnreadableFile(
      'This kind of file cannot be read. Save it as CSV or as an Excel workbook (.xlsx), and choose that file.',
    );
  const found = isXlsx ? await readXlsx(file) : readCsv(await file.text());
  const [header = [], ...rows] = found;
  if (rows.length === 0)
    throw new UnreadableFile(
      'The file has no rows below its header. The first row must have the names of the columns.',
    );
  return {
    name: file.name,
    header: header.map((name) => name.trim()),
    rows: rows.map((row) => header.map((_, index) => (row[index] ?? '').trim())),
  };
}
