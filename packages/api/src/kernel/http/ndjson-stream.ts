import { Readable } from 'node:stream';

const LINES_TYPE = 'application/x-ndjson';

export const prefersLines = (accept: string | undefined): boolean =>
  accept !== undefined && /(^|,)\s*application\/x-ndjson\s*(;|,|$)/i.test(accept);

/** Rows that are sent at a time. */
const PART_ROWS = 1000;

/** What a log's list reads of its rows when it goes on behind the last one. */
interface LoggedRow {
  readonly occurredAt: string;
  readonly sequence: number;
}

export interface LineSource {
  /** The next rows behind a row, at most `limit`. */
  readonly read: (limit: number, after: LoggedRow | undefined) => Promise<readonly LoggedRow[]>;
  readonly write: (row: unknown) => string;
}

/**
 * A log as lines of JSON, one row each, read in parts: neither memory nor a transaction holds more than one. The first part is read
 * before this returns, so that what is wrong with the request is answered as such; a later failure cuts the response off.
 */
export async function streamLines({ read, write }: LineSource) {
  const first = await read(PART_ROWS, undefined);
  async function* parts() {
    for (let rows = first; ; ) {
      const last = rows.at(-1);
      if (rows.length > 0) yield rows.map((row) => `${write(row)}\n`).join('');
      if (last === undefined || rows.length < PART_ROWS) return;
      rows = await read(PART_ROWS, last);
    }
  }
  return {
    status: 200,
    headers: { 'content-type': `${LINES_TYPE}; charset=utf-8`, vary: 'Accept' },
    body: Readable.from(parts()),
  };
}
