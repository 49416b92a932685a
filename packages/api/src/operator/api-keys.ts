import { sql } from 'kysely';
import { makeKey } from '../kernel/auth/api-keys.ts';
import { notFound } from '../kernel/base/errors.ts';
import type { Database } from '../kernel/database/database.ts';
import { isUuid } from '../kernel/slice/fields.ts';
import { deleteRecord, listRecords } from '../kernel/slice/records.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';
import { apiKeyTable, insertKey, type NewKey } from '../resources/api-keys/keys.ts';
import { asOperator, OperatorError, type Organization } from './organizations.ts';

/** Returns the id of the user with an e-mail address. Throws OperatorError if the organization does not have the user. */
export async function findUserId(database: Database, organization: Organization, email: string): Promise<string> {
  const [user] = await asOperator(database, organization, 'keys create', (tx) =>
    tx.many(sqlQuery(sql<{ id: string }>`select id from users where email = lower(${email}) and not is_deleted`)),
  );
  if (user !== undefined) return user.id;
  throw new OperatorError(`The organization ${organization.slug} has no user with the e-mail address ${email}.`);
}

/** Creates a key, and returns it with its row. It cannot be read again. */
export async function createKeyRow(database: Database, organization: Organization, key: NewKey) {
  const secret = makeKey(organization.isTest);
  const row = await asOperator(database, organization, 'keys create', (tx) => insertKey(tx, secret, key));
  return { secret, row };
}

/** Creates a key and returns it. It cannot be read again. */
export const createKey = async (database: Database, organization: Organization, key: NewKey): Promise<string> =>
  (await createKeyRow(database, organization, key)).secret;

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
