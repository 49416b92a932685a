import { sql } from 'kysely';
import { makeCalendarToken } from '../../kernel/auth/api-keys.ts';
import { ApiError, notFound } from '../../kernel/base/errors.ts';
import { sha256 } from '../../kernel/base/sha256.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { createRecord, type RecordTable, requireParent } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { user } from '../users/record.ts';
import { calendarFeedsContract, REVOKED } from './contract.ts';

const calendarFeedTable: RecordTable<{ readonly userId: string; readonly createdAt: string }> = {
  table: 'calendar_feeds',
  noun: 'calendar address',
  columns: ['userId', 'tokenSha256'],
};

const revoke = (tx: TenantTransaction, userId: string) =>
  tx.many(
    sqlQuery(sql`
      update calendar_feeds set is_deleted = true, deleted_at = now() where user_id = ${userId} and not is_deleted`),
  );

export const calendarFeeds = implement(calendarFeedsContract, {
  async createCalendarFeed({ params }, tx) {
    // Locked, so that the user's access does not end before the address is there to be revoked.
    const locked = sqlQuery(sql<{ status: string }>`
      select status from users where id = ${params.id} and not is_deleted for no key update`);
    const { status } = await tx.one(locked, () => notFound('user'));
    if (status === 'inactive') {
      throw new ApiError('conflict', 'The user is inactive; change the status of the user first');
    }
    await revoke(tx, params.id);
    const token = makeCalendarToken();
    const created = await createRecord(tx, calendarFeedTable, { userId: params.id, tokenSha256: sha256(token) });
    return { userId: created.userId, path: `/calendar/${token}.ics`, createdAt: created.createdAt };
  },
  async revokeCalendarFeed({ params }, tx) {
    await requireParent(tx, user, params.id);
    await revoke(tx, params.id);
    return REVOKED;
  },
});
