import { etagOf, type Task } from '@raptor-comply/sdk';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { comply, useCan, useReadAsOf, useTimeZone } from '../../api/session.ts';
import { capital, formatDate, formatMoment, recurrence, wordsOf } from '../../records/format.ts';
import { inLabels, kindOf, segmentOf } from '../../records/kinds.ts';
import { Reference } from '../../records/value.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField, Form, InputField } from '../../ui/field.tsx';
import { Button, ErrorNotice, Section, Table } from '../../ui/parts.tsx';
import { Tag } from '../../ui/tags.tsx';
import { toast } from '../../ui/toast.tsx';
import { OneRecord } from '../record/record-view.tsx';
import { useToday } from '../today/due.tsx';

const TONES: Readonly<Record<string, string>> = { overdue: 'high', alert: 'medium', met: 'good', met_late: 'medium' };
const when = (text: string | null, zone: string): string =>
  text === null ? '–' : text.length <= 10 ? formatDate(text) : formatMoment(text, zone);

/** A task: why it is due when it is, what was done until now, and its completion. */
export function TaskPage() {
  const { id = '' } = useParams({ strict: false });
  return (
    <OneRecord
      key={id}
      kind={kindOf('tasks')}
      id={id}
      lead={(row) => {
        const task = row as unknown as Task;
        return (
          <>
            <WhyThisDate task={task} />
            <Complete key={task.dueDate} task={task} />
            <Occurrences id={id} />
          </>
        );
      }}
    />
  );
}

function WhyThisDate({ task }: Readonly<{ task: Task }>) {
  const zone = useTimeZone();
  const { state, dueDate, dueReason, alertDue, hardDue, relatedResourceId } = task;
  const segment = segmentOf(task.relatedResourceType);
  const repeats = recurrence(task.cadence ?? '');
  return (
    <Section title="Why this date" more={<Tag tone={TONES[state] ?? 'none'}>{wordsOf(state)}</Tag>}>
      <div className="card p-5">
        <p className="text-[21px]/7 font-[620]">{formatDate(dueDate)}</p>
        <p className="mt-1">{capital(inLabels(dueReason ?? ''))}</p>
        <p className="mt-3 text-[13px] text-ink-2">
          {repeats && <>Repeats {repeats}. </>}
          Warns from {when(alertDue, zone)}. Hard limit: {when(hardDue, zone)}.{' '}
          {segment && relatedResourceId && (
            <>
              For <Reference segment={segment} id={relatedResourceId} />.
            </>
          )}
        </p>
      </div>
    </Section>
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
        <DayField label="Performed on" max={today} value={performedOn} onChange={setPerformedOn} />
        <InputField label="What was done" value={notes} onChange={setNotes} />
        <InputField
          label="Evidence"
          note="where it is kept; it can follow later"
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

/** Evidence that is to follow, and the way to add it. */
function Pending({ id, dueDate }: Readonly<{ id: string; dueDate: string }>) {
  const canWrite = useCan('tasks:write');
  const [isAdding, setAdding] = useState(false);
  const [reference, setReference] = useState('');
  const add = useChange(() => comply.tasks.updateInstance(id, dueDate, { reference: reference.trim() }));
  const act = { label: 'Add', disabled: reference.trim() === '', change: add };
  if (!canWrite) return 'Pending';
  return (
    <>
      <Button onClick={() => setAdding(true)}>Pending: add …</Button>
      {isAdding && (
        <Dialog title="Add the evidence" onClose={() => setAdding(false)} act={act}>
          <InputField label="Where it is kept" maxLength={1000} value={reference} onChange={setReference} />
        </Dialog>
      )}
    </>
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
        <Table head={['Due', 'State', 'Performed', 'What was done', 'Evidence', 'Why then']}>
          {data.map((item) => (
            <tr key={`${item.dueDate} ${item.completedAt}`}>
              <td className="whitespace-nowrap tabular-nums">{formatDate(item.dueDate)}</td>
              <td>
                <Tag tone={item.isLate ? 'high' : item.status === 'complete' ? 'good' : 'none'}>
                  {item.isLate && item.status === 'complete' ? 'Complete, late' : wordsOf(item.status)}
                </Tag>
              </td>
              <td className="whitespace-nowrap">{when(item.performedOn, zone)}</td>
              <td>{item.notes}</td>
              <td>{item.reference ?? (item.evidencePending && <Pending id={id} dueDate={item.dueDate} />)}</td>
              <td className="text-ink-2">{item.dueReason}</td>
            </tr>
          ))}
        </Table>
      </div>
    </Section>
  );
}
