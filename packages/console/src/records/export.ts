import type { Query } from '@raptor-comply/sdk';
import { comply } from '../api/client.ts';
import { saveFile } from './csv.ts';
import type { Kind } from './kinds.ts';

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
