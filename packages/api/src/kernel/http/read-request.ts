import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../auth/permissions.ts';
import { ApiError } from '../base/errors.ts';
import { asOfQuery, type Operation, type PathParameter, supportsAsOf } from '../slice/contract.ts';
import { isUuid } from '../slice/fields.ts';
import { type Cursors, cursorScope, DEFAULT_LIMIT, type Page, pageQuery } from '../slice/pages.ts';
import { isCalendarDate } from '../slice/problems.ts';
import { parse, QUERY_PARAMETERS } from '../slice/validation.ts';
import { readFile, readJson } from './media-types.ts';
import { type ReadOnlyField, withoutReadOnly } from './read-only-fields.ts';

/** An admitted request before it is parsed. */
export interface ApiRequest extends FastifyRequest<{ Params: Record<string, string>; Body: Buffer | undefined }> {
  caller: Caller;
}

/** A request parsed by its operation's contract. */
export interface ParsedRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** The fields of a PUT or PATCH that must have the record's own values. */
  readonly readOnly: readonly ReadOnlyField[];
  readonly page: Page;
  readonly asOf: string | undefined;
  readonly changeReason: string | undefined;
  readonly accept: string | undefined;
  /** The query string as sent. */
  readonly parameters: URLSearchParams;
  /** What a cursor of this list is bound to. */
  readonly scope: string;
}

const NO_FIELDS = z.strictObject({});

/** Fields that are in the response but not in the body; an error message calls them read-only instead of unknown. */
function readOnlyFields({ response, body }: Operation): Set<string> {
  const shape = (schema: z.ZodType | undefined) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
  const writable = new Set(body?.kind === 'json' ? shape(body.schema) : []);
  return new Set(response.kind === 'file' ? [] : shape(response.schema).filter((name) => !writable.has(name)));
}

function queryObject(parameters: URLSearchParams): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of parameters) {
    const shown = name.slice(0, 60);
    if (name in values) throw new ApiError('unprocessable', `${shown} was sent twice; send it once`, shown);
    values[name] = value;
  }
  return values;
}

/** No record has this id. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** Nothing is due on it. */
const NO_DATE = '0001-01-01';

/** Replaces an invalid id, date, or choice with one that matches nothing, so that it gets the same response as an unknown one. */
function pathValue(parameter: PathParameter | undefined, value: string): string {
  if (Array.isArray(parameter)) return parameter.includes(value) ? value : '';
  if (parameter === 'date') return isCalendarDate(value) ? value : NO_DATE;
  return isUuid(value) ? value.toLowerCase() : NIL_UUID;
}

const COUNTS = /(?:^|[,;])\s*count="?exact"?\s*(?:[,;]|$)/i;
const MAX_REASON = 500;

/** Reads `X-Change-Reason` as UTF-8, or as Latin-1 if it is not UTF-8. Throws ApiError 400. */
function readChangeReason(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const bytes = Buffer.from(String(header), 'latin1');
  const reason = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  if (reason !== '' && [...reason].length <= MAX_REASON && !/\p{Cc}/u.test(reason)) return reason;
  throw new ApiError('bad_request', `X-Change-Reason must be 1 to ${MAX_REASON} characters without control characters`);
}

/** Returns a function that parses the requests to an operation. It throws ApiError 400 and 422. */
export function createRequestReader(
  operation: Operation,
  cursors: Cursors,
): (request: ApiRequest) => Promise<ParsedRequest> {
  const { response, method, params: parameters = {}, body } = operation;
  const bodySchema = body?.kind === 'json' ? body.schema : NO_FIELDS;
  const fieldNames = { kind: 'field' as const, readOnly: readOnlyFields(operation) };
  const isList = response.kind === 'list';
  const isRead = method === 'GET';
  const isUpdate = method === 'PUT' || method === 'PATCH';
  const defaultPage = isList && response.appendOnly === true ? { limit: DEFAULT_LIMIT } : {};
  const kindQuery = { ...(isList ? pageQuery : {}), ...(supportsAsOf(operation) ? asOfQuery : {}) };
  const schema: z.ZodObject = (operation.query ?? NO_FIELDS).extend(kindQuery);
  // Most requests have no query string; this saves parsing an empty one. Undefined if a parameter is required.
  const emptyQuery = schema.safeParse({}).data as Readonly<Record<string, unknown>> | undefined;

  function readPage(query: Readonly<Record<string, unknown>>, scope: string): Page {
    const { limit, cursor, sort } = query as { limit?: number; cursor?: string; sort?: string };
    if (cursor !== undefined) return { limit: limit ?? DEFAULT_LIMIT, after: cursors.read(cursor, scope), sort };
    return limit === undefined ? { ...defaultPage, sort } : { limit, sort };
  }

  const isCounted = ({ prefer }: ApiRequest['headers']): boolean =>
    isList && response.isCounted === true && COUNTS.test(String(prefer));

  async function readBody(request: ApiRequest, readOnly: ReadOnlyField[]): Promise<unknown> {
    if (body?.kind === 'file') return readFile(request.body, request.headers);
    if (isRead) return undefined;
    const sent = readJson(request.body);
    const schemas = {
      request: bodySchema,
      response: isUpdate && response.kind === 'json' ? response.schema : undefined,
    };
    return parse(bodySchema, withoutReadOnly(sent, schemas, readOnly), fieldNames);
  }

  return async (request) => {
    const { url, caller, headers } = request;
    const [path = ''] = url.split('?', 1);
    const sent = new URLSearchParams(url.slice(path.length + 1));
    const query =
      sent.size === 0 && emptyQuery !== undefined ? emptyQuery : parse(schema, queryObject(sent), QUERY_PARAMETERS);
    const scope = isList ? cursorScope(caller.organizationId, path, sent) : '';
    const params: Record<string, string> = {};
    for (const name in parameters) params[name] = pathValue(parameters[name], request.params[name] ?? '');
    const readOnly: ReadOnlyField[] = [];
    return {
      params,
      query,
      body: await readBody(request, readOnly),
      readOnly,
      page: isList ? { ...readPage(query, scope), ...(isCounted(headers) && { isCounted: true }) } : {},
      asOf: query.asOf as string | undefined,
      changeReason: isRead ? undefined : readChangeReason(headers['x-change-reason']),
      accept: headers.accept,
      parameters: sent,
      scope,
    };
  };
}
