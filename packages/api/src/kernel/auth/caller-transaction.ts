import { withinDeadline } from '../base/deadline.ts';
import type { Database } from '../database/database.ts';
import type { TenantContext } from '../database/tenant-session.ts';
import { inTenantTransaction, type TenantTransaction } from '../database/tenant-transaction.ts';
import { actorOf, type Caller } from './permissions.ts';

const TIMEOUT_MS = 5000;

interface CallerWork extends Pick<TenantContext, 'operationId' | 'requestId' | 'isRead'> {
  readonly caller: Caller;
}

/** Runs what the server does for a caller besides operations: short work in a transaction of the caller's organization. */
export const inCallerTransaction = <T>(
  database: Database,
  { caller, ...request }: CallerWork,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> =>
  withinDeadline(TIMEOUT_MS, (deadline) => {
    const { organizationId } = caller;
    const context = { organizationId, actor: actorOf(caller), ...request, deadline, timeoutMs: TIMEOUT_MS };
    return inTenantTransaction(database, context, work);
  });
