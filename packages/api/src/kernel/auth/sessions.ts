import { type Clock, systemClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { sha256 } from '../base/sha256.ts';
import type { Database } from '../database/database.ts';
import { declareStatement } from '../database/statement.ts';
import { acceptKey, KEY_COLUMNS, KeyRefused, type KeyRow, knownKey } from './api-keys.ts';
import { inCallerTransaction } from './caller-transaction.ts';
import type { Caller } from './permissions.ts';
import { isWellFormedToken, makeToken } from './token.ts';

// A session of a browser acts for an API key and ends with it. How a person proves who they are decides only which caller it begins with.

export const IDLE_MS = 30 * 60_000;
const MAX_MS = 12 * 3_600_000;
/** Uses are stored this often, as a write for each request would cost more than the request. */
const STORE_USE_MS = 30_000;

export interface Session {
  readonly id: string;
  readonly caller: Caller;
  readonly createdAt: string;
  /** The end of a session that is used all the time. */
  readonly expiresAt: string;
}

/** Where a session comes from. */
export interface SessionOrigin {
  readonly requestId: string;
  readonly address: string;
  readonly userAgent: string | undefined;
}

const insertSession = declareStatement(
  'insert-session',
  `insert into sessions (id, token_sha256, api_key_id, created_at, updated_at, expires_at, address, user_agent)
   values ($1, $2, $3, $4, $4, $5, $6, $7)`,
);
const insertUse = declareStatement(
  'insert-session-use',
  'insert into session_uses (session_id, last_used_at) values ($1, $2)',
);
const endSession = declareStatement(
  'end-session',
  'update sessions set is_deleted = true, deleted_at = now() where id = $1 and not is_deleted',
);

/** Begins, finds, and ends sessions. Each look-up reads the database, so the end of a session, or of its key, takes effect everywhere at once. */
export class Sessions {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock = systemClock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Begins a session and returns its new token. */
  async begin(caller: Caller, { requestId, address, userAgent }: SessionOrigin): Promise<string> {
    const token = makeToken();
    const id = newId();
    const now = this.#clock.wallMs();
    const [createdAt, expiresAt] = [now, now + MAX_MS].map((moment) => new Date(moment).toISOString());
    await inCallerTransaction(this.#database, { caller, operationId: 'beginSession', requestId }, (tx) =>
      tx.batch([
        insertSession(id, sha256(token), caller.apiKeyId, createdAt, expiresAt, address, userAgent?.slice(0, 500)),
        insertUse(id, createdAt),
      ]),
    );
    return token;
  }

  /** Returns the session of a token. Throws KeyRefused (401) if it has ended, or if its key is no longer accepted. */
  async find(token: string | undefined): Promise<Session> {
    return (await this.#find(token)).session;
  }

  /** Does the same as `find`, and keeps the session from becoming idle. */
  async use(token: string | undefined): Promise<Session> {
    const { session, lastUsedAt } = await this.#find(token);
    const now = this.#clock.wallMs();
    if (lastUsedAt <= now - STORE_USE_MS) {
      await this.#database.query({
        text: `update session_uses set last_used_at = greatest(last_used_at, $3)
                where organization_id = $1 and session_id = $2`,
        values: [session.caller.organizationId, session.id, new Date(now).toISOString()],
      });
    }
    return session;
  }

  /** Ends a session. */
  async end({ id, caller }: Session, requestId: string): Promise<void> {
    await inCallerTransaction(this.#database, { caller, operationId: 'endSession', requestId }, (tx) =>
      tx.many(endSession(id)),
    );
  }

  async #find(token: string | undefined): Promise<{ readonly session: Session; readonly lastUsedAt: number }> {
    const now = this.#clock.wallMs();
    const [row] = isWellFormedToken(token)
      ? await this.#database.query<KeyRow & Omit<Session, 'caller'> & { lastUsedAt: number }>({
          name: 'find-session',
          text: `select s.id, rfc3339(s.created_at) as "createdAt", rfc3339(s.expires_at) as "expiresAt",
                        (extract(epoch from u.last_used_at) * 1000)::float as "lastUsedAt", ${KEY_COLUMNS}
                   from sessions s
                   join session_uses u on u.organization_id = s.organization_id and u.session_id = s.id
                   join api_keys k on k.organization_id = s.organization_id and k.id = s.api_key_id
                   join organizations o on o.id = s.organization_id
                  where s.token_sha256 = $1 and not s.is_deleted and s.expires_at > $2 and u.last_used_at > $3`,
          values: [sha256(token), new Date(now).toISOString(), new Date(now - IDLE_MS).toISOString()],
        })
      : [];
    if (row === undefined) throw new KeyRefused('The session has ended; sign in again');
    const { id, createdAt, expiresAt, lastUsedAt, ...key } = row;
    return { session: { id, createdAt, expiresAt, caller: acceptKey(knownKey(key), this.#clock) }, lastUsedAt };
  }
}
