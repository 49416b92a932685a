import type { KeyRing } from '../auth/api-keys.ts';
import { withinDeadline } from '../base/deadline.ts';
import type { ConstraintMeanings } from '../database/constraint-errors.ts';
import type { Database } from '../database/database.ts';
import { inTenantTransaction, type TenantContext, type TenantTransaction } from '../database/tenant-transaction.ts';
import type { Operation } from '../slice/contract.ts';
import type { AnyHandler, HandlerInput, Implementation } from '../slice/implement.ts';
import type { Cursors } from '../slice/pages.ts';
import { requireMatch } from './conditional-requests.ts';
import { type Tagging, tagger } from './etags.ts';
import { sendParts, streamed } from './file-stream.ts';
import { fingerprint, idempotencyKey, onceOnly, type RunningKeys } from './idempotency.ts';
import { prefersLines, streamLines } from './ndjson-stream.ts';
import { CSV_TYPE, createPresenter, type OutgoingAnswer, type WholeAnswer } from './present-response.ts';
import { type IncomingRequest, type ParsedRequest, requestReader } from './read-request.ts';

/** An operation with its handler, ready to be run. */
export interface BoundOperation {
  readonly operationId: string;
  readonly operation: Operation;
  readonly constraints: ConstraintMeanings;
  matches(path: string): boolean;
  /** The entity tag of what this operation, a GET of one record, would answer. */
  currentTag(input: HandlerInput<Operation>, tx: TenantTransaction): Promise<string | undefined>;
  /** The answer to an error. */
  refuse(error: unknown): WholeAnswer;
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
  readonly tagging: Tagging;
  /** The GET of the record that this operation changes. */
  readonly record: () => BoundOperation | undefined;
  readonly deadlineMs: number;
}

/** How many times as long as other requests one may take that carries a file. */
const FILE_DEADLINES = 4;

const made = (answer: WholeAnswer) => () => answer;

const NO_PRESENTATION = { page: {}, path: '', parameters: new URLSearchParams(), scope: '', accept: undefined };

function handlerOf({ implementation, operationId }: Binding): AnyHandler {
  const handler = implementation.handlers[operationId];
  if (handler === undefined) throw new Error(`${operationId} has no handler`);
  return handler;
}

export function bindOperation(binding: Binding): BoundOperation {
  const { operationId, operation, implementation, database, keyRing, cursors, runningKeys } = binding;
  // A file of 100,000 rows takes its time on a slow machine.
  const hasFile = operation.body?.kind === 'csv' || operation.answer.kind === 'csv';
  const deadlineMs = binding.deadlineMs * (hasFile ? FILE_DEADLINES : 1);
  const handler = handlerOf(binding);
  const { answer } = operation;
  const isRead = operation.method === 'GET';
  const isLog = answer.kind === 'list' && answer.log === true;
  const read = requestReader(operation, cursors);
  const presenter = createPresenter(operation, { cursors, constraints: implementation.constraints });
  const tags = tagger(operation, binding.tagging);
  const pattern = new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`);

  function contextOf({ caller, requestId }: IncomingRequest, parsed: ParsedRequest): Omit<TenantContext, 'deadline'> {
    return {
      organizationId: caller.organizationId,
      actor: { type: 'api_key', id: caller.apiKeyId, label: caller.label },
      operationId,
      requestId,
      changeReason: parsed.changeReason,
      asOf: parsed.asOf,
      timeoutMs: deadlineMs,
    };
  }

  async function run(request: IncomingRequest): Promise<OutgoingAnswer> {
    const { headers } = request;
    const key = isRead ? undefined : idempotencyKey(headers['idempotency-key']);
    const parsed = await read(request);
    const effects: ((ring: KeyRing) => void)[] = [];
    const input: HandlerInput<Operation> = {
      params: parsed.params as HandlerInput<Operation>['params'],
      query: parsed.query,
      body: parsed.body as undefined,
      page: parsed.page,
      caller: request.caller,
      afterCommit: (effect) => effects.push(effect),
    };
    const context = contextOf(request, parsed);
    if (isLog && prefersLines(headers.accept)) return lines(input, context);
    if (answer.kind === 'csv') return file(answer.filename, request, input, context);
    const ifMatch = isRead ? undefined : headers['if-match'];
    const presentation = { ...parsed, accept: headers.accept };

    /** Does what needs the database; what it gives makes the answer of that. */
    const ask = async (tx: TenantTransaction): Promise<() => WholeAnswer> => {
      effects.length = 0;
      if (ifMatch !== undefined) requireMatch(ifMatch, await binding.record()?.currentTag(input, tx));
      const known = await tags.known(request, tx);
      if (known !== undefined) return () => known;
      const result = await handler(input, tx);
      const version = await tags.version(request, tx);
      return () => tags.tagged(presenter.present(result, presentation), request, version);
    };
    const work = async (tx: TenantTransaction): Promise<WholeAnswer> => (await ask(tx))();
    const makeAnswer = await withinDeadline(deadlineMs, async (deadline) => {
      const run = async <T>(once: (tx: TenantTransaction) => Promise<T>): Promise<T> => {
        const own = { ...context, deadline, isRead, locksRecord: ifMatch !== undefined };
        try {
          return await inTenantTransaction(database, own, once);
        } catch (error) {
          // What was undone has none.
          effects.length = 0;
          throw error;
        }
      };
      // Whoever waits for the connection need not wait for the text of a long list, too; a change stands only with its answer.
      if (isRead) return run(ask);
      if (key === undefined) return run(work).then(made);
      const sent = Buffer.isBuffer(parsed.body) ? parsed.body : request.body;
      const once = {
        key,
        fingerprint: fingerprint([operation.method, request.url, ifMatch ?? ''], sent),
        secret: operation.answerIsSecret === true ? String(headers['x-api-key']) : undefined,
        isCostly: operation.body?.kind === 'csv',
      };
      return runningKeys
        .run(`${context.organizationId} ${key}`, () =>
          onceOnly(run<WholeAnswer>, once, { work, refuse: presenter.refuse }),
        )
        .then(made);
    });
    for (const effect of effects) effect(keyRing);
    return makeAnswer();
  }

  /** A file, sent while it is read. */
  const file = (
    filename: string,
    request: IncomingRequest,
    input: HandlerInput<Operation>,
    context: Omit<TenantContext, 'deadline'>,
  ): Promise<OutgoingAnswer> => {
    const headers = { 'content-type': CSV_TYPE, 'content-disposition': `attachment; filename="${filename}"` };
    return streamed((begin) =>
      withinDeadline(deadlineMs, (deadline) =>
        inTenantTransaction(database, { ...context, deadline, isRead, isLong: true }, async (tx) => {
          const known = await tags.known(request, tx);
          if (known !== undefined) return known;
          const head = tags.tagged({ status: 200, headers, body: '' }, request, await tags.version(request, tx));
          if (head.status !== 200) return head;
          return sendParts((await handler(input, tx)) as AsyncIterable<string>, head, begin);
        }),
      ),
    );
  };

  /** A log as lines, each part in a transaction of its own. */
  const lines = (input: HandlerInput<Operation>, context: Omit<TenantContext, 'deadline'>): Promise<OutgoingAnswer> =>
    streamLines({
      write: presenter.item,
      read: (limit, last) => {
        const after = last === undefined ? {} : { after: { createdAt: last.occurredAt, id: String(last.sequence) } };
        const page = { limit, isStream: true, ...after } as const;
        return withinDeadline(deadlineMs, (deadline) =>
          inTenantTransaction(database, { ...context, deadline, isRead }, async (tx) => {
            const rows = (await handler({ ...input, page }, tx)) as { occurredAt: string; sequence: number }[];
            // A page is read with one row more, which tells that there is another.
            return rows.slice(0, limit);
          }),
        );
      },
    });

  return {
    operationId,
    operation,
    async currentTag(input, tx) {
      return tags.ofRecord(presenter.present(await handler(input, tx), NO_PRESENTATION).body);
    },
    constraints: implementation.constraints,
    matches: (path) => pattern.test(path),
    refuse: presenter.refuse,
    run,
  };
}
