import { sql } from 'kysely';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';

const KEY = sql`hashtextextended(current_organization_id()::text, 0)`;

/** Lets one transaction of the organization at a time change what there is one of: until it ends, the others wait here. */
export const lockOrganization = (tx: TenantTransaction): Promise<unknown> =>
  tx.many(sqlQuery(sql`select pg_advisory_xact_lock(${KEY})`));

/** Waits for the end of such a transaction, and lets the next one start when this one ends. */
export const shareOrganization = (tx: TenantTransaction): Promise<unknown> =>
  tx.many(sqlQuery(sql`select pg_advisory_xact_lock_shared(${KEY})`));
