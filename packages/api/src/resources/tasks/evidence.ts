import { type RawBuilder, sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import type { Completion } from './completion.ts';

interface Performance {
  readonly id: string;
  readonly reference: string | null;
}

/**
 * Adds the evidence of a performance that was entered without it. `of` selects the occurrences; the last performance among them is meant.
 * @throws ApiError 409 if it has other evidence, which is never overwritten, 422 if there is no performance or nothing to add.
 */
export async function addEvidence(
  tx: TenantTransaction,
  of: RawBuilder<unknown>,
  { reference, evidencePending, backdatedReason }: Completion,
): Promise<void> {
  const field =
    evidencePending === true ? 'evidencePending' : backdatedReason === undefined ? 'reference' : 'backdatedReason';
  const refused = new ApiError('unprocessable', `${field} needs the status complete`, field);
  if (reference === undefined || field !== 'reference') throw refused;
  const [last] = await tx.many(
    sqlQuery(sql<Performance>`
      select id, reference from task_occurrences where ${of} and status = 'complete'
       order by created_at desc limit 1 for no key update`),
  );
  if (last === undefined) throw refused;
  if (last.reference === reference) return;
  if (last.reference !== null)
    throw new ApiError('conflict', 'The completion has its evidence already; it is never overwritten');
  await tx.many(
    sqlQuery(sql`
      update task_occurrences set reference = ${reference}, evidence_pending = false where id = ${last.id} returning id`),
  );
}
