import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Caller } from '../auth/permissions.ts';
import { ApiError } from '../base/errors.ts';
import { asOfQuery, hasPast } from '../slice/as-of.ts';
import type { Operation, PathParameter } from '../slice/contract.ts';
import { isUuid } from '../slice/fields.ts';
import { type Cursors, cursorScope, DEFAULT_LIMIT, type Page, pageQuery } from '../slice/pages.ts';
import { parse, QUERY_PARAMETERS } from '../slice/validation.ts';
import { readCsv, readJson } from './media-types.ts';

/** A request that was let in, as HTTP has it. */
export interface IncomingRequest {
  readonly requestId: string;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
}

/** The same request, as its operation's contract has it. */
export interface ParsedRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly page: Page;
  /** A moment in the past that is asked for. */
  readonly asOf: string | undefined;
  readonly changeReason: string | undefined;
  readonly path: string;
  readonly parameters: URLSearchParams;
  /** What a cursor of this list belongs to. */
  readonly scope: string;
}

const NO_FIELDS = z.strictObject({});

/** All query parameters of an operation: its own, and those that its kind has. */
function querySchema(operation: Operation): z.ZodObject {
  const own = operation.query ?? NO_FIELDS;
  const paged = operation.response.kind === 'list' ? own.extend(pageQuery) : own;
  return hasPast(operation) ? paged.extend(asOfQuery) : paged;
}

/** The fields that an response has and the body does not: worth telling from unknown ones. */
function readOnlyFields({ response, body }: Operation): Set<string> {
  const shape = (schema: z.ZodType | undefined) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
  const writable = new Set(body?.kind === 'json' ? shape(body.schema) : []);
  return new Set(response.kind === 'csv' ? [] : shape(response.schema).filter((name) => !writable.has(name)));
}

/** A query string as an object; a parameter given twice is refused, as which one counts would be a guess. */
function queryObject(parameters: URLSearchParams): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of parameters) {
    if (name in values) throw new ApiError('unprocessable', `${name.slice(0, 60)} is given twice`, name.slice(0, 60));
    values[name] = value;
  }
  return values;
}

/** No record has it. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What cannot be an id or a choice becomes what nothing has, so that whatever follows is the same. */
function pathValue(parameter: PathParameter | undefined, value: string): string {
  if (Array.isArray(parameter)) return parameter.includes(value) ? value : '';
  return isUuid(value) ? value.toLowerCase() : NOBODY;
}

function splitUrl(url: string): [path: string, parameters: URLSearchParams] {
  const at = url.indexOf('?');
  return at === -1 ? [url, new URLSearchParams()] : [url.slice(0, at), new URLSearchParams(url.slice(at + 1))];
}

const MAX_REASON = 500;

/** `X-Change-Reason`, in UTF-8 as today's clients send it, or in Latin-1 as HTTP once had it. Throws ApiError 400. */
function readChangeReason(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const bytes = Buffer.from(String(header), 'latin1');
  const utf8 = bytes.toString('utf8');
  const reason = Buffer.from(utf8).equals(bytes) ? utf8 : bytes.toString('latin1');
  if (reason === '' || [...reason].length > MAX_REASON || /\p{Cc}/u.test(reason)) {
    throw new ApiError(
      'bad_request',
      `X-Change-Reason must be 1 to ${MAX_REASON} characters without control characters`,
    );
  }
  return reason;
}

/** Reads requests to an operation. The reader throws ApiError 400 and 422. */
export function requestReader(
  operation: Operation,
  cursors: Cursors,
): (request: IncomingRequest) => Promise<ParsedRequest> {
  const { response, method, params: parameters = {} } = operation;
  const fields = { kind: 'field' as const, readOnly: readOnlyFields(operation) };
  const isList = response.kind === 'list';
  const isRead = method === 'GET';
  const alwaysPaged = isList && response.log === true;
  const schema = querySchema(operation);
  const names = Object.keys(parameters);
  const ofNoQuery = schema.safeParse({}).data as Readonly<Record<string, unknown>> | undefined;

  /** Most requests have no query, and are spared the search for what is wrong with it. */
  function readQuery(given: URLSearchParams): Readonly<Record<string, unknown>> {
    if (given.size === 0 && ofNoQuery !== undefined) return ofNoQuery;
    return parse(schema, queryObject(given), QUERY_PARAMETERS) as Record<string, unknown>;
  }

  function readParams(given: Readonly<Record<string, string>>): Record<string, string> {
    const params: Record<string, string> = {};
    for (const name of names) params[name] = pathValue(parameters[name], given[name] ?? '');
    return params;
  }
  const bodySchema = operation.body?.kind === 'json' ? operation.body.schema : NO_FIELDS;

  function readPage(query: Record<string, unknown>, scope: string): Page {
    const { limit, cursor } = query as { limit?: number; cursor?: string };
    if (cursor !== undefined) return { limit: limit ?? DEFAULT_LIMIT, after: cursors.read(cursor, scope) };
    if (limit === undefined) return alwaysPaged ? { limit: DEFAULT_LIMIT } : {};
    return { limit };
  }

  async function readBody({ body, headers }: IncomingRequest): Promise<unknown> {
    if (operation.body?.kind === 'csv') return readCsv(body, headers);
    return isRead ? undefined : parse(bodySchema, readJson(body), fields);
  }

  return async (request) => {
    const [path, given] = splitUrl(request.url);
    const query = readQuery(given);
    const scope = isList ? cursorScope(request.caller.organizationId, path, given) : '';
    return {
      params: readParams(request.params),
      query,
      body: await readBody(request),
      page: isList ? readPage(query, scope) : {},
      asOf: query.asOf as string | undefined,
      changeReason: isRead ? undefined : readChangeReason(request.headers['x-change-reason']),
      path,
      parameters: given,
      scope,
    };
  };
}
