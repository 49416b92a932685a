import type { FileFormat } from '../slice/contract.ts';
import { exportCsv, type Sheet } from '../slice/csv.ts';
import { exportXlsx } from '../slice/xlsx-writer.ts';
import { weigh } from './accept.ts';
import { XLSX_TYPE } from './media-types.ts';
import { CSV_TYPE } from './present-response.ts';
import type { ParsedRequest } from './read-request.ts';

interface Format {
  readonly type: string;
  readonly write: (sheet: Sheet) => AsyncIterable<string | Buffer>;
}

const FORMATS: Readonly<Record<FileFormat, Format>> = {
  csv: { type: CSV_TYPE, write: exportCsv },
  xlsx: { type: XLSX_TYPE, write: exportXlsx },
};

/** The format that a request asks for, in its query or in `Accept`; otherwise CSV. */
export function fileFormat(formats: readonly FileFormat[], { query, accept = '' }: ParsedRequest) {
  const isXlsxPreferred = weigh(accept, XLSX_TYPE).weight > weigh(accept, 'text/csv').weight;
  const asked = query.format ?? (isXlsxPreferred ? 'xlsx' : 'csv');
  const format = formats.find((one) => one === asked) ?? 'csv';
  return { format, ...FORMATS[format] };
}
