import type { Caller } from '../auth/permissions.ts';
import { withinDeadline } from '../base/deadline.ts';
import type { Database } from '../database/database.ts';
import { inTenantTransaction } from '../database/tenant-transaction.ts';

const TIMEOUT_MS = 5000;

export interface Refusal {
  readonly operationId: string;
  readonly requestId: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Logs a refused request in the activity log of the caller's organization. */
export function recordRefusal(
  database: Database,
  { organizationId, apiKeyId, label }: Caller,
  { operationId, requestId, details }: Refusal,
): Promise<void> {
  const actor = { type: 'api_key', id: apiKeyId, label } as const;
  return withinDeadline(TIMEOUT_MS, (deadline) => {
    const context = { organizationId, actor, operationId, requestId, deadline, timeoutMs: TIMEOUT_MS };
    return inTenantTransaction(database, context, async (tx) => {
      await tx.many({ text: 'select record_refusal($1::jsonb)', values: [JSON.stringify(details)] });
    });
  });
}
