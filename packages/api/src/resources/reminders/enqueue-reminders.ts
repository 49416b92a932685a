import type { Logger } from 'pino';
import { repeat } from '../../kernel/base/repeat.ts';
import type { Database } from '../../kernel/database/database.ts';
import { SEND_REMINDERS } from '../../kernel/jobs/outbox.ts';
import { DEFAULTS } from '../organization/contract.ts';
import { localDay } from '../organization-clock.ts';

const INTERVAL_MS = 60_000;
/** Reminders of a day go out from 7:00 on. Those of clocks in hours and minutes go out at any time. */
const MORNING_MS = 7 * 3_600_000;

/**
 * The last occasion of each open task: its alert date, its planned date, a week before the hard date, the day itself, or an overdue week;
 * for clocks in hours and minutes the start, the alert, and the last hour. Earlier ones are pointless, as is what was before the last
 * performance. $1 is now, $2 and $3 are the time zones and their days.
 */
const OCCASIONS = `
  select t.organization_id, t.id as task_id, t.hard_due, t.assignee_id, a.manager_id, z.today - h.hard_day as days_overdue,
         coalesce(s.escalation_days, $5) as escalation_days, o.occasion
    from tasks t
    join organizations g on g.id = t.organization_id and g.disabled_at is null
    left join organization_settings s on s.organization_id = t.organization_id
    join unnest($2::text[], $3::date[]) as z (time_zone, today) on z.time_zone = coalesce(s.time_zone, $4)
    join users a on a.organization_id = t.organization_id and a.id = t.assignee_id
    cross join lateral (select left(t.hard_due, 10)::date as hard_day, t.hard_due like '%T%' as is_timed) h
    cross join lateral (
      select max(v.occasion) as occasion from (
        select day::text as occasion
          from (values (left(t.alert_due, 10)::date), (t.due_date), (h.hard_day - 7), (h.hard_day)) days (day)
         where not h.is_timed and day <= z.today and day::text > coalesce(left(t.performed_on, 10), '')
        union all
        select to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
          from (values (t.opens_at), (t.alerts_at), (case when h.is_timed then t.hard_due::timestamptz - interval '1 hour' end)) moments (moment)
         where h.is_timed and moment <= $1::timestamptz
        union all
        select (h.hard_day + (z.today - h.hard_day) / 7 * 7)::text where z.today - h.hard_day >= 7) v) o
   where t.deleted_at is null and t.progress in ('open', 'in_progress') and coalesce(s.reminders_enabled, true)`;

/** One job for each person who is to be reminded of something. The primary key lets one of several servers enqueue it. */
const ENQUEUE = `
  with occasions as materialized (${OCCASIONS}), wanted as (
    select organization_id, task_id, hard_due, assignee_id as user_id, false as is_escalation, occasion
      from occasions where occasion is not null
    union all
    select organization_id, task_id, hard_due, manager_id, true, 'escalated'
      from occasions where manager_id is not null and days_overdue > escalation_days
  ), new as materialized (
    select w.* from wanted w
      join users u on u.organization_id = w.organization_id and u.id = w.user_id
     where not u.is_deleted and u.status <> 'inactive' and u.email is not null
       and not exists (
         select from reminders r
          where r.organization_id = w.organization_id and r.task_id = w.task_id and r.user_id = w.user_id
            and r.hard_due = w.hard_due and r.is_escalation = w.is_escalation and r.occasion >= w.occasion)
  ), mails as materialized (
    select organization_id, user_id, gen_random_uuid() as job_id from new group by organization_id, user_id
  ), inserted as (
    insert into reminders (organization_id, task_id, user_id, hard_due, is_escalation, occasion, job_id)
    select organization_id, task_id, user_id, hard_due, is_escalation, occasion, job_id
      from new join mails using (organization_id, user_id)
     order by organization_id, task_id, user_id
    on conflict do nothing returning organization_id, job_id
  )
  insert into outbox (organization_id, id, kind, payload)
  select distinct organization_id, job_id, $6, '{}'::jsonb from inserted returning id`;

/** Enqueues a mail for each person who is to be reminded of tasks, in every organization. Returns how many. */
export async function enqueueReminders(database: Database, now = new Date()): Promise<number> {
  const settings = await database.query<{ zone: string }>({
    text: 'select distinct time_zone as zone from organization_settings',
  });
  const zones = [...new Set([DEFAULTS.timeZone, ...settings.map(({ zone }) => zone)])];
  // By the time zones of Node.js, which the settings were checked with: PostgreSQL may not know one of them.
  const days = zones.map((zone) => localDay(new Date(now.getTime() - MORNING_MS).toISOString(), zone));
  const { timeZone, escalationDays } = DEFAULTS;
  const values = [now.toISOString(), zones, days, timeZone, escalationDays, SEND_REMINDERS];
  return (await database.query({ text: ENQUEUE, values })).length;
}

/** Looks for what to remind of every minute. Returns a function that stops it. */
export const startReminders = (database: Database, log: Logger): (() => void) =>
  repeat({
    everyMs: INTERVAL_MS,
    work: () => enqueueReminders(database),
    log,
    failed: 'the reminders could not be enqueued; this will be retried',
  });
