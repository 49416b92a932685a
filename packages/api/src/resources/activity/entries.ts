import { sql } from 'kysely';
import type { z } from 'zod';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { type Condition, every } from '../../kernel/slice/filters.ts';
import type { Page } from '../../kernel/slice/pages.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { changeColumns } from '../change.ts';
import type { activityContract } from './contract.ts';

export type Entry = z.output<typeof activityContract.listActivityLogs.response.schema>;

export const afterSequence = (sequence: number | undefined): Condition =>
  sequence === undefined ? undefined : sql`e.sequence > ${sequence}`;

/** Returns a page of the entries that meet all conditions, and one row more: oldest first if `oldestFirst`, else newest first. */
export function activityEntries(
  tx: TenantTransaction,
  conditions: readonly Condition[],
  { limit = 0, after, oldestFirst }: Page & { readonly oldestFirst: boolean },
): Promise<Entry[]> {
  const position =
    after === undefined ? undefined : sql`e.sequence ${oldestFirst ? sql`>` : sql`<`} ${after.id}::bigint`;
  return tx.many(
    sqlQuery(sql<Entry>`
      select ${changeColumns}, e.resource_type, e.resource_id, e.before, e.after, e.record,
             encode(e.previous_hash, 'hex') as previous_hash, encode(e.hash, 'hex') as hash
        from activity_entries e
       where ${every([...conditions, position])}
       order by e.sequence ${oldestFirst ? sql`asc` : sql`desc`} limit ${limit + 1}`),
  );
}
