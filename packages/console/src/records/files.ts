import { ImportError, type ImportResult, type Query } from '@raptor-comply/sdk';
import Papa from 'papaparse';
import { comply } from '../api/session.ts';
import type { Kind, Row } from './kinds.ts';

/** Rows of text as a CSV file. */
export const writeCsv = (rows: readonly (readonly string[])[]): string => `${Papa.unparse(rows as string[][])}\r\n`;

/** Reads a CSV file, with commas, semicolons, or tabs, into rows of text, without blank rows. */
export const readCsv = (file: string): string[][] =>
  Papa.parse<string[]>(file, { skipEmptyLines: 'greedy', delimitersToGuess: [',', ';', '\t'] }).data;

/** Saves bytes as a file. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

const TYPES = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

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

export interface ImportOptions {
  readonly mode: 'create' | 'update' | 'upsert';
  readonly dryRun: boolean;
  readonly reason?: string | undefined;
}

/** Imports a file; a refused one is a result, too, which lists what to fix. */
export async function importFile(
  kind: Kind,
  csv: string,
  { mode, dryRun, reason }: ImportOptions,
): Promise<ImportResult> {
  try {
    return await comply.request<ImportResult>(
      {
        method: 'POST',
        path: `/${kind.segment}/import`,
        upload: { file: new Blob([csv], { type: 'text/csv' }), as: 'text/csv' },
        query: { mode, dryRun },
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
