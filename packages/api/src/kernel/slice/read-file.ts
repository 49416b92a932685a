import { csvRecords, FileError, type FileRecord } from './csv.ts';
import { xlsxRecords } from './xlsx-reader.ts';

/** The first bytes of files that people take for spreadsheets, and what they are. */
const OTHER_FILES: readonly (readonly [bytes: string, name: string])[] = [
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an Excel 97–2003 workbook (.xls), or a workbook with a password'],
  ['%PDF', 'a PDF'],
  ['\x1f\x8b', 'compressed (gzip)'],
  ['\xff\xfe', 'UTF-16 text'],
  ['\xfe\xff', 'UTF-16 text'],
  ['<', 'HTML or XML'],
];

/** Yields the records of a CSV file or an Excel workbook in batches. Throws FileError after the records before the error. */
export function fileRecords(file: Buffer): AsyncGenerator<readonly FileRecord[]> {
  const start = file.toString('latin1', 0, 8);
  if (start.startsWith('PK\x03\x04')) return xlsxRecords(file);
  const other = OTHER_FILES.find(([bytes]) => start.startsWith(bytes));
  if (other === undefined) return csvRecords(file);
  throw new FileError(1, `The file is ${other[1]}; save it as an Excel workbook (.xlsx) or as CSV in UTF-8`);
}
