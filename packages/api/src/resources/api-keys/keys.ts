import { keyHint, keySha256 } from '../../kernel/auth/api-keys.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { createRecord } from '../../kernel/slice/records.ts';
import type { Tables } from '../../kernel/slice/sql.ts';
import { ROLES, type RoleName } from './roles.ts';

/** What a new key may do: a role's permissions, or the given ones. */
export interface NewKey {
  readonly name?: string | undefined;
  readonly grant: { readonly role: RoleName } | { readonly permissions: readonly string[] };
  readonly expiresAt?: string | undefined;
}

/** Keeps a key: its hash, never itself. */
export function insertKey(
  tx: TenantTransaction,
  key: string,
  { name, grant, expiresAt }: NewKey,
): Promise<Tables['apiKeys']> {
  const permissions = 'role' in grant ? ROLES[grant.role] : grant.permissions;
  return createRecord(tx, 'apiKeys', {
    name,
    role: 'role' in grant ? grant.role : undefined,
    permissions: [...new Set(permissions)],
    keyHint: keyHint(key),
    keySha256: keySha256(key),
    expiresAt,
  });
}
