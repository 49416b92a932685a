import type pg from 'pg';
import type { Deadline } from '../base/deadline.ts';
import { ApiError } from '../base/errors.ts';
import { createPipeline, type Pipeline, type Result } from './pipeline.ts';
import { declareStatement, type Statement } from './statement.ts';

/** Who makes a change, as the activity log names them. */
export type Actor =
  | { readonly type: 'api_key'; readonly id: string; readonly label: string }
  | { readonly type: 'operator'; readonly label: string };

/** The organization that a transaction belongs to, what the database records with a change, and how the transaction runs. */
export interface TenantContext {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly operationId: string;
  readonly requestId: string;
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
const explainChange = declareStatement(
  'explain-change',
  `select set_config('app.operation_id', $1, true),
          set_config('app.api_key_id', $2, true),
          set_config('app.api_key_label', $3, true),
          set_config('app.operator', $4, true),
          set_config('app.request_id', $5, true),
          set_config('app.change_reason', $6, true)`,
);
/**
 * Waits for the lock of the chain: every transaction before the time has then committed, and later ones get a later time. A caller's
 * clock may be slightly ahead.
 */
const awaitCommits = declareStatement(
  'await-commits',
  `with waited as materialized (
     select pg_sleep(least(0.02, greatest(0, extract(epoch from $2::timestamptz - clock_timestamp()))))
   )
   select pg_advisory_lock_shared(key), clock_timestamp() < $2::timestamptz as is_future, pg_advisory_unlock_shared(key)
     from waited, activity_lock_key($1) as key`,
);
const enterPast = declareStatement(
  'enter-past',
  `select set_config('search_path', 'as_of, public', true),
          set_config('app.as_of_sequence', coalesce(last.sequence, 0)::text, true),
          set_config('app.as_of_version', coalesce(activity_version(last.sequence, last.hash), '0'), true)
     from (select) as once
     left join (
       select sequence, hash from public.activity_entries
        where organization_id = $1 and occurred_at <= $2 order by occurred_at desc, sequence desc limit 1
     ) last on true`,
);
const version = declareStatement('version', 'select version from activity_heads');
const pastVersion = declareStatement('past-version', `select current_setting('app.as_of_version')`);

/** The value of `TenantConnection.session` that a context needs. */
export const sessionOf = ({ organizationId, timeoutMs }: TenantContext): string => `${organizationId} ${timeoutMs}`;

export const isTransaction = ({ isRead, isLong, asOf }: TenantContext): boolean =>
  isRead !== true || isLong === true || asOf !== undefined;

/** The statements that precede an organization's own in the same batch: when one fails, none of those after it runs. */
export function openTenantSession(connection: TenantConnection, context: TenantContext): readonly Statement[] {
  const { organizationId, timeoutMs, actor, asOf, isRead, readsVersion } = context;
  const statements: Statement[] = [];
  if (connection.session !== sessionOf(context)) statements.push(switchOrganization(organizationId, timeoutMs));
  if (isTransaction(context)) statements.push(BEGIN);
  if (isRead !== true) {
    const who = actor.type === 'api_key' ? [actor.id, actor.label, ''] : ['', '', actor.label];
    statements.push(explainChange(context.operationId, ...who, context.requestId, context.changeReason ?? ''));
  }
  if (asOf !== undefined) statements.push(awaitCommits(organizationId, asOf), enterPast(organizationId, asOf));
  if (readsVersion === true) statements.push(asOf === undefined ? version() : pastVersion());
  return statements;
}

/** Returns the organization's version from the results of `openTenantSession`. Throws ApiError 422 when `asOf` is in the future. */
export function checkOpened(results: readonly Result[], { asOf, readsVersion }: TenantContext): string {
  const waited = results.find(({ columns }) => columns.some(({ name }) => name === 'is_future'));
  if (asOf !== undefined && waited?.values[0]?.[1] !== 'f') {
    throw new ApiError('unprocessable', 'asOf must not be in the future', 'asOf');
  }
  return (readsVersion === true ? results.at(-1)?.values[0]?.[0] : undefined) ?? '0';
}
