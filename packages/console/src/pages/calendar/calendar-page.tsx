import { parseDate } from '@internationalized/date';
import type { Task } from '@raptor-comply/sdk';
import { Link, useSearch } from '@tanstack/react-router';
import { CalendarCheck, ChevronLeft, ChevronRight, Download } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { comply, useAsOf, useReadAsOf, useSetSearch } from '../../api/session.ts';
import { exportList } from '../../records/files.ts';
import { addDays, counted, dayFormat } from '../../records/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField } from '../../ui/field.tsx';
import { Button, Empty, IconButton, LinkButton, Loaded, PageHead } from '../../ui/parts.tsx';
import { DueItem, useToday } from '../today/due.tsx';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** By state; the others are open. */
const LOOKS: Readonly<Record<string, string>> = {
  overdue: 'bg-high-wash text-high',
  met: 'bg-good-wash text-good',
  met_late: 'bg-medium-wash text-medium',
};
const nameOfMonth = dayFormat({ month: 'long', year: 'numeric' });
const monthName = (month: string): string => nameOfMonth(`${month}-01`);
const otherMonth = (month: string, months: number): string =>
  parseDate(`${month}-01`).add({ months }).toString().slice(0, 7);

/** The tasks of a month, on its days and as a list. */
export function CalendarPage() {
  const today = useToday();
  const asOf = useAsOf();
  const { month = today.slice(0, 7) } = useSearch({ strict: false });
  const [isReporting, setReporting] = useState(false);
  const setSearch = useSetSearch();
  const between = { dueAfter: addDays(`${month}-01`, -1), dueBefore: `${otherMonth(month, 1)}-01` };
  const tasks = useReadAsOf(
    ['tasks', 'month', month],
    async (options): Promise<readonly Task[]> => comply.tasks.list({ ...between, sort: 'dueDate' }, options),
  );
  const go = (step: number) => setSearch({ month: otherMonth(month, step) });
  return (
    <>
      <PageHead
        title={monthName(month)}
        sub={tasks.data ? `${counted(tasks.data.length, 'task is', 'tasks are')} due in this month.` : '…'}
      >
        <IconButton icon={ChevronLeft} label="The month before" onClick={() => go(-1)} />
        <Button onClick={() => setSearch({ month: undefined })}>This month</Button>
        <IconButton icon={ChevronRight} label="The month after" onClick={() => go(1)} />
        <Button icon={Download} onClick={() => exportList({ segment: 'tasks' }, 'xlsx', { asOf })}>
          Export
        </Button>
        <Button icon={Download} onClick={() => setReporting(true)}>
          Report of a period
        </Button>
      </PageHead>
      {isReporting && <Report month={month} onClose={() => setReporting(false)} />}
      <Loaded query={tasks} what="the tasks">
        {(due) => (
          <div className="flex flex-col gap-7">
            <Month month={month} today={today} tasks={due} />
            {due.length === 0 ? (
              <Empty
                icon={CalendarCheck}
                title="Nothing is due in this month"
                action={<LinkButton to="/requirements">See which requirements apply</LinkButton>}
              >
                Requirements that apply to your sites and systems become tasks in one step.
              </Empty>
            ) : (
              <div className="card divide-y divide-line">
                {due.map((task) => (
                  <DueItem key={task.id} task={task} />
                ))}
              </div>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}

/** What was due in a period, when it was done, by whom, and with which evidence, as a workbook. */
function Report({ month, onClose }: Readonly<{ month: string; onClose: () => void }>) {
  const asOf = useAsOf();
  const [from, setFrom] = useState(`${month}-01`);
  const [to, setTo] = useState(addDays(`${otherMonth(month, 1)}-01`, -1));
  const save = useChange(() => exportList({ segment: 'tasks/report' }, 'xlsx', { from, to, asOf }), onClose);
  const act = { label: 'Save', change: save };
  return (
    <Dialog title="Report of a period" onClose={onClose} act={act}>
      <p className="mb-4">What was due, when it was done, by whom, and with which evidence.</p>
      <div className="grid grid-cols-2 gap-3">
        <DayField label="From" value={from} onChange={setFrom} />
        <DayField label="To" value={to} onChange={setTo} />
      </div>
    </Dialog>
  );
}

function Month({ month, today, tasks }: Readonly<{ month: string; today: string; tasks: readonly Task[] }>) {
  const offset = new Date(`${month}-01T00:00:00Z`).getUTCDay();
  const length = new Date(Date.parse(`${otherMonth(month, 1)}-01T00:00:00Z`) - 1).getUTCDate();
  const days = Array.from({ length: Math.ceil((offset + length) / 7) * 7 }, (_, index) => index - offset + 1);
  return (
    <table className="card hidden w-full table-fixed border-separate border-spacing-0 sm:table">
      <caption className="sr-only">{monthName(month)}</caption>
      <thead>
        <tr className="text-left text-[12px] text-ink-3 *:border-b *:border-line *:px-2 *:py-1.5 *:font-[550]">
          {DAYS.map((day) => (
            <th key={day} scope="col">
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7)).map((week) => (
          <tr key={week[0]}>
            {week.map((day) => {
              const date = `${month}-${String(day).padStart(2, '0')}`;
              const isInside = day >= 1 && day <= length;
              const due = isInside ? tasks.filter(({ dueDate }) => dueDate === date) : [];
              return (
                <td key={day} className="h-20 border-b border-line px-1.5 py-1 align-top not-last:border-r">
                  {isInside && (
                    <span
                      className={`text-[12px] tabular-nums ${date === today ? 'rounded bg-accent px-1.5 py-0.5 font-semibold text-on-accent' : 'px-0.5 text-ink-3'}`}
                    >
                      {day}
                    </span>
                  )}
                  {due.slice(0, 3).map((task) => (
                    <Link
                      key={task.id}
                      to="/tasks/$id"
                      params={{ id: task.id }}
                      title={task.title}
                      className={`mt-0.5 block truncate rounded px-1 text-[12px] ${LOOKS[task.state] ?? 'bg-accent-wash text-accent-text'}`}
                    >
                      {task.title}
                    </Link>
                  ))}
                  {due.length > 3 && <span className="px-1 text-[12px] text-ink-3">{due.length - 3} more</span>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
