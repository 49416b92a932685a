import { makeKey } from '../kernel/auth/api-keys.ts';
import { notFound } from '../kernel/base/errors.ts';
import type { Database } from '../kernel/database/database.ts';
import { isUuid } from '../kernel/slice/fields.ts';
import { deleteRecord, listRecords } from '../kernel/slice/records.ts';
import { apiKeyTable, insertKey, type NewKey } from '../resources/api-keys/keys.ts';
import { asOperator, type Organization } from './organizations.ts';

/** Creates a key and returns it. It cannot be read again. */
export async function createKey(database: Database, organization: Organization, key: NewKey): Promise<string> {
  const secret = makeKey(organization.isTest);
  await asOperator(database, organization, 'keys create', (tx) => insertKey(tx, secret, key));
  return secret;
}

/** Returns the keys of an organization that are not revoked, oldest first. */
export const listKeys = (database: Database, organization: Organization) =>
  asOperator(database, organization, 'keys list', async (tx) =>
    (await listRecords(tx, apiKeyTable, [], { page: {} })).toArray(),
  );

/** Revokes a key. Throws ApiError 404 if the organization does not have it. */
export async function revokeKey(database: Database, organization: Organization, id: string): Promise<void> {
  if (!isUuid(id)) throw notFound('API key');
  await asOperator(database, organization, 'keys revoke', (tx) => deleteRecord(tx, apiKeyTable, id));
}
