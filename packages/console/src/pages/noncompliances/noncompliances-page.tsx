import { etagOf, type PotentialNoncompliance } from '@raptor-comply/sdk';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { comply } from '../../api/client.ts';
import { useCan, usePast } from '../../api/session.ts';
import { formatDate } from '../../records/format.ts';
import { capital } from '../../records/labels.ts';
import { refreshAll } from '../../records/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormField } from '../../ui/field.tsx';
import { Empty, ErrorNotice, Loaded, PageHead, Tag } from '../../ui/parts.tsx';

/** Hard dates that passed without a performance, until somebody disposes of them. */
export function NoncompliancesPage() {
  const past = usePast();
  const canWrite = useCan('potential-noncompliances:write');
  const [open, setOpen] = useState<string | undefined>();
  const list = useQuery({
    queryKey: ['noncompliances', past],
    queryFn: async ({ signal }): Promise<readonly PotentialNoncompliance[]> =>
      comply.potentialNoncompliances.list(past, { signal }),
  });
  return (
    <>
      <PageHead
        title="Potential noncompliances"
        sub="Hard dates that passed without a performance. Each stays until somebody says what became of it."
      />
      <Loaded query={list} what="potential noncompliances">
        {(items) =>
          items.length === 0 ? (
            <Empty icon={CircleCheck} title="No hard date has passed">
              A task that is not done by its hard date appears here, with room for extent, cause, and mitigation.
            </Empty>
          ) : (
            <div className="card divide-y divide-line">
              {items.map((item) => (
                <div key={item.id} className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-2.5">
                  <div className="min-w-0 flex-1 basis-72">
                    <p className="font-[550]">
                      <Link to="/tasks/$id" params={{ id: item.taskId }} className="hover:underline">
                        {item.requirementPart.replace(':', ' ')}, due {formatDate(item.dueDate)}
                      </Link>
                    </p>
                    <p className="text-[13px] text-ink-3">{item.dueReason}</p>
                    {item.disposition !== null && <p className="text-[13px] text-ink-2">{item.disposition}</p>}
                  </div>
                  <Tag tone={item.status === 'open' ? 'high' : 'none'}>{capital(item.status)}</Tag>
                  {canWrite && <Button onClick={() => setOpen(item.id)}>Edit …</Button>}
                </div>
              ))}
            </div>
          )
        }
      </Loaded>
      {open !== undefined && <Edit id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const FIELDS = ['extent', 'cause', 'mitigation', 'disposition'] as const;

function Edit({ id, onClose }: Readonly<{ id: string; onClose: () => void }>) {
  const item = useQuery({
    queryKey: ['noncompliance', id],
    queryFn: ({ signal }) => comply.potentialNoncompliances.get(id, { signal }),
    refetchOnWindowFocus: false,
  });
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const save = useMutation({
    mutationFn: async (status: 'open' | 'closed') => {
      if (item.data === undefined) return;
      await comply.potentialNoncompliances.update(
        id,
        { ...Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text.trim() || null])), status },
        { ifMatch: etagOf(item.data) },
      );
      await refreshAll();
      onClose();
    },
  });
  return (
    <Dialog
      title="Potential noncompliance"
      onClose={onClose}
      footer={
        <>
          <Button disabled={save.isPending} onClick={() => save.mutate(item.data?.status ?? 'open')}>
            Save
          </Button>
          <Button
            tone="go"
            disabled={save.isPending}
            onClick={() => save.mutate(item.data?.status === 'closed' ? 'open' : 'closed')}
          >
            {item.data?.status === 'closed' ? 'Save and reopen' : 'Save and close'}
          </Button>
        </>
      }
    >
      <ErrorNotice error={save.error ?? item.error} />
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
