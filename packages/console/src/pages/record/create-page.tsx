import { useLocation, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useChange } from '../../api/query-client.ts';
import { useCan } from '../../api/session.ts';
import { type Kind, maybeKind, titleOf } from '../../records/kinds.ts';
import { createRow } from '../../records/queries.ts';
import { RecordForm } from '../../records/record-form.tsx';
import { createBody, suggestedValues, type Values } from '../../records/values.ts';
import { Missing } from '../../shell/defect.tsx';
import { PageHead } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';

/** The form of a new record. Parameters of the address fill in fields, such as the parent. */
export function CreatePage() {
  // A kind with a page of its own has no $segment in its route.
  const kind = maybeKind(useLocation({ select: ({ pathname }) => pathname.split('/').at(-2) }));
  return kind === undefined ? <Missing /> : <Create key={kind.segment} kind={kind} />;
}

function Create({ kind }: Readonly<{ kind: Kind }>) {
  const { asOf: _, ...search } = useSearch({ strict: false });
  const navigate = useNavigate();
  const router = useRouter();
  const canWrite = useCan(`${kind.segment}:write`);
  const create = useChange(
    ({ values, reason }: { values: Values; reason: string }) => createRow(kind, createBody(kind, values), reason),
    (row) => {
      toast(`${titleOf(kind, row)} added.`);
      navigate({ to: '/$segment/$id', params: { segment: kind.segment, id: row.id } });
    },
  );
  return (
    <div className="max-w-[860px]">
      <PageHead title={`Add a ${kind.noun}`} sub={kind.about} />
      {canWrite ? (
        <RecordForm
          kind={kind}
          isNew
          initial={{ ...suggestedValues(kind), ...(search as Values) }}
          error={create.error}
          isSaving={create.isPending}
          submitLabel={`Add ${kind.noun}`}
          onSubmit={(values, reason) => create.mutate({ values, reason })}
          onCancel={() => router.history.back()}
        />
      ) : (
        <p>This session cannot add {kind.nouns} here.</p>
      )}
    </div>
  );
}
