import type { KeyRing } from '../auth/api-keys.ts';
import { type Deadline, withinDeadline } from '../base/deadline.ts';
import type { Database } from '../database/database.ts';
import { inTenantTransaction, type TenantContext, type TenantTransaction } from '../database/tenant-transaction.ts';
import type { TenantConcurrency } from '../limits/tenant-concurrency.ts';
import type { Operation } from '../slice/contract.ts';
import type { HandlerInput, Implementation } from '../slice/implement.ts';
import type { Cursors } from '../slice/pages.ts';
import { conditionalRequests, contentEtag, type EtagCache, requireMatch } from './conditional-requests.ts';
import { streamFile, streamParts } from './file-stream.ts';
import { fingerprint, idempotencyKey, type RunningKeys, runOnce } from './idempotency.ts';
import { prefersNdjson, streamNdjson } from './ndjson-stream.ts';
import { type ApiResponse, CSV_TYPE, createPresenter, type TextResponse } from './present-response.ts';
import { type ApiRequest, createRequestReader, type ParsedRequest } from './read-request.ts';

/** What all operations of a server share. */
export interface Runtime {
  readonly database: Database;
  readonly concurrency: TenantConcurrency;
  readonly keyRing: KeyRing;
  readonly cursors: Cursors;
  readonly runningKeys: RunningKeys;
  readonly softwareVersion: string;
  readonly etagCache: EtagCache;
  readonly deadlineMs: number;
}

/** An operation with its handler and everything derived from its contract. */
export type BoundOperation = ReturnType<typeof bindOperation>;

/** An operation and the GET of the record that it changes, if any. */
export interface Route {
  readonly bound: BoundOperation;
  readonly recordGet: BoundOperation | undefined;
}

/** One request on its way through the steps below. */
interface Call extends Route {
  readonly request: ApiRequest;
  readonly parsed: ParsedRequest;
  readonly input: HandlerInput<Operation>;
  readonly afterCommit: ((keyRing: KeyRing) => void)[];
}

/** An operation with a file may take this many times the deadline: 100,000 rows take time on a slow machine. */
const FILE_DEADLINES = 4;

/** Derives from an operation's contract what its requests need. Throws Error if the operation has no handler. */
export function bindOperation(runtime: Runtime, operationId: string, implementation: Implementation) {
  const { contract, handlers, constraints } = implementation;
  const [operation, handler] = [contract[operationId], handlers[operationId]];
  if (operation === undefined || handler === undefined) throw new Error(`${operationId} has no handler; add one`);
  const hasFile = operation.body?.kind === 'csv' || operation.response.kind === 'csv';
  return {
    runtime,
    operationId,
    operation,
    constraints,
    deadlineMs: runtime.deadlineMs * (hasFile ? FILE_DEADLINES : 1),
    handler,
    readRequest: createRequestReader(operation, runtime.cursors),
    presenter: createPresenter(operation, { cursors: runtime.cursors, constraints }),
    conditional: conditionalRequests(operation, runtime.softwareVersion, runtime.etagCache),
  };
}

/** Step 1: parses an admitted request, then runs it in the way that its operation needs. */
export async function runOperation({ bound, recordGet }: Route, request: ApiRequest): Promise<ApiResponse> {
  const { method, response } = bound.operation;
  const key = method === 'GET' ? undefined : idempotencyKey(request.headers['idempotency-key']);
  const parsed = await bound.readRequest(request);
  const afterCommit: Call['afterCommit'] = [];
  const input: HandlerInput<Operation> = {
    ...parsed,
    body: parsed.body as undefined,
    caller: request.caller,
    afterCommit: (effect) => afterCommit.push(effect),
  };
  const call: Call = { bound, recordGet, request, parsed, input, afterCommit };
  if (response.kind === 'list' && response.appendOnly === true && prefersNdjson(parsed.accept)) return runNdjson(call);
  if (response.kind === 'csv') return runFile(call, response.filename);
  return withinDeadline(bound.deadlineMs, async (deadline) => {
    if (key !== undefined) return runIdempotent(call, deadline, key);
    // A change without a response is rolled back, so a write presents its response in the transaction.
    if (method !== 'GET') return inTransaction(call, { deadline }, async (tx) => (await handle(call, tx))());
    // A read does so after it, so that other requests do not wait for the connection in the meantime.
    const present = await inTransaction(call, { deadline }, (tx) => handle(call, tx));
    return present();
  });
}

function runIdempotent(call: Call, deadline: Deadline, key: string): Promise<TextResponse> {
  const { request, parsed, bound } = call;
  const { method, responseIsSecret } = bound.operation;
  const body = Buffer.isBuffer(parsed.body) ? parsed.body : request.body;
  return bound.runtime.runningKeys.run(`${request.caller.organizationId} ${key}`, () =>
    runOnce((work) => inTransaction(call, { deadline }, work), {
      key,
      fingerprint: fingerprint([method, request.url, request.headers['if-match'] ?? ''], body),
      secret: responseIsSecret === true ? String(request.headers['x-api-key']) : undefined,
      work: async (tx) => (await handle(call, tx))(),
      presentError: bound.presenter.presentError,
    }),
  );
}

/** Streams a log as NDJSON, each part in its own transaction. */
function runNdjson(call: Call): Promise<ApiResponse> {
  const { bound, input } = call;
  return streamNdjson(bound.presenter.serializeItem, (limit, last) => {
    const after = last && { createdAt: last.occurredAt, id: String(last.sequence) };
    const page = { limit, isStream: true as const, ...(after && { after }) };
    return withinDeadline(bound.deadlineMs, (deadline) =>
      inTransaction(call, { deadline, readsVersion: false }, async (tx) => {
        const rows = (await bound.handler({ ...input, page }, tx)) as { occurredAt: string; sequence: number }[];
        // A page has one extra row, which shows that there is a next page.
        return rows.slice(0, limit);
      }),
    );
  });
}

/** Streams a file while it is read. */
function runFile(call: Call, filename: string): Promise<ApiResponse> {
  const { bound, request, input } = call;
  const headers = { 'content-type': CSV_TYPE, 'content-disposition': `attachment; filename="${filename}"` };
  return streamFile((start) =>
    withinDeadline(bound.deadlineMs, (deadline) =>
      inTransaction(call, { deadline, isLong: true }, async (tx) => {
        const notModified = await bound.conditional.notModified(request, tx);
        if (notModified !== undefined) return notModified;
        const version = bound.conditional.needsVersion(request) ? await tx.version() : undefined;
        const head = bound.conditional.withEtag({ status: 200, headers, body: '' }, request, version);
        if (head.status !== 200) return head;
        return streamParts((await bound.handler(input, tx)) as AsyncIterable<string>, head, start);
      }),
    ),
  );
}

/** Step 2: runs `work` in the tenant's transaction, which may retry it, then runs what the handler left for after the commit. */
async function inTransaction<T>(
  { bound, request, parsed, afterCommit }: Call,
  options: Pick<TenantContext, 'deadline' | 'isLong' | 'readsVersion'>,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  const { caller, id: requestId, headers } = request;
  const { database, concurrency, keyRing } = bound.runtime;
  const { organizationId } = caller;
  const isRead = bound.operation.method === 'GET';
  const context: TenantContext = {
    organizationId,
    actor: { type: 'api_key', id: caller.apiKeyId, label: caller.label },
    operationId: bound.operationId,
    requestId,
    changeReason: parsed.changeReason,
    asOf: parsed.asOf,
    timeoutMs: bound.deadlineMs,
    isRead,
    locksRecord: !isRead && headers['if-match'] !== undefined,
    readsVersion: bound.conditional.needsVersion(request),
    ...options,
  };
  const result = await concurrency.run(organizationId, () =>
    inTenantTransaction(database, context, (tx) => {
      // A rolled-back attempt has no side effects.
      afterCommit.length = 0;
      return work(tx);
    }),
  );
  for (const effect of afterCommit) effect(keyRing);
  return result;
}

/** Step 3: checks the conditions, calls the handler, and returns a function that builds the response. */
async function handle(call: Call, tx: TenantTransaction): Promise<() => TextResponse> {
  const { bound, recordGet, request, parsed, input } = call;
  const { handler, presenter, conditional, operation } = bound;
  const ifMatch = request.headers['if-match'];
  if (operation.method !== 'GET' && ifMatch !== undefined) {
    const record = recordGet?.presenter.serialize(await recordGet.handler(input, tx));
    requireMatch(ifMatch, record === undefined ? undefined : contentEtag(record));
  }
  const notModified = await conditional.notModified(request, tx);
  if (notModified !== undefined) return () => notModified;
  const result = await handler(input, tx);
  const version = conditional.needsVersion(request) ? await tx.version() : undefined;
  return () => conditional.withEtag(presenter.presentResponse(result, parsed), request, version);
}
