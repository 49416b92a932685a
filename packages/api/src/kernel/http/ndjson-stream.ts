import { Readable } from 'node:stream';
import type { ApiResponse } from './present-response.ts';

export const NDJSON_TYPE = 'application/x-ndjson';

const PART_ROWS = 1000;

interface LogRow {
  readonly occurredAt: string;
  readonly sequence: number;
}

/**
 * Streams a log as NDJSON, one row per line. It is read in parts, so that neither memory nor a transaction holds all of it. `read`
 * returns at most `limit` rows after `last`. Rejects if the first part fails; a later failure cuts the response off.
 */
export async function streamNdjson(
  serialize: (row: unknown) => string,
  read: (limit: number, last: LogRow | undefined) => Promise<readonly LogRow[]>,
): Promise<ApiResponse> {
  let rows = await read(PART_ROWS, undefined);
  async function* parts() {
    while (rows.length > 0) {
      yield rows.map((row) => `${serialize(row)}\n`).join('');
      rows = rows.length < PART_ROWS ? [] : await read(PART_ROWS, rows.at(-1));
    }
  }
  return {
    status: 200,
    headers: { 'content-type': `${NDJSON_TYPE}; charset=utf-8`, vary: 'Accept' },
    body: Readable.from(parts()),
  };
}
