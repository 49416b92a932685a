import { sql } from 'kysely';
import { makeKey } from '../../kernel/auth/api-keys.ts';
import { ApiError } from '../../kernel/base/errors.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { deleteRecord, listRecords } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { apiKeysContract, REVOKED } from './contract.ts';
import { apiKeyTable, insertKey } from './keys.ts';

export const apiKeys = implement(apiKeysContract, {
  listApiKeys: ({ page }, tx) => listRecords(tx, apiKeyTable, [], { page }),
  async createApiKey({ body: { name, role, permissions, expiresAt, userId } }, tx) {
    if (role !== undefined && permissions !== undefined) {
      throw new ApiError('unprocessable', 'Send role or permissions, not both');
    }
    if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()) {
      throw new ApiError('unprocessable', 'expiresAt must be in the future', 'expiresAt');
    }
    const { isTest } = await tx.one(
      sqlQuery(sql<{ isTest: boolean }>`select is_test from current_organization()`),
      () => new Error('The organization was not found'),
    );
    const key = makeKey(isTest);
    const grant = permissions === undefined ? { role: role ?? ('api_user' as const) } : { permissions };
    return { ...(await insertKey(tx, key, { name, grant, expiresAt, userId })), key };
  },
  async revokeApiKey({ params, afterCommit }, tx) {
    await deleteRecord(tx, apiKeyTable, params.id);
    afterCommit((keyRing) => keyRing.forget());
    return REVOKED;
  },
});
