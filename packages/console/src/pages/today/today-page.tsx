import { etagOf, type Task } from '@raptor-comply/sdk';
import { Link } from '@tanstack/react-router';
import { CalendarCheck, FileUp, Scale } from 'lucide-react';
import { useChange } from '../../api/query-client.ts';
import { comply, useAsOf, useCan, useRead } from '../../api/session.ts';
import { addDays, counted, dayFormat } from '../../records/format.ts';
import { useCount } from '../../records/queries.ts';
import {
  Button,
  Columns,
  Empty,
  ErrorNotice,
  FirstRecords,
  LinkButton,
  Loaded,
  PageHead,
  Section,
  TextLink,
} from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { Integrity } from '../activity/integrity.tsx';
import { Changes } from './changes.tsx';
import { DataQuality } from './data-quality.tsx';
import { DueItem, useDue, useToday } from './due.tsx';
import { Impact, Weeks } from './figures.tsx';

const SHOWN = 6;
const longDay = dayFormat({ weekday: 'long', month: 'long', day: 'numeric' });

/** What a compliance lead opens in the morning. */
export function TodayPage() {
  const today = useToday();
  const due = useDue();
  const asOf = useAsOf();
  const open = useCount('potential-noncompliances', { status: 'open' }) ?? 0;
  const all = due.data?.length ? <TextLink to="/calendar">All {due.data.length}</TextLink> : undefined;
  return (
    <>
      <PageHead
        title={longDay(today)}
        sub={
          <>
            {due.data === undefined ? '…' : summary(due.data, today)}{' '}
            {open > 0 && (
              <TextLink to="/potential-noncompliances">
                {counted(open, 'potential noncompliance is', 'potential noncompliances are')} open.
              </TextLink>
            )}
          </>
        }
      />
      <Columns
        aside={
          <>
            <Impact />
            {asOf === undefined && <Integrity />}
            {due.data?.length !== 0 && <Weeks tasks={due.data ?? []} today={today} />}
            {asOf === undefined && <DataQuality />}
          </>
        }
      >
        <ZoneHint />
        <FirstSteps />
        <Section title="Due" more={all}>
          <Loaded query={due} what="what is due" height="min-h-dvh">
            {(tasks) => <Due tasks={tasks} today={today} />}
          </Loaded>
        </Section>
        {asOf === undefined && <Changes />}
      </Columns>
    </>
  );
}

function summary(tasks: readonly Task[], today: string): string {
  if (tasks.length === 0) return 'Nothing is due in the next 90 days.';
  const late = tasks.filter(({ state }) => state === 'overdue').length;
  const week = tasks.filter(({ state, dueDate }) => state !== 'overdue' && dueDate <= addDays(today, 7)).length;
  if (late > 0) return `${counted(late, 'deadline', 'deadlines')} passed${week > 0 ? `, ${week} more this week` : ''}.`;
  if (week > 0) return `${counted(week, 'deadline', 'deadlines')} this week. Nothing is late.`;
  return `Nothing is late, and nothing is due this week. ${counted(tasks.length, 'task', 'tasks')} in the next 90 days.`;
}

/** Late first, then this week, then what follows. */
function Due({ tasks, today }: Readonly<{ tasks: readonly Task[]; today: string }>) {
  const canPlan = useCan('tasks:write');
  if (tasks.length === 0)
    return (
      <Empty
        icon={CalendarCheck}
        title="Nothing is due"
        action={
          canPlan && (
            <LinkButton tone="go" icon={Scale} to="/requirements">
              See which requirements apply
            </LinkButton>
          )
        }
      >
        Tasks appear here with the reason for their date. The requirements that apply to your sites and systems can be
        planned in one step.
      </Empty>
    );
  const week = addDays(today, 7);
  const isLate = ({ state }: Task) => state === 'overdue';
  const groups = [
    { title: 'Late', tasks: tasks.filter(isLate) },
    { title: 'This week', tasks: tasks.filter((task) => !isLate(task) && task.dueDate <= week) },
    { title: 'Next 90 days', tasks: tasks.filter((task) => !isLate(task) && task.dueDate > week) },
  ].filter((group) => group.tasks.length > 0);
  return (
    <div className="card divide-y divide-line">
      {groups.map(({ title, tasks: all }) => (
        <div key={title} role="group" aria-label={title} className="divide-y divide-line">
          {groups.length > 1 && <p className="bg-sunken px-4 py-1 text-[12px] font-[550] text-ink-2">{title}</p>}
          {all.slice(0, SHOWN).map((task) => (
            <DueItem key={task.id} task={task} />
          ))}
          {all.length > SHOWN && (
            <Link className="link block px-4 py-2 text-[13px]" to="/calendar">
              {all.length - SHOWN} more
            </Link>
          )}
        </div>
      ))}
    </div>
  );
}

/** Whoever opens the console where it is not UTC may have forgotten to choose a zone. */
function ZoneHint() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const canWrite = useCan('organization:write');
  const { data: settings } = useRead(['organization', 'edit'], (options) => comply.organization.get(options));
  const choose = useChange(
    async () => settings && comply.organization.update({ timeZone: here }, { ifMatch: etagOf(settings) }),
    () => toast(`Times are now in ${here}.`),
  );
  if (!canWrite || settings?.timeZone !== 'UTC' || here === 'UTC') return null;
  return (
    <div className="card flex flex-wrap items-center gap-3 px-4 py-3 text-ink-2">
      Times are in UTC, and so is the end of the day on which a deadline falls.
      <Button className="ml-auto" disabled={choose.isPending} onClick={() => choose.mutate()}>
        Use {here}
      </Button>
      <ErrorNotice error={choose.error} />
    </div>
  );
}

/** For an organization without a site, the one next step. */
function FirstSteps() {
  const canWrite = useCan('facilities:write');
  const count = useCount('facilities');
  if (count !== 0 || !canWrite) return null;
  return (
    <Empty icon={FileUp} title="Begin with your facilities" action={<FirstRecords segment="facilities" />}>
      Plants and substations come first: the rating of a control center, the requirements that apply, and every due date
      follow from them.
    </Empty>
  );
}
