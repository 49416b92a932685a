import { sql } from 'kysely';
import { Deadline } from '../../kernel/base/deadline.ts';
import type { Database } from '../../kernel/database/database.ts';
import { inTenantTransaction, type TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import type { SendMail } from '../../kernel/jobs/mail.ts';
import { type Job, SEND_REMINDERS } from '../../kernel/jobs/outbox.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { type Recipient, type RemindedTask, reminderMail } from './reminder-mail.ts';

const STATEMENT_TIMEOUT_MS = 10_000;

/** The person, if the person still gets mails. */
const recipientQuery = (jobId: string) =>
  sqlQuery(sql<Recipient>`
    select u.email, u.first_name, u.last_name, o.name as organization_name, s.time_zone
      from users u cross join current_organization() o left join organization_settings s on true
     where u.id = (select user_id from reminders where job_id = ${jobId} limit 1)
       and not u.is_deleted and u.status <> 'inactive' and u.email is not null and coalesce(s.reminders_enabled, true)`);

/** What is still to be done, still by this person, and not the subject of a later reminder. */
const tasksQuery = (jobId: string, now: string) =>
  sqlQuery(sql<RemindedTask>`
    select t.title, t.requirement_part, t.due_date, t.hard_due, t.due_reason, t.late_from <= ${now} as is_overdue, r.is_escalation,
           a.first_name || ' ' || a.last_name as assignee
      from reminders r
      join tasks t on t.id = r.task_id and t.hard_due = r.hard_due
      join users a on a.id = t.assignee_id
     where r.job_id = ${jobId} and r.sent_at is null and not t.is_deleted and t.progress in ('open', 'in_progress')
       and case when r.is_escalation then a.manager_id = r.user_id and t.late_from <= ${now} else t.assignee_id = r.user_id end
       and not exists (
         select from reminders later
          where later.task_id = r.task_id and later.user_id = r.user_id and later.hard_due = r.hard_due
            and later.is_escalation = r.is_escalation and later.occasion > r.occasion)
     order by t.hard_due, t.title, t.id`);

async function readMail(tx: TenantTransaction, jobId: string) {
  const [[recipient], tasks] = await tx.batch([recipientQuery(jobId), tasksQuery(jobId, new Date().toISOString())]);
  return recipient === undefined || tasks.length === 0 ? undefined : reminderMail(jobId, recipient, tasks);
}

/** Sends the reminders of a job as one mail, unless they have become pointless. */
export const sendReminders =
  (database: Database, sendMail: SendMail) =>
  async ({ id, organizationId }: Job, signal: AbortSignal): Promise<void> => {
    const [enabled] = await database.query({
      text: 'select from organizations where id = $1 and disabled_at is null',
      values: [organizationId],
    });
    if (enabled === undefined) return;
    const context = {
      organizationId,
      actor: { type: 'operator', label: 'reminders' },
      operationId: SEND_REMINDERS,
      deadline: new Deadline(),
      timeoutMs: STATEMENT_TIMEOUT_MS,
      isRead: true,
    } as const;
    const mail = await inTenantTransaction(database, context, (tx) => readMail(tx, id));
    if (mail === undefined) return;
    await sendMail(mail, signal);
    // The mail is out: an error from here on sends it again only if this cannot be recorded.
    await database.query({
      text: 'update reminders set sent_at = now() where organization_id = $1 and job_id = $2',
      values: [organizationId, id],
    });
  };
