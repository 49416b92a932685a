import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { type Condition, every } from '../../kernel/slice/filters.ts';
import type { Page } from '../../kernel/slice/pages.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import type { activityContract } from './contract.ts';

export type Entry = z.output<typeof activityContract.listActivityLogs.response.schema>;

/** The entries that meet all conditions; `chronological` is oldest first. */
export function activityEntries(
  tx: TenantTransaction,
  conditions: readonly Condition[],
  page: Page,
  chronological: boolean,
): Promise<Entry[]> {
  const [further, order]: [RawBuilder<unknown>, RawBuilder<unknown>] = chronological
    ? [sql`>`, sql`asc`]
    : [sql`<`, sql`desc`];
  const rest = page.after === undefined ? undefined : sql`e.sequence ${further} ${page.after.id}::bigint`;
  return tx.many(
    sqlQuery(sql<Entry>`
      select e.sequence::double precision as sequence, e.occurred_at, e.action, e.operation_id,
             json_build_object('type', e.actor_type, 'id', e.actor_id, 'label', e.actor_label) as actor,
             e.change_reason, e.request_id, e.resource_type, e.resource_id, e.before, e.after, e.record,
             encode(e.previous_hash, 'hex') as previous_hash,
             encode(e.hash, 'hex') as hash
        from activity_entries e
       where ${every([...conditions, rest])}
       order by e.sequence ${order} limit ${(page.limit ?? 0) + 1}`),
  );
}

/** Behind a position of the log. */
export const behind = (sequence: number | undefined): Condition =>
  sequence === undefined ? undefined : sql`e.sequence > ${sequence}`;
