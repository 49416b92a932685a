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

/** Uses a link up, and returns its caller. Throws KeyRefused (401) if it was used before, or is too old. */
export async function redeemSignInToken(
  database: Database,
  token: unknown,
  clock: Clock = systemClock,
): Promise<Caller> {
  const [row] = isWellFormedToken(token)
    ? await database.query<KeyRow>({
        // Of two requests, the second waits for the first and finds no row.
        text: `with used as (delete from sign_in_links where token_sha256 = $1 returning *)
               select ${KEY_COLUMNS}
                 from used u
                 join api_keys k on k.organization_id = u.organization_id and k.id = u.api_key_id
                 join organizations o on o.id = k.organization_id
                where u.expires_at > $2`,
        values: [sha256(token), new Date(clock.wallMs()).toISOString()],
      })
    : [];
  if (row === undefined) throw new KeyRefused('This link was used before or has expired; ask for a new one');
  return acceptKey(knownKey(row), clock);
}
