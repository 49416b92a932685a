import { ImportError, type ImportResult, type Query } from '@raptor-comply/sdk';
import { comply } from '../api/session.ts';
import type { Kind, Row } from './kinds.ts';

const cell = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows of text as a CSV file. */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;

/** The delimiter that the first line has most of. */
function delimiterOf(text: string): string {
  const line = text.slice(0, text.search(/[\r\n]|$/));
  const count = (mark: string) => line.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** Reads a CSV file into rows of text, without blank rows. */
export function readCsv(file: string): string[][] {
  const text = file.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let value = '';
  let isQuoted = false;
  const endRow = () => {
    row.push(value);
    if (row.some((item) => item.trim() !== '')) rows.push(row);
    row = [];
    value = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const mark = text.charAt(at);
    if (isQuoted) {
      if (mark !== '"') value += mark;
      else if (text.charAt(at + 1) === '"') {
        value += '"';
        at += 1;
      } else isQuoted = false;
    } else if (mark === '"' && value === '') isQuoted = true;
    else if (mark === delimiter) {
      row.push(value);
      value = '';
    } else if (mark === '\n') endRow();
    else if (mark !== '\r') value += mark;
  }
  if (value !== '' || row.length > 0) endRow();
  return rows;
}

/** Saves bytes as a file. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** Saves all records that a list would have, under the name that the server gives the file. */
export async function exportList(kind: Pick<Kind, 'segment'>, format: keyof typeof TYPES, query: Query): Promise<void> {
  const { data, response } = await comply
    .request<Uint8Array<ArrayBuffer>>(
      { method: 'GET', path: `/${kind.segment}/export`, query: { ...query, format }, response: 'bytes' },
      { attemptTimeoutMs: 120_000, totalTimeoutMs: 300_000 },
    )
    .withResponse();
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  saveFile(name ?? `${kind.segment}.${format}`, data, TYPES[format]);
}

type Mode = 'create' | 'update' | 'upsert';

export interface ImportOptions {
  readonly mode: Mode;
  readonly dryRun: boolean;
  readonly constants?: Readonly<Record<string, string>>;
  readonly reason?: string | undefined;
}

/** Imports a file; a refused one is a result, too, which lists what to fix. */
export async function importFile(
  kind: Kind,
  csv: string,
  { mode, dryRun, constants = {}, reason }: ImportOptions,
): Promise<ImportResult> {
  try {
    return await comply.request<ImportResult>(
      {
        method: 'POST',
        path: `/${kind.segment}/import`,
        upload: { file: new Blob([csv], { type: 'text/csv' }), as: 'text/csv' },
        query: { mode, dryRun, ...constants },
        response: 'object',
      },
      { attemptTimeoutMs: 300_000, totalTimeoutMs: 600_000, ...(reason ? { changeReason: reason } : {}) },
    );
  } catch (error) {
    if (error instanceof ImportError) return error.body as ImportResult;
    throw error;
  }
}

/** Sets a field of many records in one transaction: all of them change, or none. */
export const setField = (
  kind: Kind,
  name: string,
  values: readonly (readonly [Row, string])[],
  options: Omit<ImportOptions, 'mode'>,
): Promise<ImportResult> =>
  importFile(kind, writeCsv([['id', name], ...values.map(([row, value]) => [row.id, value])]), {
    ...options,
    mode: 'update',
  });
