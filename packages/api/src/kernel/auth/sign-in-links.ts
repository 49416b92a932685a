import { type Clock, systemClock } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import type { Database } from '../database/database.ts';
import { acceptKey, KEY_COLUMNS, KeyRefused, type KeyRow, knownKey } from './api-keys.ts';
import type { Caller } from './permissions.ts';
import { isWellFormedToken, makeToken } from './token.ts';

const LINK_MINUTES = 15;

/** Returns the token of a new link. It begins one session, which acts for the key, within 15 minutes. */
export async function createSignInToken(
  database: Database,
  { organizationId, apiKeyId }: Pick<Caller, 'organizationId' | 'apiKeyId'>,
): Promise<string> {
  const token = makeToken();
  await database.query({ text: 'delete from sign_in_links where expires_at <= now()' });
  await database.query({
    text: `insert into sign_in_links (organization_id, token_sha256, api_key_id, expires_at)
           values ($1, $2, $3, now() + make_interval(mins => $4))`,
    values: [organizationId, sha256(token), apiKeyId, LINK_MINUTES],
  });
  return token;
}

/** Returns the caller of a link. Throws KeyRefused (401) if it was used before, or is too old. */
export const findSignInToken = (database: Database, token: unknown, clock?: Clock): Promise<Caller> =>
  callerOf('select * from sign_in_links where token_sha256 = $1', { database, token, clock });

/** Does the same as `findSignInToken`, and uses the link up: of two requests, the second waits for the first and finds no row. */
export const redeemSignInToken = (database: Database, token: unknown, clock?: Clock): Promise<Caller> =>
  callerOf('delete from sign_in_links where token_sha256 = $1 returning *', { database, token, clock });

interface Sent {
  readonly database: Database;
  readonly token: unknown;
  readonly clock: Clock | undefined;
}

async function callerOf(links: string, { database, token, clock = systemClock }: Sent): Promise<Caller> {
  const [row] = isWellFormedToken(token)
    ? await database.query<KeyRow>({
        text: `with link as (${links})
               select ${KEY_COLUMNS}
                 from link l
                 join api_keys k on k.organization_id = l.organization_id and k.id = l.api_key_id
                 join organizations o on o.id = k.organization_id
                where l.expires_at > $2`,
        values: [sha256(token), new Date(clock.wallMs()).toISOString()],
      })
    : [];
  if (row === undefined) throw new KeyRefused('This link was used before or has expired; ask for a new one');
  return acceptKey(knownKey(row), clock);
}
