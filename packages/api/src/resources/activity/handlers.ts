import { sql } from 'kysely';
import type { z } from 'zod';
import { notFound } from '../../kernel/base/errors.ts';
import { newId } from '../../kernel/base/ids.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { enqueue, VERIFY_ACTIVITY } from '../../kernel/jobs/outbox.ts';
import { isUuid } from '../../kernel/slice/fields.ts';
import { type Condition, equals, every } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import type { Page } from '../../kernel/slice/pages.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { changeColumns } from '../change.ts';
import { activityContract } from './contract.ts';

type Entry = z.output<typeof activityContract.listActivityLogs.response.schema>;

const afterSequence = (sequence: number | undefined): Condition =>
  sequence === undefined ? undefined : sql`e.sequence > ${sequence}`;

/** Returns a page of the entries that meet all conditions, and one row more: oldest first if `oldestFirst`, else newest first. */
function activityEntries(
  tx: TenantTransaction,
  conditions: readonly Condition[],
  { limit = 0, after, oldestFirst }: Page & { readonly oldestFirst: boolean },
): Promise<Entry[]> {
  const position =
    after === undefined ? undefined : sql`e.sequence ${oldestFirst ? sql`>` : sql`<`} ${after.id}::bigint`;
  return tx.many(
    sqlQuery(sql<Entry>`
      select ${changeColumns}, e.resource_type, e.resource_id, e.before, e.after, e.record, e.salt
        from activity_entries e
       where ${every([...conditions, position])}
       order by e.sequence ${oldestFirst ? sql`asc` : sql`desc`} limit ${limit + 1}`),
  );
}

type Verification = z.output<typeof activityContract.getActivityVerification.response.schema>;

const VERIFICATION = sql`
  select id, requested_at, finished_at, findings::text = '[]' as is_whole, entries::double precision as entries,
         sealed::double precision as sealed_entries, findings
    from activity_verifications`;

/** One that crashed at every attempt stays unfinished. */
const UNDER_WAY = sql`finished_at is null and requested_at > now() - interval '1 hour'`;

export const activity = implement(activityContract, {
  listActivityLogs({ query: { from, to, actor, resourceType, resourceId, operation, after }, page }, tx) {
    const conditions = [
      from === undefined ? undefined : sql`e.occurred_at >= ${from}`,
      to === undefined ? undefined : sql`e.occurred_at <= ${to}`,
      actor === undefined
        ? undefined
        : sql`${actor} in (e.context -> 'actor' ->> 'id', e.context -> 'actor' ->> 'label')`,
      equals('e.resourceType', resourceType),
      resourceId === undefined || isUuid(resourceId) ? equals('e.resourceId', resourceId) : sql`false`,
      operation === undefined ? undefined : sql`e.context ->> 'operationId' = ${operation}`,
      afterSequence(after),
    ];
    return activityEntries(tx, conditions, { ...page, oldestFirst: page.isStream === true || after !== undefined });
  },
  async createActivityVerification(_, tx) {
    const underWay = await tx.maybeOne(
      sqlQuery(sql<Verification>`${VERIFICATION} where ${UNDER_WAY} order by requested_at limit 1`),
    );
    if (underWay !== undefined) return underWay;
    const id = newId();
    await tx.many(sqlQuery(sql`insert into activity_verifications (id) values (${id})`));
    await enqueue(tx, VERIFY_ACTIVITY, { payload: { id } });
    return tx.one(sqlQuery(sql<Verification>`${VERIFICATION} where id = ${id}`), () => notFound('verification'));
  },
  getActivityVerification: ({ params }, tx) =>
    tx.one(sqlQuery(sql<Verification>`${VERIFICATION} where id = ${params.id}`), () => notFound('verification')),
  async getActivityLogsByEntity({ params, query: { after }, page }, tx) {
    const ofResource = [equals('e.resourceType', params.resourceType), equals('e.resourceId', params.resourceId)];
    const found = await activityEntries(tx, [...ofResource, afterSequence(after)], { ...page, oldestFirst: true });
    if (found.length > 0) return found;
    const anyEntry = sqlQuery(sql`select from activity_entries e where ${every(ofResource)} limit 1`);
    await tx.one(anyEntry, () => notFound('resource'));
    return found;
  },
  getActivityCheckpoint: ({ signer, caller }) => signer.checkpoint(caller.organizationId),
  getActivityProof: ({ signer, caller, query }) => signer.inclusionProof(caller.organizationId, query.sequence),
  getActivityConsistencyProof: ({ signer, caller, query }) =>
    signer.consistency(caller.organizationId, query.from ?? 0),
  getActivityKey: ({ signer, caller }) => signer.verifierKey(caller.organizationId),
  addActivityCosignatures: async ({ signer, caller, body }) => ({
    witnesses: await signer.addCosignatures(caller.organizationId, body.checkpoint),
  }),
});
