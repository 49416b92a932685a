import type { Readable } from 'node:stream';
import { errorResponse, RequestRefused } from '../base/errors.ts';
import type { ConstraintMeanings } from '../database/constraint-errors.ts';
import type { RowList } from '../database/rows.ts';
import type { Operation } from '../slice/contract.ts';
import { type Cursors, nextLink, type Page } from '../slice/pages.ts';
import { itemSerializer, refusalSerializer, serializer } from './serializer.ts';
import { asApiError } from './transport-errors.ts';

/** An response as it goes out. */
export interface OutgoingResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Readable;
}

/** One that is there as a whole: it can be tagged and kept. */
export interface CompleteResponse extends OutgoingResponse {
  readonly body: string;
}

/** What of a request decides how its result is shown. */
export interface Presentation {
  readonly page: Page;
  readonly path: string;
  readonly parameters: URLSearchParams;
  /** What a cursor of this list belongs to. */
  readonly scope: string;
  readonly accept: string | undefined;
}

export interface Presenter {
  /** The response to a request that was served. */
  present(result: unknown, to: Presentation): CompleteResponse;
  /** A row of a list by itself. */
  item(row: unknown): string;
  /** The response to one that was refused; an error that is not meant for the caller becomes the fixed 500. */
  refuse(error: unknown): CompleteResponse;
}

/** What a list's handler returns. */
type Rows = Record<string, unknown>[] | RowList<Record<string, unknown>>;

const JSON_TYPE = 'application/json; charset=utf-8';
export const CSV_TYPE = 'text/csv; charset=utf-8';

const prefersCsv = (accept: string | undefined): boolean =>
  accept !== undefined && /(^|,)\s*text\/csv\s*(;|,|$)/i.test(accept) && !/application\/json/i.test(accept);

/** Turns what an operation's handler returned or threw into an response, by its contract. */
export function createPresenter(
  { response, refusal }: Operation,
  { cursors, constraints }: { cursors: Cursors; constraints: ConstraintMeanings },
): Presenter {
  const serialize = serializer(response);
  const serializeRefusal = refusalSerializer(refusal);
  const [since, id] =
    response.kind === 'list' && response.log === true ? ['occurredAt', 'sequence'] : ['createdAt', 'id'];

  function list(rows: Rows, { page, path, parameters, scope }: Presentation): CompleteResponse {
    const headers: Record<string, string> = { 'content-type': JSON_TYPE };
    const last = page.limit === undefined ? undefined : rows.at(page.limit - 1);
    let shown = rows;
    if (page.limit !== undefined && rows.length > page.limit && last !== undefined) {
      shown = Array.isArray(rows) ? rows.slice(0, page.limit) : rows.upTo(page.limit);
      const cursor = cursors.write({ createdAt: String(last[since]), id: String(last[id]) }, scope);
      headers.link = nextLink(path, parameters, cursor, page.limit);
    }
    return { status: response.status, headers, body: serialize(shown) };
  }

  return {
    present(result, to) {
      if (response.kind === 'list') return list(result as Rows, to);
      if (response.kind === 'json' && response.csv === true && prefersCsv(to.accept)) {
        const headers = { 'content-type': CSV_TYPE, vary: 'Accept' };
        return { status: 200, headers, body: (result as { data: string }).data };
      }
      return { status: response.status, headers: { 'content-type': JSON_TYPE }, body: serialize(result) };
    },
    item: itemSerializer(response),
    refuse(error) {
      if (error instanceof RequestRefused) {
        return { status: 400, headers: { 'content-type': JSON_TYPE }, body: serializeRefusal(error.response) };
      }
      const { status, headers, body } = errorResponse(asApiError(error, constraints));
      return { status, headers: { ...headers, 'content-type': JSON_TYPE }, body: JSON.stringify(body) };
    },
  };
}
