import type { KeyRing } from '../auth/api-keys.ts';
import { type Deadline, withinDeadline } from '../base/deadline.ts';
import type { ConstraintMeanings } from '../database/constraint-errors.ts';
import type { Database } from '../database/database.ts';
import { inTenantTransaction, type TenantContext, type TenantTransaction } from '../database/tenant-transaction.ts';
import type { TenantConcurrency } from '../limits/tenant-concurrency.ts';
import type { Operation } from '../slice/contract.ts';
import type { AnyHandler, HandlerInput, Implementation } from '../slice/implement.ts';
import type { Cursors } from '../slice/pages.ts';
import { requireMatch } from './conditional-requests.ts';
import { type Tagger, type Tagging, tagger } from './etags.ts';
import { type Begin, sendParts, streamed } from './file-stream.ts';
import { fingerprint, idempotencyKey, onceOnly, type RunningKeys } from './idempotency.ts';
import { prefersLines, streamLines } from './ndjson-stream.ts';
import {
  type CompleteResponse,
  CSV_TYPE,
  createPresenter,
  type OutgoingResponse,
  type Presenter,
} from './present-response.ts';
import { type IncomingRequest, type ParsedRequest, requestReader } from './read-request.ts';

/** What all operations of a server share. */
export interface Runtime {
  readonly database: Database;
  readonly concurrency: TenantConcurrency;
  readonly keyRing: KeyRing;
  readonly cursors: Cursors;
  readonly runningKeys: RunningKeys;
  readonly tagging: Tagging;
  readonly deadlineMs: number;
}

/** An operation with its handler and all that is derived from its contract. */
export interface BoundOperation {
  readonly operationId: string;
  readonly operation: Operation;
  readonly constraints: ConstraintMeanings;
  readonly pattern: RegExp;
  readonly deadlineMs: number;
  readonly handler: AnyHandler;
  readonly read: (request: IncomingRequest) => Promise<ParsedRequest>;
  readonly presenter: Presenter;
  readonly tags: Tagger;
}

/** A request to an operation on its way through the steps below. */
interface Call {
  readonly runtime: Runtime;
  readonly bound: BoundOperation;
  /** The GET of the record that the operation changes. */
  readonly record: BoundOperation | undefined;
  readonly request: IncomingRequest;
  readonly parsed: ParsedRequest;
  readonly input: HandlerInput<Operation>;
  /** What to do after the commit. */
  readonly effects: ((ring: KeyRing) => void)[];
}

/** How many times as long as other requests one may take that carries a file: 100,000 rows take time on a slow machine. */
const FILE_DEADLINES = 4;

const NO_PRESENTATION = { page: {}, path: '', parameters: new URLSearchParams(), scope: '', accept: undefined };

/** Derives from an operation's contract what its requests need. Throws Error when it has no handler. */
export function bindOperation(runtime: Runtime, operationId: string, implementation: Implementation): BoundOperation {
  const { [operationId]: operation } = implementation.contract;
  const { [operationId]: handler } = implementation.handlers;
  if (operation === undefined || handler === undefined) throw new Error(`${operationId} has no handler`);
  const { constraints } = implementation;
  const hasFile = operation.body?.kind === 'csv' || operation.response.kind === 'csv';
  return {
    operationId,
    operation,
    constraints,
    pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`),
    deadlineMs: runtime.deadlineMs * (hasFile ? FILE_DEADLINES : 1),
    handler,
    read: requestReader(operation, runtime.cursors),
    presenter: createPresenter(operation, { cursors: runtime.cursors, constraints }),
    tags: tagger(operation, runtime.tagging),
  };
}

/** Reads a request that was let in, runs it, and returns its response. */
export async function runOperation(
  runtime: Runtime,
  { bound, record }: { bound: BoundOperation; record: BoundOperation | undefined },
  request: IncomingRequest,
): Promise<OutgoingResponse> {
  const { method, response } = bound.operation;
  const key = method === 'GET' ? undefined : idempotencyKey(request.headers['idempotency-key']);
  const parsed = await bound.read(request);
  const effects: Call['effects'] = [];
  const input: HandlerInput<Operation> = {
    params: parsed.params as HandlerInput<Operation>['params'],
    query: parsed.query,
    body: parsed.body as undefined,
    page: parsed.page,
    caller: request.caller,
    afterCommit: (effect) => effects.push(effect),
  };
  const call: Call = { runtime, bound, record, request, parsed, input, effects };
  if (response.kind === 'list' && response.log === true && prefersLines(request.headers.accept)) return runLines(call);
  if (response.kind === 'csv') return runFile(call, response.filename);
  return withinDeadline(bound.deadlineMs, (deadline) => {
    if (method === 'GET') return runRead(call, deadline);
    return key === undefined ? runWrite(call, deadline) : runOnce(call, deadline, key);
  });
}

/** A list's text is made after its connection is free again: whoever waits for the connection need not wait for that. */
async function runRead(call: Call, deadline: Deadline): Promise<CompleteResponse> {
  const present = await transact(call, { deadline }, (tx) => handle(call, tx));
  return present();
}

/** A change stands only with its response. */
const runWrite = (call: Call, deadline: Deadline): Promise<CompleteResponse> =>
  transact(call, { deadline }, async (tx) => (await handle(call, tx))());

function runOnce(call: Call, deadline: Deadline, key: string): Promise<OutgoingResponse> {
  const { request, parsed, bound, runtime } = call;
  const { method, responseIsSecret } = bound.operation;
  const sent = Buffer.isBuffer(parsed.body) ? parsed.body : request.body;
  return runtime.runningKeys.run(`${request.caller.organizationId} ${key}`, () =>
    onceOnly((work) => transact(call, { deadline }, work), {
      key,
      fingerprint: fingerprint([method, request.url, request.headers['if-match'] ?? ''], sent),
      secret: responseIsSecret === true ? String(request.headers['x-api-key']) : undefined,
      work: async (tx) => (await handle(call, tx))(),
      refuse: bound.presenter.refuse,
    }),
  );
}

/** A log as lines, each part in a transaction of its own. */
function runLines(call: Call): Promise<OutgoingResponse> {
  const { bound, input } = call;
  return streamLines({
    write: bound.presenter.item,
    read: (limit, last) => {
      const after = last === undefined ? {} : { after: { createdAt: last.occurredAt, id: String(last.sequence) } };
      const page = { limit, isStream: true, ...after } as const;
      return withinDeadline(bound.deadlineMs, (deadline) =>
        transact(call, { deadline, readsVersion: false }, async (tx) => {
          const rows = (await bound.handler({ ...input, page }, tx)) as { occurredAt: string; sequence: number }[];
          // A page is read with one row more, which tells that there is another.
          return rows.slice(0, limit);
        }),
      );
    },
  });
}

/** A file, sent while it is read. */
function runFile(call: Call, filename: string): Promise<OutgoingResponse> {
  const { bound, request, input } = call;
  const headers = { 'content-type': CSV_TYPE, 'content-disposition': `attachment; filename="${filename}"` };
  const send = async (tx: TenantTransaction, begin: Begin) => {
    const known = await bound.tags.known(request, tx);
    if (known !== undefined) return known;
    const head = bound.tags.tagged({ status: 200, headers, body: '' }, request, await versionFor(call, tx));
    if (head.status !== 200) return head;
    return sendParts((await bound.handler(input, tx)) as AsyncIterable<string>, head, begin);
  };
  return streamed((begin) =>
    withinDeadline(bound.deadlineMs, (deadline) => transact(call, { deadline, isLong: true }, (tx) => send(tx, begin))),
  );
}

/** Runs work in the tenant's transaction, as often as the database asks for it, and what the handler left for after the commit. */
async function transact<T>(
  { runtime, bound, request, parsed, effects }: Call,
  context: Pick<TenantContext, 'deadline' | 'isLong' | 'readsVersion'>,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  const { caller, requestId, headers } = request;
  const { organizationId } = caller;
  const isRead = bound.operation.method === 'GET';
  const whole: TenantContext = {
    organizationId,
    actor: { type: 'api_key', id: caller.apiKeyId, label: caller.label },
    operationId: bound.operationId,
    requestId,
    changeReason: parsed.changeReason,
    asOf: parsed.asOf,
    timeoutMs: bound.deadlineMs,
    isRead,
    locksRecord: !isRead && headers['if-match'] !== undefined,
    readsVersion: bound.tags.needsVersion(request),
    ...context,
  };
  const result = await runtime.concurrency.run(organizationId, () =>
    inTenantTransaction(runtime.database, whole, (tx) => {
      // An attempt that was rolled back has no effects.
      effects.length = 0;
      return work(tx);
    }),
  );
  for (const effect of effects) effect(runtime.keyRing);
  return result;
}

/** Checks conditions, calls the handler, and returns a function that builds the response. */
async function handle(call: Call, tx: TenantTransaction): Promise<() => CompleteResponse> {
  const { bound, record, request, parsed, input } = call;
  const { handler, presenter, tags, operation } = bound;
  const ifMatch = request.headers['if-match'];
  if (operation.method !== 'GET' && ifMatch !== undefined) {
    requireMatch(ifMatch, record && (await currentTag(record, input, tx)));
  }
  const known = await tags.known(request, tx);
  if (known !== undefined) return () => known;
  const result = await handler(input, tx);
  const version = await versionFor(call, tx);
  return () => tags.tagged(presenter.present(result, { ...parsed, accept: request.headers.accept }), request, version);
}

const versionFor = async ({ bound, request }: Call, tx: TenantTransaction): Promise<string | undefined> =>
  bound.tags.needsVersion(request) ? tx.version() : undefined;

/** The entity tag that a GET of the record would have. */
async function currentTag(
  { handler, presenter, tags }: BoundOperation,
  input: HandlerInput<Operation>,
  tx: TenantTransaction,
): Promise<string> {
  return tags.ofRecord(presenter.present(await handler(input, tx), NO_PRESENTATION).body);
}
