import type { Readable } from 'node:stream';
import type { RowList } from '../database/rows.ts';
import type { Operation } from '../slice/contract.ts';
import { type Cursors, nextLink, sortedField } from '../slice/pages.ts';
import { prefersToJson } from './accept.ts';
import type { ParsedRequest } from './read-request.ts';
import { listSerializer, serializer } from './serializer.ts';
import { JSON_TYPE } from './transport-errors.ts';

export interface ApiResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer | Readable;
}

/** A response whose whole body is known: it can have an ETag and can be stored. */
export interface TextResponse extends ApiResponse {
  readonly body: string;
}

type Rows = Record<string, unknown>[] | RowList<Record<string, unknown>>;

export const ZIP_TYPE = 'application/zip';
export const CSV_TYPE = 'text/csv; charset=utf-8';
/** Of every response whose type depends on `Accept`. */
const VARY = { vary: 'Accept' };

/** Returns the functions that turn what an operation's handler returns into a response. */
export function createPresenter({ response }: Operation, cursors: Cursors) {
  const { kind, status } = response;
  const serializeItem = ['archive', 'file', 'text'].includes(response.kind) ? String : serializer(response.schema);
  const serialize = response.kind === 'list' ? listSerializer(response.schema) : serializeItem;
  const isLog = kind === 'list' && response.appendOnly === true;

  /** A cached list without its total must not be taken for one with it. */
  const countHeaders = (rows: Rows, isCounted: true | undefined): Record<string, string> => ({
    ...(kind === 'list' && response.isCounted && { vary: 'Prefer' }),
    ...(isCounted && { 'x-total-count': String(rows.at(0)?.totalCount ?? 0), 'preference-applied': 'count=exact' }),
  });

  function presentPage(rows: Rows, { page, parameters, scope }: ParsedRequest): TextResponse {
    const { limit, sort } = page;
    const headers = { 'content-type': JSON_TYPE, ...(isLog && VARY), ...countHeaders(rows, page.isCounted) };
    const last = limit === undefined ? undefined : rows.at(limit - 1);
    if (limit === undefined || last === undefined || rows.length <= limit) {
      return { status, headers, body: serialize(rows) };
    }
    const [createdAt, id] = isLog ? [last.occurredAt, last.sequence] : [last.createdAt, last.id];
    const value = sort === undefined ? null : (last[sortedField(sort)] ?? null);
    const sorted = value === null ? null : String(value);
    const cursor = cursors.write({ createdAt: String(createdAt), id: String(id), sorted }, scope);
    const link = nextLink(parameters, cursor, limit);
    return {
      status,
      headers: { ...headers, link },
      body: serialize(Array.isArray(rows) ? rows.slice(0, limit) : rows.upTo(limit)),
    };
  }

  return {
    presentResponse(result: unknown, request: ParsedRequest): TextResponse {
      if (kind === 'list') return presentPage(result as Rows, request);
      const canBeCsv = kind === 'json' && response.csv === true;
      if (canBeCsv && prefersToJson(request.accept, 'text/csv')) {
        const { data } = result as { data: string };
        return { status, headers: { 'content-type': CSV_TYPE, ...VARY }, body: data };
      }
      const type = kind === 'text' ? `${response.type}; charset=utf-8` : JSON_TYPE;
      return { status, headers: { 'content-type': type, ...(canBeCsv && VARY) }, body: serialize(result) };
    },
    serialize,
    /** Serializes one row of a list. */
    serializeItem,
  };
}
