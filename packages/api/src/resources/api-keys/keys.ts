import { keyHint, keySha256 } from '../../kernel/auth/api-keys.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import type { Row } from '../../kernel/slice/record.ts';
import { createRecord, type RecordTable } from '../../kernel/slice/records.ts';
import { ROLES, type RoleName } from '../roles.ts';
import type { apiKey } from './contract.ts';

type ApiKey = Row<(typeof apiKey)['shape']>;

export const apiKeyTable: RecordTable<ApiKey> = {
  table: 'api_keys',
  noun: 'API key',
  columns: ['name', 'role', 'permissions', 'keyHint', 'keySha256', 'expiresAt'],
};

/** A key to create, with the permissions of a role or with its own. */
export interface NewKey {
  readonly name?: string | undefined;
  readonly grant: { readonly role: RoleName } | { readonly permissions: readonly string[] };
  readonly expiresAt?: string | undefined;
}

/** Inserts a key: its hash, not the key itself. */
export function insertKey(tx: TenantTransaction, key: string, { name, grant, expiresAt }: NewKey): Promise<ApiKey> {
  const permissions = 'role' in grant ? ROLES[grant.role] : grant.permissions;
  return createRecord(tx, apiKeyTable, {
    name,
    role: 'role' in grant ? grant.role : undefined,
    permissions: [...new Set(permissions)],
    keyHint: keyHint(key),
    keySha256: keySha256(key),
    expiresAt,
  });
}
