import { inCallerTransaction } from '../auth/caller-transaction.ts';
import type { Caller } from '../auth/permissions.ts';
import type { Database } from '../database/database.ts';

export interface Refusal {
  readonly operationId: string;
  readonly requestId: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** What was asked for. */
  readonly target: { readonly type: string; readonly id: string | undefined };
}

/** Logs a refused request in the activity log of the caller's organization. */
export const recordRefusal = (
  database: Database,
  caller: Caller,
  { operationId, requestId, details, target }: Refusal,
): Promise<void> =>
  inCallerTransaction(database, { caller, operationId, requestId }, async (tx) => {
    await tx.many({
      text: 'select record_refusal($1::json, $2, $3::uuid)',
      values: [JSON.stringify(details), target.type, target.id],
    });
  });
