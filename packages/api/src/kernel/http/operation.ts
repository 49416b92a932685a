import { KeyRing } from '../auth/api-keys.ts';
import { actorOf } from '../auth/permissions.ts';
import { Sessions } from '../auth/sessions.ts';
import { type Deadline, withinDeadline } from '../base/deadline.ts';
import { lazy } from '../base/lazy.ts';
import { inTenantTransaction, type TenantContext, type TenantTransaction } from '../database/tenant-transaction.ts';
import { TenantConcurrency } from '../limits/tenant-concurrency.ts';
import type { FileFormat, Operation } from '../slice/contract.ts';
import type { ExportedArchive, ExportedFile } from '../slice/export.ts';
import type { HandlerInput, Implementation } from '../slice/implement.ts';
import { Cursors } from '../slice/pages.ts';
import { prefersToJson } from './accept.ts';
import type { AppOptions } from './app.ts';
import {
  checkPreconditions,
  conditionalRequests,
  contentEtag,
  EtagCache,
  hasPrecondition,
} from './conditional-requests.ts';
import { sessionToken } from './console-requests.ts';
import { fileFormat } from './file-format.ts';
import { streamFile } from './file-stream.ts';
import { fingerprint, idempotencyKey, RunningKeys, runOnce } from './idempotency.ts';
import { NDJSON_TYPE, streamNdjson } from './ndjson-stream.ts';
import { type ApiResponse, createPresenter, type TextResponse, ZIP_TYPE } from './present-response.ts';
import { requireUnchanged } from './read-only-fields.ts';
import { type ApiRequest, createRequestReader, type ParsedRequest } from './read-request.ts';
import { asApiError, presentApiError } from './transport-errors.ts';

const HANDLER_DEADLINE_MS = 30_000;
/** An operation with a file may take this many times the deadline: 100,000 rows take time on a slow machine. */
const FILE_DEADLINES = 4;
/** The share of the tenant connections that one organization may use at a time. */
const ORGANIZATION_SHARE = 0.6;

/** What all operations of a server share. */
export type Runtime = ReturnType<typeof createRuntime>;

export const createRuntime = ({
  database,
  clock,
  cursorSecret,
  version,
  handlerDeadlineMs,
  signer,
  publicUrl,
  mailFrom,
  afterWrite = () => {},
}: AppOptions) => ({
  database,
  publicUrl,
  mailFrom,
  signer,
  afterWrite,
  concurrency: new TenantConcurrency(Math.ceil(database.tenantConnections * ORGANIZATION_SHARE)),
  clock,
  keyRing: new KeyRing(database, clock),
  sessions: new Sessions(database, clock),
  cursors: new Cursors(cursorSecret),
  runningKeys: new RunningKeys(),
  /**
   * What a response depends on beside its organization's data. A restored installation has another cursor secret, so its ETags differ,
   * although its versions may repeat.
   */
  etagEpoch: lazy(() => contentEtag(`${version} ${cursorSecret()} ${mailFrom ?? ''}`)),
  etagCache: new EtagCache(),
  deadlineMs: handlerDeadlineMs ?? HANDLER_DEADLINE_MS,
});

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

/** Derives from an operation's contract what its requests need. Throws Error if the operation has no handler. */
export function bindOperation(runtime: Runtime, operationId: string, implementation: Implementation) {
  const { contract, handlers, constraints } = implementation;
  const [operation, handler] = [contract[operationId], handlers[operationId]];
  if (operation === undefined || handler === undefined) throw new Error(`${operationId} has no handler; add one`);
  const hasFile = operation.body?.kind === 'file' || ['archive', 'file'].includes(operation.response.kind);
  return {
    runtime,
    operationId,
    operation,
    constraints,
    deadlineMs: runtime.deadlineMs * (hasFile ? FILE_DEADLINES : 1),
    handler,
    readRequest: createRequestReader(operation, runtime.cursors),
    presenter: createPresenter(operation, runtime.cursors),
    conditional: conditionalRequests(operation, runtime.etagEpoch, runtime.etagCache),
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
    signer: bound.runtime.signer,
    mailFrom: bound.runtime.mailFrom,
    afterCommit: (effect) => afterCommit.push(effect),
  };
  const call: Call = { bound, recordGet, request, parsed, input, afterCommit };
  const isLog = response.kind === 'list' && response.appendOnly === true;
  if (isLog && prefersToJson(parsed.accept, NDJSON_TYPE)) return runNdjson(call);
  if (response.kind === 'file') return runFile(call, response.formats);
  if (response.kind === 'archive') return runArchive(call);
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
  const { responseIsSecret } = bound.operation;
  const { params, query, body } = parsed;
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers;
  const file = Buffer.isBuffer(body) ? body : undefined;
  return bound.runtime.runningKeys.run(`${request.caller.organizationId} ${key}`, () =>
    runOnce((work) => inTransaction(call, { deadline }, work), {
      key,
      fingerprint: fingerprint([bound.operationId, params, query, ifMatch, ifNoneMatch, file ? null : body], file),
      secret:
        responseIsSecret === true
          ? String(request.headers['x-api-key'] ?? sessionToken(request, bound.runtime.publicUrl))
          : undefined,
      work: async (tx) => (await handle(call, tx))(),
      presentError: (error) => presentApiError(asApiError(error, bound.constraints)),
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
function runFile(call: Call, formats: readonly FileFormat[]): Promise<ApiResponse> {
  const { bound, request, parsed, input } = call;
  const { type, format, write } = fileFormat(formats, parsed);
  return streamFile((send) =>
    withinDeadline(bound.deadlineMs, (deadline) =>
      inTransaction(call, { deadline, isLong: true }, async (tx) => {
        const notModified = await bound.conditional.notModified(request, tx);
        if (notModified !== undefined) return notModified;
        const version = bound.conditional.needsVersion(request) ? await tx.version() : undefined;
        const { name, sheet } = (await bound.handler(input, tx)) as ExportedFile;
        const disposition = `attachment; filename="${name}.${format}"`;
        const vary = formats.length > 1 ? { vary: 'Accept' } : {};
        const headers = { 'content-type': type, 'content-disposition': disposition, ...vary };
        const head = bound.conditional.withEtag({ status: 200, headers, body: '' }, request, version);
        return head.status === 200 ? send(head, write(sheet)) : head;
      }),
    ),
  );
}

/** Streams an archive while it is made. */
function runArchive(call: Call): Promise<ApiResponse> {
  const { bound, input } = call;
  return streamFile((send) =>
    withinDeadline(bound.deadlineMs, (deadline) =>
      inTransaction(call, { deadline, isLong: true }, async (tx) => {
        const { name, content } = (await bound.handler(input, tx)) as ExportedArchive;
        const disposition = `attachment; filename="${name}.zip"`;
        return send(
          { status: 200, headers: { 'content-type': ZIP_TYPE, 'content-disposition': disposition } },
          content,
        );
      }),
    ),
  );
}

/** Whether a write depends on the record as it is before. */
const comparesRecord = ({ method }: Operation, { headers }: ApiRequest, { readOnly }: ParsedRequest): boolean =>
  method !== 'GET' && (hasPrecondition(headers) || readOnly.length > 0);

/** Step 2: runs `work` in the tenant's transaction, which may retry it, then runs what the handler left for after the commit. */
async function inTransaction<T>(
  { bound, request, parsed, afterCommit }: Call,
  options: Pick<TenantContext, 'deadline' | 'isLong' | 'readsVersion'>,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  const { caller, id: requestId } = request;
  const { database, concurrency, keyRing } = bound.runtime;
  const { organizationId } = caller;
  const isRead = bound.operation.method === 'GET';
  const context: TenantContext = {
    organizationId,
    actor: actorOf(caller),
    operationId: bound.operationId,
    requestId,
    changeReason: parsed.changeReason,
    asOf: parsed.asOf,
    timeoutMs: bound.deadlineMs,
    isRead,
    locksRecord: comparesRecord(bound.operation, request, parsed),
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
  if (!isRead) bound.runtime.afterWrite(organizationId);
  for (const effect of afterCommit) effect(keyRing);
  return result;
}

/** Step 3: checks the conditions, calls the handler, and returns a function that builds the response. */
async function handle(call: Call, tx: TenantTransaction): Promise<() => TextResponse> {
  const { bound, recordGet, request, parsed, input } = call;
  const { handler, presenter, conditional, operation } = bound;
  if (comparesRecord(operation, request, parsed)) {
    const record = recordGet?.presenter.serialize(await recordGet.handler(input, tx));
    checkPreconditions(request.headers, record === undefined ? undefined : contentEtag(record));
    requireUnchanged(parsed.readOnly, record === undefined ? undefined : JSON.parse(record));
  }
  const notModified = await conditional.notModified(request, tx);
  if (notModified !== undefined) return () => notModified;
  const result = await handler(input, tx);
  const version = conditional.needsVersion(request) ? await tx.version() : undefined;
  return () => conditional.withEtag(presenter.presentResponse(result, parsed), request, version);
}
