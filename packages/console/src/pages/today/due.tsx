import type { Task } from '@raptor-comply/sdk';
import { Link } from '@tanstack/react-router';
import { comply, useAsOf, useReadAsOf, useTimeZone } from '../../api/session.ts';
import { addDays, capital, counted, dayIn, daysBetween, formatDay, formatWhen } from '../../records/format.ts';
import { inLabels } from '../../records/kinds.ts';
import { useTitle } from '../../records/queries.ts';
import { Person } from '../../ui/tags.tsx';

const HORIZON_DAYS = 90;
const DONE = new Set(['met', 'met_late', 'cancelled']);

/** What is open and due until the end of the horizon, soonest first. */
export function useDue() {
  const today = useToday();
  return useReadAsOf(['tasks', 'due', today], async (options) => {
    const tasks = await comply.tasks.list({ dueBefore: addDays(today, HORIZON_DAYS + 1), sort: 'dueDate' }, options);
    return tasks.filter(({ state }) => !DONE.has(state));
  });
}

/** The day that the console shows as today: in the organization's zone, and in the past if it shows the past. */
export function useToday(): string {
  const zone = useTimeZone();
  const asOf = useAsOf();
  return dayIn(asOf === undefined ? new Date() : new Date(asOf), zone);
}

export function useDueCounts(): { readonly late: number; readonly all: number } {
  const { data = [] } = useDue();
  return { late: data.filter(({ state }) => state === 'overdue').length, all: data.length };
}

/** When a task is due, as one says it. A date that passed is lateness; a moment today has its time. */
export function dueText(
  { dueDate, hardDue, state }: Pick<Task, 'dueDate' | 'hardDue' | 'state'>,
  today: string,
  zone: string,
): string {
  const days = daysBetween(today, dueDate);
  if (days < 0) return state === 'overdue' ? `${counted(-days, 'day', 'days')} late` : formatDay(dueDate);
  if (days > 0) return days === 1 ? 'Tomorrow' : formatDay(dueDate);
  const time = hardDue === null || hardDue.length <= 10 ? '' : formatWhen(hardDue, zone);
  return /^\d\d:\d\d$/.test(time) && time !== '23:59' ? `Today ${time}` : 'Today';
}

/** A task in a list: when, what, why then, and who. */
export function DueItem({ task, isNarrow = false }: Readonly<{ task: Task; isNarrow?: boolean }>) {
  const zone = useTimeZone();
  const today = useToday();
  const assignee = useTitle('users', task.assigneeId);
  const part = task.requirementPart?.replace(':', ' ');
  const isLate = task.state === 'overdue';
  const isNow = isLate || (task.dueDate <= today && task.state !== 'met' && task.state !== 'met_late');
  return (
    <Link
      to="/tasks/$id"
      params={{ id: task.id }}
      className={`grid items-baseline gap-x-3.5 px-4 py-2.5 hover:bg-sunken ${isNarrow ? 'grid-cols-[1fr_auto]' : 'grid-cols-[92px_1fr_auto]'}`}
    >
      <time
        dateTime={task.dueDate}
        className={`whitespace-nowrap tabular-nums ${isNow ? 'font-semibold text-high' : 'text-ink-2'} ${isNarrow ? 'col-span-2 text-[13px]' : ''}`}
      >
        {dueText(task, today, zone)}
      </time>
      <div className="min-w-0">
        <p className="font-[550] [overflow-wrap:anywhere]">{task.title}</p>
        <p className="text-[13px] text-ink-3">
          {capital(inLabels(task.dueReason ?? ''))}
          {part && !task.dueReason?.includes(part) ? ` · ${part}` : ''}
        </p>
      </div>
      {task.assigneeId ? <Person name={assignee} /> : <span />}
    </Link>
  );
}
