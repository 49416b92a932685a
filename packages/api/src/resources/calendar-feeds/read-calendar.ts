import { sql } from 'kysely';
import { Deadline } from '../../kernel/base/deadline.ts';
import { sha256 } from '../../kernel/base/sha256.ts';
import type { Database } from '../../kernel/database/database.ts';
import { inTenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { type CalendarTask, calendarText } from './calendar-text.ts';

const STATEMENT_TIMEOUT_MS = 10_000;

interface Owner {
  readonly organizationId: string;
  readonly userId: string;
}

/** The one look-up before the organization is known: the same for every token. */
async function findOwner(database: Database, token: string): Promise<Owner | undefined> {
  const [owner] = await database.query<Owner>({
    name: 'find-calendar-feed',
    text: `select f.organization_id as "organizationId", f.user_id as "userId"
             from calendar_feeds f
             join organizations o on o.id = f.organization_id
             join users u on u.organization_id = f.organization_id and u.id = f.user_id
            where f.token_sha256 = $1 and not f.is_deleted and o.disabled_at is null and not u.is_deleted and u.status <> 'inactive'`,
    values: [sha256(token)],
  });
  return owner;
}

const tasksQuery = (userId: string) =>
  sqlQuery(sql<CalendarTask>`
    select id, title, requirement_part, cadence, due_date, hard_due, due_reason, late_from <= ${new Date().toISOString()} as is_overdue,
           updated_at
      from tasks
     where assignee_id = ${userId} and not is_deleted and progress in ('open', 'in_progress') order by due_date, id`);

/** Finds the calendar of a token: the open tasks of its user. Undefined for a token that is unknown, revoked, or of a disabled organization. */
export const readCalendar = (database: Database) => async (token: string) => {
  const owner = await findOwner(database, token);
  if (owner === undefined) return undefined;
  const { organizationId, userId } = owner;
  const context = {
    organizationId,
    actor: { type: 'operator', label: 'calendar' },
    operationId: 'readCalendar',
    deadline: new Deadline(),
    timeoutMs: STATEMENT_TIMEOUT_MS,
    isRead: true,
  } as const;
  return {
    organizationId,
    content: () =>
      inTenantTransaction(database, context, async (tx) => {
        const nameQuery = sqlQuery(sql<{ name: string }>`select name from current_organization()`);
        const [[organization], tasks] = await tx.batch([nameQuery, tasksQuery(userId)]);
        return calendarText(`Tasks at ${organization?.name}`, tasks);
      }),
  };
};
