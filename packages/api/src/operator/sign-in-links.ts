import { createSignInToken } from '../kernel/auth/sign-in-links.ts';
import type { Database } from '../kernel/database/database.ts';
import type { NewKey } from '../resources/api-keys/keys.ts';
import { createKeyRow } from './api-keys.ts';
import type { Organization } from './organizations.ts';

/** Until the end of the longest session that the link can begin. */
const KEY_HOURS = 12.5;

/** The address of the console that signs in with a token. The token is in the fragment, which browsers do not send. */
export const signInLink = (url: string, token: string): string => `${url.replace(/\/$/, '')}/console/#token=${token}`;

/** Creates a key that nobody knows, for one session, and returns the token of a link that begins it. */
export async function createSignInLink(
  database: Database,
  organization: Organization,
  { grant, userId }: Pick<NewKey, 'grant' | 'userId'>,
): Promise<string> {
  const expiresAt = new Date(Date.now() + KEY_HOURS * 3_600_000).toISOString();
  const { row } = await createKeyRow(database, organization, { name: 'Sign-in link', grant, userId, expiresAt });
  return createSignInToken(database, { organizationId: organization.id, apiKeyId: row.id });
}
