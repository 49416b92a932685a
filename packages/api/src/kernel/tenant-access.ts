import type pg from 'pg';
import { ApiError } from './errors.ts';

/** Who changes something, as the activity log names them. */
export type Actor =
  | { readonly type: 'api_key'; readonly id: string; readonly label: string }
  | { readonly type: 'operator'; readonly label: string };

/** On whose behalf a transaction runs; what the database records with a change. */
export interface TenantContext {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly operationId: string;
  readonly requestId: string;
  /** Why, in the caller's words. */
  readonly changeReason?: string | undefined;
  /** A moment in the past that everything is read as of. */
  readonly asOf?: string | undefined;
  /** Aborted at the request's deadline. */
  readonly signal: AbortSignal;
  /** Milliseconds that one statement may take. */
  readonly timeoutMs: number;
  /** Nothing is changed: no transaction is needed, as each statement sees what is committed when it begins. */
  readonly isRead?: boolean;
  /** The record that is read will be changed: nobody else changes it in between. */
  readonly locksRecord?: boolean;
}

/** A connection in the hands of one organization. */
export interface Access {
  /** Rejects when the organization could not be entered: whatever was answered on the connection then is nobody's. */
  readonly entered: Promise<unknown>;
  /** The version that is read, see `TenantTransaction.version`. */
  readonly version: () => Promise<string>;
  /** Throws when a commit is not confirmed. */
  readonly end: (how: 'commit' | 'rollback') => Promise<void>;
}

const BEGIN = 'begin';
const SET_CONTEXT = {
  name: 'set-context',
  text: `select set_config('role', 'raptor_comply_app', true),
                set_config('timezone', 'UTC', true),
                set_config('app.organization_id', $1, true),
                set_config('app.operation_id', $2, true),
                set_config('app.api_key_id', $3, true),
                set_config('app.api_key_label', $4, true),
                set_config('app.operator', $5, true),
                set_config('app.request_id', $6, true),
                set_config('app.change_reason', $7, true),
                set_config('statement_timeout', $8, true)`,
};
/**
 * Every transaction that belongs before the moment is committed when the turn at the chain has come round; one that comes later gets a
 * later moment. A caller's clock may be a little ahead.
 */
const AWAIT_COMMITS = {
  name: 'await-commits',
  text: `with waited as materialized (
           select pg_sleep(least(0.02, greatest(0, extract(epoch from $2::timestamptz - clock_timestamp()))))
         )
         select pg_advisory_lock_shared(key), clock_timestamp() < $2::timestamptz as is_future, pg_advisory_unlock_shared(key)
           from waited, activity_lock_key($1) as key`,
};
const ENTER_PAST = {
  name: 'enter-past',
  text: `select set_config('search_path', 'as_of, public', true),
                set_config('app.as_of_sequence', coalesce(last.sequence, 0)::text, true),
                coalesce(activity_version(last.sequence, last.hash), '0') as version
           from (select) as once
           left join (
             select sequence, hash from public.activity_entries
              where organization_id = $1 and occurred_at <= $2 order by occurred_at desc, sequence desc limit 1
           ) last on true`,
};

/** For statements outside a transaction: it stays so on the connection, until another organization or the owner has it. */
const ENTER = {
  name: 'enter-organization',
  text: `select set_config('role', 'raptor_comply_app', false),
                set_config('timezone', 'UTC', false),
                set_config('app.organization_id', $1, false),
                set_config('statement_timeout', $2, false)`,
};
const LEAVE = {
  name: 'leave-organization',
  text: `select set_config('role', 'none', false), set_config('app.organization_id', '', false), set_config('statement_timeout', '0', false)`,
};
const VERSION = { name: 'version', text: 'select version from activity_heads' };

function contextValues(context: TenantContext): string[] {
  const { organizationId, operationId, actor, requestId, changeReason = '', timeoutMs } = context;
  const who = actor.type === 'api_key' ? [actor.id, actor.label, ''] : ['', '', actor.label];
  return [organizationId, operationId, ...who, requestId, changeReason, String(timeoutMs)];
}

/** Makes the rest of a transaction read the past; returns the version that it reads. */
async function enterPast(client: pg.PoolClient, organizationId: string, asOf: string): Promise<string> {
  const [awaited, entered] = await Promise.all([
    client.query<{ is_future: boolean }>({ ...AWAIT_COMMITS, values: [organizationId, asOf] }),
    client.query<{ version: string }>({ ...ENTER_PAST, values: [organizationId, asOf] }),
  ]);
  if (awaited.rows[0]?.is_future !== false) {
    throw new ApiError('unprocessable', 'asOf must not be in the future', 'asOf');
  }
  return entered.rows[0]?.version ?? '0';
}

/** What a connection was left as: see `ENTER`. Nothing is known of a new one, and nothing is set. */
const leftAs = new WeakMap<pg.PoolClient, string>();

/** Makes a connection the owner's again. Sent before whatever is asked next; when it fails, so does the connection. */
export async function enterAsOwner(client: pg.PoolClient): Promise<void> {
  if (!leftAs.has(client)) return;
  await client.query(LEAVE);
  leftAs.delete(client);
}

const readVersion = async (client: pg.PoolClient): Promise<string> => {
  const { rows } = await client.query<{ version: string }>(VERSION);
  return rows[0]?.version ?? '0';
};

/** For reads: the connection is the organization's until another one has it. */
function enterSession(client: pg.PoolClient, { organizationId, timeoutMs }: TenantContext): Access {
  const session = `${organizationId} ${timeoutMs}`;
  let entered: Promise<unknown> = Promise.resolve();
  if (leftAs.get(client) !== session) {
    // Until it is known to have been entered, it is nobody's.
    leftAs.set(client, '');
    entered = client.query({ ...ENTER, values: [organizationId, String(timeoutMs)] }).then(() => {
      leftAs.set(client, session);
    });
  }
  return { entered, version: () => readVersion(client), end: async () => {} };
}

/** For changes, and for the past. */
async function beginTransaction(client: pg.PoolClient, context: TenantContext): Promise<Access> {
  // Sent together with the first query: the driver pipelines, and a failure of either makes that query fail.
  const entered = Promise.all([client.query(BEGIN), client.query({ ...SET_CONTEXT, values: contextValues(context) })]);
  entered.catch(() => {});
  const { organizationId, asOf } = context;
  const past = asOf === undefined ? undefined : await enterPast(client, organizationId, asOf);
  return {
    entered,
    version: async () => past ?? readVersion(client),
    async end(how) {
      const { command } = await client.query(how);
      // PostgreSQL answers the commit of a failed transaction with a rollback.
      if (how === 'commit' && command !== 'COMMIT') throw new Error('The transaction was rolled back');
    },
  };
}

/** Puts a connection into the hands of an organization; what fails here leaves the connection unusable. */
export const openAccess = async (client: pg.PoolClient, context: TenantContext): Promise<Access> =>
  context.isRead === true && context.asOf === undefined
    ? enterSession(client, context)
    : beginTransaction(client, context);
