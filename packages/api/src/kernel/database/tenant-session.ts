import type pg from 'pg';
import type { Deadline } from '../base/deadline.ts';
import { ApiError } from '../base/errors.ts';
import { createPipeline, type Pipeline, type Result } from './pipeline.ts';
import { declareStatement, type Statement } from './statement.ts';

/** Who makes a change, as the activity log names them. */
export type Actor =
  | { readonly type: 'api_key'; readonly id: string; readonly label: string }
  | { readonly type: 'operator' | 'software'; readonly label: string };

/** The organization that a transaction belongs to, what the database records with a change, and how the transaction runs. */
export interface TenantContext {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly operationId: string;
  readonly requestId?: string;
  /** The caller's reason for the change. */
  readonly changeReason?: string | undefined;
  /** A time in the past: everything is read as of then. */
  readonly asOf?: string | undefined;
  readonly deadline: Deadline;
  /** The time limit of one statement. */
  readonly timeoutMs: number;
  /** Changes nothing, so each statement can run without a transaction. */
  readonly isRead?: boolean;
  /** A read of several statements that must see the same state. */
  readonly isLong?: boolean;
  /** Locks the record that is read, as it will be changed. */
  readonly locksRecord?: boolean;
  /** Reads the organization's version in the first batch, before everything else. */
  readonly readsVersion?: boolean;
}

/** A connection that has dropped to the tenants' role permanently. It serves one organization at a time. */
export interface TenantConnection {
  readonly send: Pipeline;
  /** Cancels the running statement. */
  cancel(): Promise<unknown>;
  /** Returns the connection to the pool, or closes it. */
  release(destroy: boolean): void;
  /** The organization and timeout that are set on the connection; undefined when unknown. */
  session: string | undefined;
}

/**
 * JIT is off: compiling the plan of a long list takes longer than running it. The role is never raised again, so no request can run as
 * the owner, who bypasses row security.
 */
const DROP_TO_TENANT_ROLE = `
  select set_config('role', 'raptor_comply_app', false), set_config('timezone', 'UTC', false),
         set_config('jit', 'off', false), pg_backend_pid() as pid`;

/** Turns an owner's connection into a tenant's. `cancel` cancels the statement of a backend. */
export async function dropToTenantRole(
  client: pg.PoolClient,
  cancel: (pid: number) => Promise<unknown>,
): Promise<TenantConnection> {
  const { rows } = await client.query<{ pid: number }>(DROP_TO_TENANT_ROLE);
  const [{ pid } = { pid: 0 }] = rows;
  return {
    send: createPipeline(client),
    cancel: () => cancel(pid),
    release: (destroy) => client.release(destroy),
    session: undefined,
  };
}

const BEGIN = declareStatement('begin', 'begin')();
export const COMMIT = declareStatement('commit', 'commit')();
export const ROLLBACK = declareStatement('rollback', 'rollback')();

const switchOrganization = declareStatement(
  'switch-organization',
  `select set_config('app.organization_id', $1, false), set_config('statement_timeout', $2, false)`,
);
const explainChange = declareStatement('explain-change', `select set_config('app.context', $1, true)`);
const askForPast = declareStatement('ask-for-past', 'select ask_for_past($1) as is_future');
/** Waits for the log's lock: every transaction before the moment has then committed, and later ones get a later moment. */
const awaitCommits = declareStatement(
  'await-commits',
  `select pg_advisory_lock_shared(key), pg_advisory_unlock_shared(key) from activity_lock_key($1) as key`,
);
const enterPast = declareStatement(
  'enter-past',
  `select (select activity_moment(min(occurred_at)) from public.activity_entries where organization_id = $1), last.version,
          set_config('search_path', 'as_of, public', true),
          set_config('app.as_of_sequence', coalesce(last.sequence, 0)::text, true)
     from (select) as once
     left join (
       select sequence, version from public.activity_entries
        where organization_id = $1 and occurred_at <= $2 order by occurred_at desc, sequence desc limit 1
     ) last on true`,
);
const version = declareStatement(
  'version',
  'select version from activity_entries where organization_id = $1 order by sequence desc limit 1',
);

/** The value of `TenantConnection.session` that a context needs. */
export const sessionOf = ({ organizationId, timeoutMs }: TenantContext): string => `${organizationId} ${timeoutMs}`;

export const isTransaction = ({ isRead, isLong, asOf }: TenantContext): boolean =>
  isRead !== true || isLong === true || asOf !== undefined;

/** The JSON that the activity log keeps as the context of a change, with its keys in the order that they are hashed in. */
export const changeContext = ({
  actor,
  changeReason,
  operationId,
  requestId,
}: Pick<TenantContext, 'actor' | 'changeReason' | 'operationId' | 'requestId'>): string =>
  JSON.stringify({
    actor: { id: 'id' in actor ? actor.id : null, label: actor.label, type: actor.type },
    changeReason: changeReason ?? null,
    operationId,
    requestId: requestId ?? null,
  });

const switchTo = (connection: TenantConnection, context: TenantContext): Statement[] =>
  connection.session === sessionOf(context) ? [] : [switchOrganization(context.organizationId, context.timeoutMs)];

/** The statements that must be committed before a transaction about the past begins; none if it is about the present. */
export const prepareForPast = (connection: TenantConnection, context: TenantContext): Statement[] =>
  context.asOf === undefined ? [] : [...switchTo(connection, context), askForPast(context.asOf)];

/** @throws ApiError 422 when `asOf` is in the future */
export function checkPrepared(results: readonly Result[]): void {
  if (results.at(-1)?.values[0]?.[0] === 't') {
    throw new ApiError('unprocessable', 'asOf must not be in the future', 'asOf');
  }
}

/** The statements that precede an organization's own in the same batch: when one fails, none of those after it runs. */
export function openTenantSession(connection: TenantConnection, context: TenantContext): readonly Statement[] {
  const { organizationId, asOf, isRead, readsVersion } = context;
  const statements = switchTo(connection, context);
  if (isTransaction(context)) statements.push(BEGIN);
  if (isRead !== true) statements.push(explainChange(changeContext(context)));
  if (asOf !== undefined) statements.push(awaitCommits(organizationId), enterPast(organizationId, asOf));
  else if (readsVersion === true) statements.push(version(organizationId));
  return statements;
}

/** Returns the organization's version from the results of `openTenantSession`. Throws ApiError 422 when the log begins after `asOf`. */
export function checkOpened(results: readonly Result[], { asOf, readsVersion }: TenantContext): string {
  const [row = []] = results.at(-1)?.values ?? [];
  if (asOf === undefined) return (readsVersion === true ? row[0] : undefined) ?? '0';
  const [beginsAt, pastVersion] = row;
  if (typeof pastVersion === 'string') return pastVersion;
  const since = typeof beginsAt === 'string' ? `the first entry is of ${beginsAt}` : 'it has no entry yet';
  throw new ApiError('unprocessable', `asOf must not be before the activity log begins: ${since}`, 'asOf');
}
