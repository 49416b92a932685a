import type { Readable } from 'node:stream';
import { RequestRefused } from '../base/errors.ts';
import type { ConstraintMeanings } from '../database/constraint-errors.ts';
import type { RowList } from '../database/rows.ts';
import type { Operation } from '../slice/contract.ts';
import { type Cursors, nextLink } from '../slice/pages.ts';
import type { ParsedRequest } from './read-request.ts';
import { errorSerializer, itemSerializer, serializer } from './serializer.ts';
import { asApiError, JSON_TYPE, presentApiError } from './transport-errors.ts';

export interface ApiResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Readable;
}

/** A response whose whole body is known: it can have an ETag and can be stored. */
export interface TextResponse extends ApiResponse {
  readonly body: string;
}

type Rows = Record<string, unknown>[] | RowList<Record<string, unknown>>;

export const CSV_TYPE = 'text/csv; charset=utf-8';

const prefersCsv = (accept = ''): boolean =>
  /(^|,)\s*text\/csv\s*(;|,|$)/i.test(accept) && !/application\/json/i.test(accept);

/** Returns the functions that turn what an operation's handler returns or throws into a response. */
export function createPresenter(
  { response, refusal }: Operation,
  { cursors, constraints }: { cursors: Cursors; constraints: ConstraintMeanings },
) {
  const { kind, status } = response;
  const serialize = serializer(response);
  const serializeRefusal = errorSerializer(refusal);
  const isLog = kind === 'list' && response.appendOnly === true;

  function presentPage(rows: Rows, { page: { limit }, path, parameters, scope }: ParsedRequest): TextResponse {
    const headers: Record<string, string> = { 'content-type': JSON_TYPE };
    const last = limit === undefined ? undefined : rows.at(limit - 1);
    if (limit === undefined || last === undefined || rows.length <= limit) {
      return { status, headers, body: serialize(rows) };
    }
    const [createdAt, id] = isLog ? [last.occurredAt, last.sequence] : [last.createdAt, last.id];
    const cursor = cursors.write({ createdAt: String(createdAt), id: String(id) }, scope);
    headers.link = nextLink(path, parameters, cursor, limit);
    return { status, headers, body: serialize(Array.isArray(rows) ? rows.slice(0, limit) : rows.upTo(limit)) };
  }

  return {
    presentResponse(result: unknown, request: ParsedRequest): TextResponse {
      if (kind === 'list') return presentPage(result as Rows, request);
      if (kind === 'json' && response.csv === true && prefersCsv(request.accept)) {
        const { data } = result as { data: string };
        return { status, headers: { 'content-type': CSV_TYPE, vary: 'Accept' }, body: data };
      }
      return { status, headers: { 'content-type': JSON_TYPE }, body: serialize(result) };
    },
    /** An error that is not meant for the caller becomes the fixed 500. */
    presentError(error: unknown): TextResponse {
      if (!(error instanceof RequestRefused)) return presentApiError(asApiError(error, constraints));
      return { status: 400, headers: { 'content-type': JSON_TYPE }, body: serializeRefusal(error.response) };
    },
    serialize,
    /** Serializes one row of a list. */
    serializeItem: itemSerializer(response),
  };
}
