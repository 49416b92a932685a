import { etagOf } from '@raptor-comply/sdk';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { problemOf, queryClient } from '../api/query-client.ts';
import { toast } from '../ui/toast.tsx';
import { FieldInput } from './field-input.tsx';
import { type Field, type Kind, type Row, readValue, titleOf } from './kinds.ts';
import { patchRows, recordQuery, updateRow } from './queries.ts';
import { textOf, updateBody, valuesOf } from './values.ts';

class ChangedMeanwhile extends Error {}

/** Writes one field if nobody has changed it since it was shown, and shows the row everywhere. */
async function writeField(kind: Kind, field: Field, from: Row, text: string): Promise<Row> {
  const current = await queryClient.fetchQuery({ ...recordQuery(kind.segment, from.id), staleTime: 0 });
  if (textOf(readValue(current, field.name)) !== textOf(readValue(from, field.name))) throw new ChangedMeanwhile();
  const before = valuesOf(kind, current);
  const row = await updateRow(kind, from.id, updateBody(kind, before, { ...before, [field.name]: text }), {
    etag: etagOf(current),
  });
  patchRows(kind, new Map([[row.id, { ...from, ...row }]]));
  queryClient.setQueryData(recordQuery(kind.segment, row.id).queryKey, row);
  return row;
}

type InlineEditorProps = Readonly<{ kind: Kind; field: Field; row: Row; onEnd: () => void }>;

/** Edits a cell where it stands. Enter saves, Escape leaves it as it was; a saved change can be undone. */
export function InlineEditor({ kind, field, row, onEnd }: InlineEditorProps) {
  const id = useId();
  const before = textOf(readValue(row, field.name));
  const [text, setText] = useState(before);
  const save = useMutation({
    mutationFn: (value: string) => writeField(kind, field, row, value),
    onSuccess: (changed) => {
      onEnd();
      toast(`${field.label} of ${titleOf(kind, row)} changed.`, {
        undo: () => writeField(kind, field, changed, before),
      });
    },
    onError: (error) => {
      if (!(error instanceof ChangedMeanwhile)) return;
      onEnd();
      toast('Someone has changed it since. The list now shows the new value.', { bad: true });
      queryClient.invalidateQueries({ queryKey: ['rows', kind.segment] });
    },
  });
  const end = (value: string) => {
    if (save.isPending) return;
    if (value.trim() === before.trim()) onEnd();
    else save.mutate(value);
  };
  const isChosen = field.type === 'choice' || field.type === 'boolean';
  return (
    <div
      role="group"
      aria-label={field.label}
      className="relative min-w-44 bg-surface"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onEnd();
        if (event.key === 'Enter' && field.type !== 'reference') end(text);
      }}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && field.type !== 'reference' && end(text)}
    >
      <FieldInput
        field={field}
        id={id}
        value={text}
        label={field.label}
        autoFocus
        isInvalid={save.isError}
        onChange={(value) => {
          setText(value);
          if (isChosen || (field.type === 'reference' && value !== '')) end(value);
        }}
      />
      {save.isError && (
        <p
          role="alert"
          className="pop absolute top-full left-0 z-20 mt-1 w-72 px-3 py-2 text-[12px] whitespace-normal text-high"
        >
          {problemOf(save.error).message}
        </p>
      )}
    </div>
  );
}
