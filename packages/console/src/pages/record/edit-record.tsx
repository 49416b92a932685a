import { etagOf, PreconditionFailedError } from '@raptor-comply/sdk';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, refreshAll } from '../../api/query-client.ts';
import { type Kind, type Row, titleOf } from '../../records/kinds.ts';
import { recordQuery, updateRow } from '../../records/queries.ts';
import { RecordForm } from '../../records/record-form.tsx';
import { updateBody, type Values, valuesOf } from '../../records/values.ts';
import { PageHead } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { BothVersions } from './both-versions.tsx';

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
