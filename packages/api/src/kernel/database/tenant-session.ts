import type pg from 'pg';
import type { Deadline } from '../base/deadline.ts';
import { ApiError } from '../base/errors.ts';
import type { Result, Statement } from './pipeline.ts';

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
  readonly deadline: Deadline;
  /** Milliseconds that one statement may take. */
  readonly timeoutMs: number;
  /** Nothing is changed: no transaction is needed, as each statement sees what is committed when it begins. */
  readonly isRead?: boolean;
  /** A read in several steps that are to see the same. */
  readonly isLong?: boolean;
  /** The record that is read will be changed: nobody else changes it in between. */
  readonly locksRecord?: boolean;
}

/** How a connection comes into the hands of an organization. */
export interface Entry {
  /** They go ahead of the organization's own, in the same exchange: when one fails, nothing that follows is run. */
  readonly statements: readonly Statement[];
  /** The organization's own wait until these are answered. */
  readonly isAlone: boolean;
  /** Whether there is a transaction to end. */
  readonly isTransaction: boolean;
  /** Looks at what they gave. Throws ApiError 422. */
  check(results: readonly Result[]): void;
  /** To be called when what they set stays with the connection: their exchange, or transaction, has ended well. */
  kept(): void;
}

const BEGIN: Statement = { name: 'begin', text: 'begin' };
export const COMMIT: Statement = { name: 'commit', text: 'commit' };
export const ROLLBACK: Statement = { name: 'rollback', text: 'rollback' };

/**
 * A connection stays the organization's until another one, or the owner, has it. Its plans are kept, too: one that was made while a
 * table was empty would go on to read all of it, however large it grows, until its statistics are made anew. So there is to be an
 * index for all that is asked, and it is used. (Where there were none, compiling what then seems costly would make it worse.) That stays
 * when the owner has the connection: what the server's settings were is not known here, and the owner's statements have indexes, too.
 */
const ENTER = {
  name: 'enter-organization',
  text: `select set_config('role', 'raptor_comply_app', false),
                set_config('timezone', 'UTC', false),
                set_config('enable_seqscan', 'off', false),
                set_config('jit', 'off', false),
                set_config('app.organization_id', $1, false),
                set_config('statement_timeout', $2, false)`,
};
/** The same on a connection that was another organization's. */
const SWITCH = {
  name: 'switch-organization',
  text: `select set_config('app.organization_id', $1, false), set_config('statement_timeout', $2, false)`,
};
const LEAVE = {
  name: 'leave-organization',
  text: `select set_config('role', 'none', false), set_config('app.organization_id', '', false), set_config('statement_timeout', '0', false)`,
};
const EXPLAIN_CHANGE = {
  name: 'explain-change',
  text: `select set_config('app.operation_id', $1, true),
                set_config('app.api_key_id', $2, true),
                set_config('app.api_key_label', $3, true),
                set_config('app.operator', $4, true),
                set_config('app.request_id', $5, true),
                set_config('app.change_reason', $6, true)`,
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
                set_config('app.as_of_version', coalesce(activity_version(last.sequence, last.hash), '0'), true)
           from (select) as once
           left join (
             select sequence, hash from public.activity_entries
              where organization_id = $1 and occurred_at <= $2 order by occurred_at desc, sequence desc limit 1
           ) last on true`,
};

const VERSION = { name: 'version', text: 'select version from activity_heads' };
const PAST_VERSION = { name: 'past-version', text: `select current_setting('app.as_of_version')` };

/** Names the state of the organization, as of now or of the moment that is read. */
export const versionStatement = ({ asOf }: TenantContext): Statement => (asOf === undefined ? VERSION : PAST_VERSION);

/** What a connection was left as; nothing of a new one, which is the owner's. */
const leftAs = new WeakMap<pg.PoolClient, { readonly organization: string; readonly timeoutMs: number } | object>();

/** Makes a connection the owner's again. Sent before whatever is asked next; when it fails, so does the connection. */
export async function enterAsOwner(client: pg.PoolClient): Promise<void> {
  if (!leftAs.has(client)) return;
  await client.query(LEAVE);
  leftAs.delete(client);
}

function explanation({ operationId, actor, requestId, changeReason = '' }: TenantContext): Statement {
  const who = actor.type === 'api_key' ? [actor.id, actor.label, ''] : ['', '', actor.label];
  return { ...EXPLAIN_CHANGE, values: [operationId, ...who, requestId, changeReason] };
}

function session(client: pg.PoolClient, organization: string, timeoutMs: number): readonly Statement[] {
  const left = leftAs.get(client);
  const values = [organization, String(timeoutMs)];
  if (left === undefined || !('organization' in left)) return [{ ...ENTER, values }];
  if (left.organization === organization && left.timeoutMs === timeoutMs) return [];
  return [{ ...SWITCH, values }];
}

/** Puts a connection into the hands of an organization; until that is known to have worked, it is nobody's. */
export function enter(client: pg.PoolClient, context: TenantContext): Entry {
  const { organizationId, timeoutMs, asOf, isRead, isLong } = context;
  const statements = [...session(client, organizationId, timeoutMs)];
  const isTransaction = isRead !== true || isLong === true || asOf !== undefined;
  if (statements.length === 0 && !isTransaction)
    return { statements, isAlone: false, isTransaction, check() {}, kept() {} };
  const unknown = {};
  leftAs.set(client, unknown);
  if (isTransaction) statements.push(BEGIN);
  if (isRead !== true) statements.push(explanation(context));
  if (asOf !== undefined) {
    const values = [organizationId, asOf];
    statements.push({ ...AWAIT_COMMITS, values }, { ...ENTER_PAST, values });
  }
  return {
    statements,
    isAlone: asOf !== undefined,
    isTransaction,
    check(results) {
      if (asOf !== undefined && results.at(-2)?.values[0]?.[1] !== 'f') {
        throw new ApiError('unprocessable', 'asOf must not be in the future', 'asOf');
      }
    },
    kept() {
      // Whoever has had the connection since knows better.
      if (leftAs.get(client) === unknown) leftAs.set(client, { organization: organizationId, timeoutMs });
    },
  };
}
