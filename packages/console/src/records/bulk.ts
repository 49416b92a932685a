import { ImportError, type ImportResult } from '@raptor-comply/sdk';
import { comply } from '../api/client.ts';
import { writeCsv } from './csv.ts';
import type { Kind, Row } from './kinds.ts';

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
