import type { RequirementApplicability } from '@raptor-comply/sdk';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { comply, useCan, useRead, useReadAsOf, useSetSearch } from '../../api/session.ts';
import { addDays, capital, counted, formatDate } from '../../records/format.ts';
import { inLabels, kindOf, parameterOf, segmentOf } from '../../records/kinds.ts';
import { useTitle } from '../../records/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField } from '../../ui/field.tsx';
import { Button, ErrorNotice, Item, List, Loaded, Loading, PageHead, RecordLink, Section } from '../../ui/parts.tsx';
import { Chip, Tag } from '../../ui/tags.tsx';
import { toast } from '../../ui/toast.tsx';
import { useToday } from '../today/due.tsx';

const ANSWERS = { yes: ['Apply', 'good'], unknown: ['Unknown', 'medium'], no: ['Do not apply', 'none'] } as const;
type Answer = keyof typeof ANSWERS;

/** Which parts of the standards apply, which do not, and why; and the tasks that follow. */
export function RequirementsPage() {
  const { applies = 'yes', q = '', segment = '', of } = useSearch({ strict: false });
  const subject = useTitle(segment, of);
  const only = of === undefined ? {} : { [parameterOf(kindOf(segment))]: of };
  const setSearch = useSetSearch();
  const canPlan = useCan('tasks:write');
  const [isPlanning, setPlanning] = useState(false);
  const parts = useReadAsOf(['requirements', of], (options) => comply.requirements.listApplicable(only, options), {
    staleTime: 60_000,
  });
  const found = parts.data?.filter((part) =>
    `${part.requirementPart} ${part.obligation} ${part.reason}`.toLowerCase().includes(q.toLowerCase()),
  );
  const shown = found?.filter((part) => part.applies === applies) ?? [];
  return (
    <>
      <PageHead
        title={subject === undefined ? 'Requirements' : `Requirements of ${subject}`}
        sub="The parts of the CIP standards, and why each applies to you or does not."
      >
        {canPlan && (
          <Button tone="go" onClick={() => setPlanning(true)}>
            Plan the tasks
          </Button>
        )}
      </PageHead>
      <div role="group" aria-label="Which parts" className="mb-3.5 flex flex-wrap items-center gap-2">
        <input
          type="search"
          className="input min-h-7.5 py-1 sm:w-64"
          aria-label="Search requirements"
          placeholder="Standard, word, or record"
          value={q}
          onChange={(event) => setSearch({ q: event.target.value || undefined }, { replace: true })}
        />
        {(Object.keys(ANSWERS) as Answer[]).map((answer) => (
          <Chip
            key={answer}
            isOn={applies === answer}
            aria-pressed={applies === answer}
            onClick={() => setSearch({ applies: answer })}
          >
            {ANSWERS[answer][0]}{' '}
            <span className="tabular-nums">{found?.filter((part) => part.applies === answer).length}</span>
          </Chip>
        ))}
      </div>
      <Loaded query={parts} what="the requirements">
        {() => (
          <List>
            {shown.map(({ requirementPart, obligation, reason, count, missing, resources, applies: answer }) => (
              <li key={requirementPart} className="grid gap-x-4 px-4 py-2.5 sm:grid-cols-[190px_1fr_auto]">
                <code className="pt-0.5 text-ink-2">{requirementPart.replace(':', ' ')}</code>
                <div className="min-w-0">
                  <p className="font-[550]">{obligation}</p>
                  <p className="text-[13px] [overflow-wrap:anywhere] text-ink-3">{inLabels(reason)}</p>
                  {missing.length > 0 && (
                    <p className="text-[13px] text-medium">Not recorded: {inLabels(missing.slice(0, 5).join(', '))}</p>
                  )}
                </div>
                {count > 0 ? (
                  <Subjects count={count} resources={resources} />
                ) : (
                  <Tag tone={ANSWERS[answer][1]}>{ANSWERS[answer][0]}</Tag>
                )}
              </li>
            ))}
          </List>
        )}
      </Loaded>
      <Horizon />
      {isPlanning && <Plan onClose={() => setPlanning(false)} />}
    </>
  );
}

/** To what a part applies: how many records, and the first of them. */
const Subjects = ({ count, resources }: Pick<RequirementApplicability, 'count' | 'resources'>) => (
  <details className="text-[13px] text-ink-2">
    <summary className="cursor-pointer whitespace-nowrap">{counted(count, 'record', 'records')}</summary>
    <ul className="max-w-56">
      {resources.map(({ type, id, title }) => (
        <li key={`${type} ${id}`} className="truncate">
          {id === null ? title : <RecordLink segment={segmentOf(type) ?? type} id={id} title={title} />}
        </li>
      ))}
      {count > resources.length && <li>and {(count - resources.length).toLocaleString('en-US')} more</li>}
    </ul>
  </details>
);

/** What changes in the standards until a day. */
function Horizon() {
  const [on, setOn] = useState('2028-07-01');
  const horizon = useRead(['horizon', on], (options) => comply.requirements.getHorizon({ on }, options));
  return (
    <div className="mt-7">
      <Section
        title="What changes in the standards"
        more={<DayField label="until" className="flex items-center gap-2" value={on} onChange={setOn} />}
      >
        <Loaded query={horizon} what="what changes">
          {({ changes }) =>
            changes.length === 0 ? (
              <p className="card px-4 py-3 text-ink-2">Nothing changes until then.</p>
            ) : (
              <List>
                {changes.map(({ version, supersedes, parts }) => (
                  <Item
                    key={version.id}
                    title={
                      <>
                        {version.id}
                        <span className="font-normal">
                          {version.inForce !== null && ` in force on ${formatDate(version.inForce)}`}
                          {supersedes !== null && `, in place of ${supersedes}`}
                          {` · ${parts.length} of today’s parts`}
                        </span>
                      </>
                    }
                    note={version.note}
                  />
                ))}
              </List>
            )
          }
        </Loaded>
      </Section>
    </div>
  );
}

/** The tasks that what applies would create, change, and end; nothing is written before one applies the plan. */
function Plan({ onClose }: Readonly<{ onClose: () => void }>) {
  const today = useToday();
  const navigate = useNavigate();
  const [firstDue, setFirstDue] = useState(addDays(today, 30));
  const plan = useRead(['plan', firstDue], () => comply.tasks.applyRequirements({ apply: false, firstDue }));
  const apply = useChange(
    () => comply.tasks.applyRequirements({ apply: true, firstDue }),
    ({ create }) => {
      toast(`${counted(create.length, 'task', 'tasks')} planned.`);
      navigate({ to: '/calendar', search: { month: create.map(({ dueDate }) => dueDate.slice(0, 7)).sort()[0] } });
    },
  );
  const { create = [], change = [], end = [], notScheduled = [] } = plan.data ?? {};
  const total = create.length + change.length + end.length;
  const doing = Object.entries({ create, change, end }).filter(([, tasks]) => tasks.length > 0);
  const label = capital(doing.map(([verb, tasks]) => `${verb} ${tasks.length}`).join(', '));
  return (
    <Dialog
      wide
      title="Plan the tasks that follow from what applies"
      onClose={onClose}
      footer={<Button onClick={onClose}>{plan.isSuccess && total === 0 ? 'Close' : 'Cancel'}</Button>}
      act={
        total === 0
          ? undefined
          : { label: `${label} ${total === 1 ? 'task' : 'tasks'}`, busy: 'Planning …', change: apply }
      }
    >
      <DayField
        label="What has no date of its own yet is first due on"
        className="mb-4 max-w-80"
        value={firstDue}
        onChange={setFirstDue}
      />
      <ErrorNotice error={plan.error} />
      {plan.isPending ? (
        <Loading what="the plan" />
      ) : total === 0 ? (
        <p className="text-ink-2">Every task that follows from what applies to the organization exists already.</p>
      ) : (
        <List className="text-[13px]">
          {create.slice(0, 200).map(({ requirementPart, relatedResourceId, dueDate, title, dueReason }) => (
            <Item
              key={`${requirementPart} ${relatedResourceId}`}
              title={`${formatDate(dueDate)}: ${title}`}
              note={dueReason}
            />
          ))}
          {[...change, ...end].map(({ taskId, title, reason }) => (
            <Item key={taskId} title={title} note={reason} />
          ))}
        </List>
      )}
      {notScheduled.length > 0 && (
        <p className="mt-3 text-[13px] text-ink-3">
          In the whole organization, {notScheduled.length} parts apply without a clock, such as a state to be kept.
        </p>
      )}
    </Dialog>
  );
}
