import { sql } from 'kysely';
import { GENESIS } from '../../kernel/activity/chain.ts';
import { notFound } from '../../kernel/base/errors.ts';
import { equals, every } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { activityContract } from './contract.ts';
import { activityEntries, afterSequence } from './entries.ts';

export const activity = implement(activityContract, {
  listActivityLogs({ query: { from, to, actor, resourceType, operation, after }, page }, tx) {
    const conditions = [
      from === undefined ? undefined : sql`e.occurred_at >= ${from}`,
      to === undefined ? undefined : sql`e.occurred_at <= ${to}`,
      actor === undefined ? undefined : sql`(e.actor_id::text = ${actor} or e.actor_label = ${actor})`,
      equals('e.resourceType', resourceType),
      equals('e.operationId', operation),
      afterSequence(after),
    ];
    return activityEntries(tx, conditions, { ...page, oldestFirst: page.isStream === true || after !== undefined });
  },
  async getActivityLogsByEntity({ params, query: { after }, page }, tx) {
    const ofResource = [equals('e.resourceType', params.resourceType), equals('e.resourceId', params.resourceId)];
    const found = await activityEntries(tx, [...ofResource, afterSequence(after)], { ...page, oldestFirst: true });
    if (found.length > 0) return found;
    const anyEntry = sqlQuery(sql`select from activity_entries e where ${every(ofResource)} limit 1`);
    await tx.one(anyEntry, () => notFound('resource'));
    return found;
  },
  getActivityCheckpoint: (_, tx) =>
    tx.one(
      sqlQuery(sql<{ sequence: number; hash: string; occurredAt: string | null }>`
        select coalesce(h.sequence, 0)::double precision as sequence, coalesce(encode(h.hash, 'hex'), ${GENESIS}) as hash,
               nullif(h.occurred_at, '-infinity') as occurred_at
          from (select) as once left join activity_heads h on true`),
      () => new Error('The checkpoint query returned no row'),
    ),
});
