import { etagOf, NotFoundError, type Task } from '@raptor-comply/sdk';
import { useParams } from '@tanstack/react-router';
import { Fragment, type ReactNode, useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { comply, useAsOf, useCan, useReadAsOf, useTimeZone } from '../../api/session.ts';
import { formatDate, formatMoment, wordsOf } from '../../records/format.ts';
import { kinds } from '../../records/kinds.ts';
import { useTitle } from '../../records/queries.ts';
import { Reference } from '../../records/value.tsx';
import { Missing } from '../../shell/defect.tsx';
import { Form, InputField } from '../../ui/field.tsx';
import { Button, Columns, ErrorNotice, Loading, PageHead, Section, Table } from '../../ui/parts.tsx';
import { Tag } from '../../ui/tags.tsx';
import { toast } from '../../ui/toast.tsx';
import { History } from '../record/around.tsx';
import { useToday } from '../today/due.tsx';

const TONES: Readonly<Record<string, string>> = { overdue: 'high', alert: 'medium', met: 'good', met_late: 'medium' };
/** The segment of what a task is for: `facility` is one of the facilities. */
const SEGMENTS: Readonly<Record<string, string>> = Object.fromEntries(
  kinds.map(({ segment }) => [segment.replace(/ies$/, 'y').replace(/s$/, '').replaceAll('-', '_'), segment]),
);
const when = (text: string | null, zone: string): string =>
  text === null ? '–' : text.length <= 10 ? formatDate(text) : formatMoment(text, zone);

/** A task: why it is due when it is, what was done until now, and its completion. */
export function TaskPage() {
  const { id = '' } = useParams({ strict: false });
  const asOf = useAsOf();
  const zone = useTimeZone();
  const task = useReadAsOf(['task', id], (options) => comply.tasks.get(id, options));
  const assignee = useTitle('users', task.data?.assigneeId);
  if (task.isPending) return <Loading what="the task" />;
  if (task.error instanceof NotFoundError) return <Missing />;
  if (task.isError) return <ErrorNotice error={task.error} />;
  const { title, state, dueDate, dueReason, requirementPart, cadence, relatedResourceId, notes } = task.data;
  const segment = SEGMENTS[task.data.relatedResourceType ?? ''];
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Warns from', when(task.data.alertDue, zone)],
    ['Hard limit', when(task.data.hardDue, zone)],
    ['Cadence', cadence && <code>{cadence}</code>],
    ['Assigned to', assignee ?? 'Nobody'],
    ['For', segment !== undefined && relatedResourceId && <Reference segment={segment} id={relatedResourceId} />],
  ];
  return (
    <>
      <PageHead
        title={title}
        sub={requirementPart?.replace(':', ' ')}
        tag={<Tag tone={TONES[state] ?? 'none'}>{wordsOf(state)}</Tag>}
      />
      <Columns aside={asOf === undefined && <History segment="tasks" id={id} />}>
        <Section title="Why this date">
          <div className="card p-5">
            <p className="text-[21px]/7 font-[620]">{formatDate(dueDate)}</p>
            <p className="mt-1">{dueReason}</p>
            <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-[13px]">
              {facts.map(
                ([name, value]) =>
                  value && (
                    <Fragment key={name}>
                      <dt>{name}</dt>
                      <dd>{value}</dd>
                    </Fragment>
                  ),
              )}
            </dl>
            {notes && <p className="mt-3 text-ink-2">{notes}</p>}
          </div>
        </Section>
        <Complete key={dueDate} task={task.data} />
        <Occurrences id={id} />
      </Columns>
    </>
  );
}

/** Records that the task was done. What was done before today, or late, needs a reason if the API asks for one. */
function Complete({ task }: Readonly<{ task: Task }>) {
  const canWrite = useCan('tasks:write');
  const today = useToday();
  const [performedOn, setPerformedOn] = useState(today);
  const [notes, setNotes] = useState('');
  const [reference, setReference] = useState('');
  const [backdatedReason, setReason] = useState('');
  const complete = useChange(
    () =>
      comply.tasks.update(
        task.id,
        {
          status: 'complete',
          performedOn,
          ...(notes.trim() ? { notes: notes.trim() } : {}),
          ...(reference.trim() ? { reference: reference.trim() } : { evidencePending: true }),
          ...(backdatedReason.trim() ? { backdatedReason: backdatedReason.trim() } : {}),
        },
        { ifMatch: etagOf(task) },
      ),
    () => toast(`${task.title} completed.`),
  );
  if (!canWrite || ['met', 'met_late', 'cancelled'].includes(task.state)) return null;
  return (
    <Section title="Complete">
      <Form className="card grid gap-4 p-5 sm:grid-cols-2" onSubmit={complete.mutate}>
        <InputField
          label="Performed on"
          type="date"
          required
          max={today}
          value={performedOn}
          onChange={setPerformedOn}
        />
        <InputField label="What was done" value={notes} onChange={setNotes} />
        <InputField
          label="Evidence"
          note="where it is kept; “pending” without it"
          className="sm:col-span-2"
          placeholder="Work order, document, ticket"
          value={reference}
          onChange={setReference}
        />
        {performedOn < today && (
          <InputField
            label="Why it is recorded only now"
            className="sm:col-span-2"
            value={backdatedReason}
            onChange={setReason}
          />
        )}
        <ErrorNotice error={complete.error} className="sm:col-span-2" />
        <div className="flex items-center gap-3 sm:col-span-2">
          <Button type="submit" tone="go" disabled={complete.isPending}>
            {complete.isPending ? 'Saving …' : 'Complete'}
          </Button>
          {task.state === 'overdue' && (
            <span className="text-[13px] text-medium">
              It is late: the completion is recorded as late, and the potential noncompliance stays open.
            </span>
          )}
        </div>
      </Form>
    </Section>
  );
}

function Occurrences({ id }: Readonly<{ id: string }>) {
  const zone = useTimeZone();
  const { data } = useReadAsOf(['task', id, 'occurrences'], (options) =>
    comply.tasks.listOccurrences(id, { limit: 50 }, options),
  );
  if (data === undefined || data.length === 0) return null;
  return (
    <Section title="Occurrences">
      <div className="card overflow-x-auto">
        <Table head={['Due', 'State', 'Performed', 'Evidence', 'Why then']}>
          {data.map((item) => (
            <tr key={`${item.dueDate} ${item.completedAt}`}>
              <td className="whitespace-nowrap tabular-nums">{formatDate(item.dueDate)}</td>
              <td>
                <Tag tone={item.isLate ? 'high' : item.status === 'complete' ? 'good' : 'none'}>
                  {item.isLate && item.status === 'complete' ? 'Complete, late' : wordsOf(item.status)}
                </Tag>
              </td>
              <td className="whitespace-nowrap">{when(item.performedOn, zone)}</td>
              <td>{item.reference ?? (item.evidencePending ? 'Pending' : '')}</td>
              <td className="text-ink-2">{item.dueReason}</td>
            </tr>
          ))}
        </Table>
      </div>
    </Section>
  );
}
