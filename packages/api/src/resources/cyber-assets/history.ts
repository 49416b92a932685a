import { sql } from 'kysely';
import type { z } from 'zod';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import type { Page } from '../../kernel/slice/pages.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import type { cyberAssetsContract } from './contract.ts';

type Version = z.input<typeof cyberAssetsContract.getCyberAssetHistory.response.schema>;

/** The versions of an asset from the activity log, oldest first; none of an asset that never was. */
export function cyberAssetVersions(tx: TenantTransaction, id: string, page: Page): Promise<Version[]> {
  const behind = page.after === undefined ? sql`` : sql` and e.sequence > ${page.after.id}::bigint`;
  return tx.many(
    sqlQuery(sql<Version>`
      select e.sequence::double precision as sequence, e.occurred_at, e.action, e.operation_id,
             json_build_object('type', e.actor_type, 'id', e.actor_id, 'label', e.actor_label) as actor,
             e.change_reason, e.request_id, next.occurred_at as superseded_at, coalesce(e.record, e.after) as cyber_asset
        from activity_entries e
        left join lateral (
          select n.occurred_at from activity_entries n
           where n.resource_type = e.resource_type and n.resource_id = e.resource_id and n.sequence > e.sequence
           order by n.sequence limit 1
        ) next on true
       where e.resource_type = 'cyber-assets' and e.resource_id = ${id} and coalesce(e.record, e.after) is not null${behind}
       order by e.sequence limit ${(page.limit ?? 0) + 1}`),
  );
}
