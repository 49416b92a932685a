import { createKey, findUserId, listKeys, revokeKey } from '@raptor-comply/api/operator/api-keys';
import { apiKeysContract } from '@raptor-comply/api/resources/api-keys/contract';
import type { z } from 'zod';
import { organizationOf, withDatabase } from './database.ts';
import { Failure, UsageError } from './failure.ts';
import { print, printJson, printTable } from './output.ts';

export interface KeyOptions {
  readonly org: string;
  readonly role?: string;
  readonly permission?: string[];
  readonly expiresAt?: string;
  readonly name?: string;
  readonly user?: string;
}

const { createApiKey, listApiKeys } = apiKeysContract;
const OPTION_BY_FIELD: Readonly<Record<string, string>> = {
  name: '--name',
  role: '--role',
  permissions: '--permission',
  expiresAt: '--expires-at',
};

/** Converts the options to the API's request body and validates it by the contract. */
function requestedKey({ role, permission, expiresAt, name }: KeyOptions): z.output<typeof createApiKey.body.schema> {
  const given = {
    name,
    role: permission === undefined ? (role ?? 'api_user') : role,
    permissions: permission,
    expiresAt,
  };
  const parsed = createApiKey.body.schema.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${OPTION_BY_FIELD[String(issue?.path[0])] ?? 'An option'} ${issue?.message}.`);
  }
  if (parsed.data.expiresAt !== undefined && Date.parse(parsed.data.expiresAt) <= Date.now()) {
    throw new UsageError('--expires-at must be in the future.');
  }
  return parsed.data;
}

/** Prints only the key, for `KEY=$(raptor-comply keys create --org …)`. */
export async function createApiKeyCommand(options: KeyOptions): Promise<void> {
  const body = requestedKey(options);
  const key = await withDatabase(async (database, config) => {
    const organization = await organizationOf(database, config, options.org);
    const { name, expiresAt, permissions, role = 'api_user' } = body;
    const grant = permissions === undefined ? { role } : { permissions };
    const userId = options.user === undefined ? undefined : await findUserId(database, organization, options.user);
    return createKey(database, organization, { name, expiresAt, grant, userId });
  });
  print(key);
}

export async function listApiKeysCommand({ org, json = false }: { org: string; json?: boolean }): Promise<void> {
  const found = await withDatabase(async (database, config) =>
    listKeys(database, await organizationOf(database, config, org)),
  );
  // Keeps only the fields of the API's response, without the hash.
  const keys = listApiKeys.response.schema.array().parse(found);
  if (json) return printJson(keys);
  const rows = keys.map(({ id, keyHint, role, permissions, expiresAt, name }) => {
    return [id, keyHint, role ?? permissions.join(','), expiresAt ?? 'never', name ?? ''];
  });
  printTable(['ID', 'KEY', 'ROLE OR PERMISSIONS', 'EXPIRES', 'NAME'], rows);
}

export async function revokeApiKeyCommand(id: string, { org }: { org: string }): Promise<void> {
  await withDatabase(async (database, config) => {
    const organization = await organizationOf(database, config, org);
    await revokeKey(database, organization, id).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'not_found') {
        throw new Failure(`The organization ${org} has no API key with this id; "keys list" shows the ids.`);
      }
      throw error;
    });
  });
  print('API key revoked.');
}
