import type { IncomingHttpHeaders } from 'node:http';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Caller, KeyRing } from './api-keys.ts';
import type { Operation } from './contract.ts';
import type { Database } from './database.ts';
import { ApiError, tookTooLong } from './errors.ts';
import { isUuid } from './fields.ts';
import { fingerprint, idempotencyKey, isStorable, onceOnly, type RunningKeys } from './idempotency.ts';
import type { AnyHandler, HandlerInput, Implementation } from './implement.ts';
import { readCsv, readJson } from './media-types.ts';
import { createPresenter, type OutgoingAnswer } from './outgoing.ts';
import { type Cursors, cursorScope, DEFAULT_LIMIT, type Page, pageQuery } from './pages.ts';
import { isFresh, requireMatch } from './preconditions.ts';
import { query as statement } from './records.ts';
import { inTenantTransaction, type TenantTransaction } from './tenant-db.ts';
import { parse, QUERY_PARAMETERS } from './validation.ts';

export interface IncomingRequest {
  readonly requestId: string;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
}

/** An operation with its handler, ready to be run. */
export interface BoundOperation {
  readonly operationId: string;
  readonly operation: Operation;
  readonly conflicts: Readonly<Record<string, string>>;
  matches(path: string): boolean;
  /** The entity tag of what this operation, a GET of one record, would answer. */
  currentTag(input: HandlerInput<Operation>, tx: TenantTransaction): Promise<string | undefined>;
  /** The answer to an error. */
  refuse(error: unknown): OutgoingAnswer;
  run(request: IncomingRequest): Promise<OutgoingAnswer>;
}

interface Binding {
  readonly operationId: string;
  readonly operation: Operation;
  readonly implementation: Implementation;
  readonly database: Database;
  readonly keyRing: KeyRing;
  readonly cursors: Cursors;
  readonly runningKeys: RunningKeys;
  /** The GET of the record that this operation changes. */
  readonly record: () => BoundOperation | undefined;
  readonly deadlineMs: number;
}

/** The fields that an answer has and the body does not: worth telling from unknown ones. */
function readOnlyFields({ answer, body }: Operation): Set<string> {
  const shape = (schema: z.ZodType | undefined) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
  const writable = new Set(body?.kind === 'json' ? shape(body.schema) : []);
  return new Set(answer.kind === 'csv' ? [] : shape(answer.schema).filter((name) => !writable.has(name)));
}

const NO_FIELDS = z.strictObject({});
const NO_PRESENTATION = { page: {}, path: '', parameters: new URLSearchParams(), scope: '', accept: undefined };

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

/** The path's ids: one that cannot be an id becomes one that nothing has, so that whatever follows is the same. */
const pathIds = (params: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, id]) => [name, isUuid(id) ? id.toLowerCase() : NOBODY]));

function splitUrl(url: string): [path: string, parameters: URLSearchParams] {
  const at = url.indexOf('?');
  return at === -1 ? [url, new URLSearchParams()] : [url.slice(0, at), new URLSearchParams(url.slice(at + 1))];
}

function handlerOf({ implementation, operationId }: Binding): AnyHandler {
  const handler = implementation.handlers[operationId];
  if (handler === undefined) throw new Error(`${operationId} has no handler`);
  return handler;
}

export function bindOperation(binding: Binding): BoundOperation {
  const { operationId, operation, implementation, database, keyRing, cursors, runningKeys, deadlineMs } = binding;
  const handler = handlerOf(binding);
  const { answer } = operation;
  const presenter = createPresenter(operation, { cursors, conflicts: implementation.conflicts });
  const fields = { kind: 'field' as const, readOnly: readOnlyFields(operation) };
  const isList = answer.kind === 'list';
  const querySchema = isList ? (operation.query ?? NO_FIELDS).extend(pageQuery) : (operation.query ?? NO_FIELDS);
  const bodySchema = operation.body?.kind === 'json' ? operation.body.schema : NO_FIELDS;
  const pattern = new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`);

  function readPage(query: Record<string, unknown>, scope: string): Page {
    const { limit, cursor } = query as { limit?: number; cursor?: string };
    if (cursor !== undefined) return { limit: limit ?? DEFAULT_LIMIT, after: cursors.read(cursor, scope) };
    return limit === undefined ? {} : { limit };
  }

  async function run(request: IncomingRequest): Promise<OutgoingAnswer> {
    const { caller, headers, requestId } = request;
    const [path, parameters] = splitUrl(request.url);
    const key = operation.method === 'GET' ? undefined : idempotencyKey(headers['idempotency-key']);
    const params = pathIds(request.params);
    const query = parse(querySchema, queryObject(parameters), QUERY_PARAMETERS) as Record<string, unknown>;
    const body =
      operation.body?.kind === 'csv'
        ? await readCsv(request.body, headers)
        : operation.method === 'GET'
          ? undefined
          : parse(bodySchema, readJson(request.body), fields);
    const scope = isList ? cursorScope(caller.organizationId, path, parameters) : '';
    const page = isList ? readPage(query, scope) : {};
    const presentation = { page, path, parameters, scope, accept: headers.accept };

    const deadline = new AbortController();
    const effects: ((ring: KeyRing) => void)[] = [];
    const input: HandlerInput<Operation> = {
      params: params as HandlerInput<Operation>['params'],
      query,
      body: body as undefined,
      page,
      caller,
      afterCommit: (effect) => effects.push(effect),
    };
    const ifMatch = operation.method === 'GET' ? undefined : headers['if-match'];
    const context = {
      organizationId: caller.organizationId,
      apiKeyId: caller.apiKeyId,
      operationId,
      requestId,
      signal: deadline.signal,
      timeoutMs: deadlineMs,
      // What If-Match compared must still be so when it is changed: the database says when it is not.
      repeatableRead: ifMatch !== undefined,
    };
    const work = async (tx: TenantTransaction): Promise<OutgoingAnswer> => {
      effects.length = 0;
      if (ifMatch !== undefined) requireMatch(ifMatch, await binding.record()?.currentTag(input, tx));
      return presenter.present(await handler(input, tx), presentation);
    };
    const answered =
      key === undefined
        ? inTenantTransaction(database, context, work)
        : runningKeys.run(`${caller.organizationId} ${key}`, () => {
            const sent = Buffer.isBuffer(body) ? body : request.body;
            const secret = operation.answerIsSecret === true ? String(headers['x-api-key']) : undefined;
            const once = {
              key,
              fingerprint: fingerprint([operation.method, request.url, ifMatch ?? ''], sent),
              secret,
            };
            return inTenantTransaction(database, context, (tx) => onceOnly(tx, once, () => attempt(tx, work)));
          });
    const outgoing = await withinDeadline(answered, deadline, deadlineMs);
    for (const effect of effects) effect(keyRing);
    const { etag } = outgoing.headers;
    if (operation.method !== 'GET' || etag === undefined || !isFresh(headers, etag)) return outgoing;
    return { status: 304, headers: { etag }, body: '' };
  }

  /** A refusal that is stored under an Idempotency-Key leaves nothing else behind: its own changes are taken back. */
  async function attempt(
    tx: TenantTransaction,
    work: (tx: TenantTransaction) => Promise<OutgoingAnswer>,
  ): Promise<OutgoingAnswer> {
    await tx.many(statement(sql`savepoint attempt`));
    try {
      return await work(tx);
    } catch (error) {
      const refusal = presenter.refuse(error);
      if (!isStorable(refusal.status)) throw error;
      await tx.many(statement(sql`rollback to savepoint attempt`));
      return refusal;
    }
  }

  async function currentTag(input: HandlerInput<Operation>, tx: TenantTransaction): Promise<string | undefined> {
    return presenter.present(await handler(input, tx), NO_PRESENTATION).headers.etag;
  }

  return {
    operationId,
    operation,
    currentTag,
    conflicts: implementation.conflicts,
    matches: (path) => pattern.test(path),
    refuse: presenter.refuse,
    run,
  };
}

/** The answer, or a 503 when it is not there in time; the work is told to stop and cleans up behind it. */
async function withinDeadline<T>(work: Promise<T>, deadline: AbortController, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      deadline.abort();
      reject(tookTooLong());
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
