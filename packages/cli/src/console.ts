import type { Config } from '@raptor-comply/api/config';
import { findUserId } from '@raptor-comply/api/operator/api-keys';
import { createSignInLink, signInLink } from '@raptor-comply/api/operator/sign-in-links';
import { ROLE_NAMES } from '@raptor-comply/api/resources/roles';
import { organizationOf, withDatabase } from './database.ts';
import { UsageError } from './failure.ts';
import { print } from './output.ts';

/** Where the server of this configuration is found from this machine. */
function addressOf({ host, port, publicUrl }: Config): string {
  if (publicUrl !== undefined) return publicUrl.href;
  if (['0.0.0.0', '::'].includes(host)) return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

interface LinkOptions {
  readonly org: string;
  readonly role: string;
  readonly user?: string;
}

/** Prints only the link, for `xdg-open "$(raptor-comply console --org …)"`. */
export async function printSignInLink({ org, role: asked, user }: LinkOptions): Promise<void> {
  const role = ROLE_NAMES.find((name) => name === asked);
  if (role === undefined) throw new UsageError(`--role must be one of ${ROLE_NAMES.join(', ')}.`);
  const link = await withDatabase(async (database, config) => {
    const organization = await organizationOf(database, config, org);
    const userId = user === undefined ? undefined : await findUserId(database, organization, user);
    const token = await createSignInLink(database, organization, { grant: { role }, userId });
    return signInLink(addressOf(config), token);
  });
  print(link);
}
