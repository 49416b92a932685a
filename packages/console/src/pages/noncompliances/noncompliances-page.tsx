import { etagOf, type PotentialNoncompliance } from '@raptor-comply/sdk';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { comply, useCan, useRead, useReadAsOf } from '../../api/session.ts';
import { capital, formatDate } from '../../records/format.ts';
import { inLabels } from '../../records/kinds.ts';
import { useTitle } from '../../records/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { FormField } from '../../ui/field.tsx';
import { Button, Empty, ErrorNotice, Item, LoadedList, PageHead } from '../../ui/parts.tsx';
import { Tag } from '../../ui/tags.tsx';

const TaskTitle = ({ id }: Readonly<{ id: string }>) => <p className="text-ink-2">{useTitle('tasks', id)}</p>;

/** Hard dates that passed without a performance, until somebody disposes of them. */
export function NoncompliancesPage() {
  const canWrite = useCan('potential-noncompliances:write');
  const [open, setOpen] = useState<string | undefined>();
  const list = useReadAsOf(
    ['noncompliances'],
    async (options): Promise<readonly PotentialNoncompliance[]> => comply.potentialNoncompliances.list({}, options),
  );
  return (
    <>
      <PageHead
        title="Potential noncompliances"
        sub="Hard dates that passed without a performance. Each stays until somebody says what became of it."
      />
      <LoadedList
        query={list}
        what="potential noncompliances"
        empty={
          <Empty icon={CircleCheck} title="No hard date has passed">
            A task that is not done by its hard date appears here, with room for extent, cause, and mitigation.
          </Empty>
        }
      >
        {(item) => (
          <Item
            key={item.id}
            title={
              <Link to="/tasks/$id" params={{ id: item.taskId }} className="hover:underline">
                {item.requirementPart.replace(':', ' ')}, due {formatDate(item.dueDate)}
              </Link>
            }
            note={
              <>
                <TaskTitle id={item.taskId} />
                <p>{inLabels(item.dueReason ?? '')}</p>
                {item.disposition !== null && <p className="text-ink-2">{item.disposition}</p>}
              </>
            }
          >
            <Tag tone={item.status === 'open' ? 'high' : 'none'}>{capital(item.status)}</Tag>
            {canWrite && <Button onClick={() => setOpen(item.id)}>Edit …</Button>}
          </Item>
        )}
      </LoadedList>
      {open !== undefined && <Edit id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const FIELDS = ['extent', 'cause', 'mitigation', 'disposition'] as const;

function Edit({ id, onClose }: Readonly<{ id: string; onClose: () => void }>) {
  const item = useRead(['noncompliance', id], (options) => comply.potentialNoncompliances.get(id, options), {
    refetchOnWindowFocus: false,
  });
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const status = item.data?.status ?? 'open';
  const other = status === 'open' ? 'closed' : 'open';
  const save = useChange(async (next: typeof status) => {
    if (item.data === undefined) return;
    const changed = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text.trim() || null]));
    await comply.potentialNoncompliances.update(id, { ...changed, status: next }, { ifMatch: etagOf(item.data) });
    onClose();
  });
  return (
    <Dialog
      title="Potential noncompliance"
      onClose={onClose}
      footer={
        <Button disabled={save.isPending} onClick={() => save.mutate(status)}>
          Save
        </Button>
      }
      act={{
        label: other === 'open' ? 'Save and reopen' : 'Save and close',
        change: { ...save, mutate: () => save.mutate(other) },
      }}
    >
      <ErrorNotice error={item.error} />
      {item.data !== undefined &&
        FIELDS.map((name) => (
          <FormField key={name} label={capital(name)} className="mb-4">
            {(inputId) => (
              <textarea
                id={inputId}
                rows={2}
                className="input"
                value={values[name] ?? item.data[name] ?? ''}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              />
            )}
          </FormField>
        ))}
    </Dialog>
  );
}
