import { keyHint, keySha256 } from '../../kernel/auth/api-keys.ts';
import { ApiError } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import type { Row } from '../../kernel/slice/record.ts';
import { createRecord, type RecordTable, requireAll } from '../../kernel/slice/records.ts';
import { ROLES, type RoleName } from '../roles.ts';
import { user } from '../users/record.ts';
import type { apiKey } from './contract.ts';

type ApiKey = Row<(typeof apiKey)['shape']>;

export const apiKeyTable: RecordTable<ApiKey> = {
  table: 'api_keys',
  noun: 'API key',
  columns: ['name', 'role', 'permissions', 'keyHint', 'keySha256', 'expiresAt', 'userId'],
};

/** A key to create, with the permissions of a role or with its own. */
export interface NewKey {
  readonly name?: string | undefined;
  readonly grant: { readonly role: RoleName } | { readonly permissions: readonly string[] };
  readonly expiresAt?: string | undefined;
  /** The user that the key acts for. */
  readonly userId?: string | undefined;
}

/** Locks the user, so that the user's access does not end before the key is there to be revoked. Throws ApiError 422. */
async function requireActive(tx: TenantTransaction, userId: string): Promise<void> {
  const [found] = await requireAll<{ id: string; status: string }>(tx, user, {
    references: [['userId', userId]],
    columns: 'id, status',
    lock: 'for no key update',
  });
  if (found?.status === 'inactive') {
    throw new ApiError('unprocessable', 'userId is an inactive user; change the status of the user first', 'userId');
  }
}

/** Inserts a key: its hash, not the key itself. Throws ApiError 422 if the user is unknown or inactive. */
export async function insertKey(
  tx: TenantTransaction,
  key: string,
  { name, grant, expiresAt, userId }: NewKey,
): Promise<ApiKey> {
  if (userId !== undefined) await requireActive(tx, userId);
  const permissions = 'role' in grant ? ROLES[grant.role] : grant.permissions;
  return createRecord(tx, apiKeyTable, {
    name,
    role: 'role' in grant ? grant.role : undefined,
    permissions: [...new Set(permissions)],
    keyHint: keyHint(key),
    keySha256: keySha256(key),
    expiresAt,
    userId,
  });
}
