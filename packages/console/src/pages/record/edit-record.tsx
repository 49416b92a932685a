import { etagOf, PreconditionFailedError } from '@raptor-comply/sdk';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, refreshAll } from '../../api/query-client.ts';
import { type Field, type Kind, type Row, titleOf } from '../../records/kinds.ts';
import { recordQuery, updateRow } from '../../records/queries.ts';
import { RecordForm } from '../../records/record-form.tsx';
import { useText } from '../../records/value.tsx';
import { editable, updateBody, type Values, valuesOf } from '../../records/values.ts';
import { Button, PageHead, Table } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';

type Attempt = Readonly<{ values: Values; reason: string }>;

/** The form of a record. If someone else changed it meanwhile, both versions are shown, and one chooses. */
export function EditRecord({ kind, row, onClose }: Readonly<{ kind: Kind; row: Row; onClose: () => void }>) {
  // The record as it was when the form opened: a refresh in the background must not replace its ETag.
  const [base, setBase] = useState(row);
  const [conflict, setConflict] = useState<{ readonly theirs: Row; readonly attempt: Attempt } | undefined>();
  const [initial, setInitial] = useState(() => valuesOf(kind, row));
  const save = useMutation({
    mutationFn: ({ values, reason }: Attempt) =>
      updateRow(kind, row.id, updateBody(kind, valuesOf(kind, base), values), { etag: etagOf(base), reason }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(recordQuery(kind.segment, saved.id).queryKey, saved);
      await refreshAll();
      toast(`${titleOf(kind, saved)} saved.`);
      onClose();
    },
    onError: async (error, attempt) => {
      if (!(error instanceof PreconditionFailedError)) return;
      setConflict({
        theirs: await queryClient.fetchQuery({ ...recordQuery(kind.segment, row.id), staleTime: 0 }),
        attempt,
      });
    },
  });
  const submit = (values: Values, reason: string) => {
    if (Object.keys(updateBody(kind, valuesOf(kind, base), values)).length === 0) onClose();
    else save.mutate({ values, reason });
  };
  const isConflict = save.error instanceof PreconditionFailedError;
  return (
    <div className="max-w-[860px]">
      <PageHead title={`Edit ${titleOf(kind, row)}`} />
      {conflict !== undefined ? (
        <BothVersions
          kind={kind}
          base={valuesOf(kind, base)}
          mine={conflict.attempt.values}
          theirs={valuesOf(kind, conflict.theirs)}
          onChoose={(values) => {
            setBase(conflict.theirs);
            setInitial(values);
            setConflict(undefined);
            save.reset();
          }}
        />
      ) : (
        <RecordForm
          key={JSON.stringify(initial)}
          kind={kind}
          isNew={false}
          initial={initial}
          error={isConflict ? null : save.error}
          isSaving={save.isPending}
          submitLabel="Save"
          onSubmit={submit}
          onCancel={onClose}
        />
      )}
    </div>
  );
}

interface BothVersionsProps {
  readonly kind: Kind;
  readonly base: Values;
  readonly mine: Values;
  readonly theirs: Values;
  readonly onChoose: (values: Values) => void;
}

/** Someone saved first: for each field that differs, their value or mine. */
export function BothVersions({ kind, base, mine, theirs, onChoose }: BothVersionsProps) {
  const differing = editable(kind, false).filter(({ name }) => mine[name] !== theirs[name]);
  const isMine = ({ name }: Field) => mine[name] !== base[name];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(differing.filter(isMine).map(({ name }) => name)),
  );
  const choose = (name: string, takeMine: boolean) => {
    const next = new Set(chosen);
    if (takeMine) next.add(name);
    else next.delete(name);
    setChosen(next);
  };
  return (
    <div>
      <div role="alert" className="mb-4 rounded-r-lg border-l-[3px] border-medium bg-medium-wash px-4 py-3">
        <p className="font-semibold">Someone else has changed this record since you opened it.</p>
        <p>Nothing of yours was saved. Choose a value for each field, then save again.</p>
      </div>
      <div className="card overflow-x-auto">
        <Table head={['Field', 'Stored now', 'Yours']}>
          {differing.map((field) => (
            <tr key={field.name}>
              <th scope="row">{field.label}</th>
              {[false, true].map((takeMine) => (
                <td key={String(takeMine)}>
                  <label className="flex cursor-pointer items-center gap-2">
                    <input
                      type="radio"
                      className="accent-accent"
                      name={field.name}
                      checked={chosen.has(field.name) === takeMine}
                      onChange={() => choose(field.name, takeMine)}
                    />
                    <Shown field={field} text={(takeMine ? mine : theirs)[field.name] ?? ''} />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </Table>
      </div>
      <div className="mt-4 flex justify-end">
        <Button
          tone="go"
          onClick={() =>
            onChoose({ ...theirs, ...Object.fromEntries([...chosen].map((name) => [name, mine[name] ?? ''])) })
          }
        >
          Continue with these values
        </Button>
      </div>
    </div>
  );
}

const Shown = ({ field, text }: Readonly<{ field: Field; text: string }>) => (
  <span>{useText(field, text) || 'nothing'}</span>
);
