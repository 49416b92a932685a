import type { ImportResult } from '@raptor-comply/sdk';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { FieldInput } from '../../records/field-input.tsx';
import { setField } from '../../records/files.ts';
import { counted, formatNumber } from '../../records/format.ts';
import { type Field, type Kind, labelWithUnit, type Row, readValue, titleOf } from '../../records/kinds.ts';
import { Diff } from '../../records/value.tsx';
import { editable, textOf } from '../../records/values.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { FormField, ReasonField, SelectField } from '../../ui/field.tsx';
import { Button, List } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';

type BulkEditProps = Readonly<{ kind: Kind; rows: readonly Row[]; onClose: () => void; onDone: () => void }>;

/** Sets one field of all selected records, after a preview. All of them change, or none. */
export function BulkEdit({ kind, rows, onClose, onDone }: BulkEditProps) {
  const fields = editable(kind, false).filter(({ type, name }) => type !== 'references' && name !== kind.codeField);
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [reason, setReason] = useState('');
  const field = fields.find((candidate) => candidate.name === name);
  const values = rows.map((row) => [row, value] as const);
  const preview = useMutation({ mutationFn: () => setField(kind, name, values, { dryRun: true }) });
  const apply = useChange(
    () => setField(kind, name, values, { dryRun: false, reason: reason.trim() }),
    ({ success, updatedCount = 0 }) => {
      if (!success) return;
      const before = rows.map((row) => [row, textOf(readValue(row, name))] as const);
      onClose();
      onDone();
      toast(`${counted(updatedCount, kind.noun, kind.nouns)} changed.`, {
        undo: async () => {
          const undone = await setField(kind, name, before, { dryRun: false });
          if (!undone.success) throw new Error('The previous values were refused');
        },
      });
    },
  );
  const result = apply.data?.success === false ? apply.data : preview.data;
  const count = result?.updatedCount ?? 0;
  return (
    <Dialog
      wide
      title={`Edit ${counted(rows.length, kind.noun, kind.nouns)}`}
      onClose={onClose}
      footer={<Button onClick={onClose}>Cancel</Button>}
      act={
        result?.success && count > 0
          ? { label: `Change ${counted(count, kind.noun, kind.nouns)}`, busy: 'Changing …', change: apply }
          : { label: 'Preview', busy: 'Looking …', disabled: field === undefined, change: preview }
      }
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Field"
          value={name}
          choices={[
            { value: '', label: 'Choose …' },
            ...fields.map((candidate) => ({ value: candidate.name, label: labelWithUnit(candidate) })),
          ]}
          onChange={(next) => {
            setName(next);
            setValue('');
            preview.reset();
          }}
        />
        {field !== undefined && (
          <FormField label="New value" note={field.unit}>
            {(id) => (
              <>
                <FieldInput
                  key={name}
                  field={field}
                  id={id}
                  value={value}
                  label="New value"
                  onChange={(next) => {
                    setValue(next);
                    preview.reset();
                  }}
                />
                <p className="mt-1 text-[12px]/4 text-ink-3">{field.description}</p>
              </>
            )}
          </FormField>
        )}
        <ReasonField className="sm:col-span-2" value={reason} onChange={setReason} />
      </div>
      <div className="mt-4" aria-live="polite">
        {result && field && <Preview kind={kind} field={field} rows={rows} result={result} />}
      </div>
    </Dialog>
  );
}

const SHOWN = 100;

type PreviewProps = Readonly<{ kind: Kind; field: Field; rows: readonly Row[]; result: ImportResult }>;

function Preview({ kind, field, rows, result }: PreviewProps) {
  if (!result.success)
    return (
      <div className="rounded-lg bg-high-wash px-4 py-3">
        <p className="font-[550]">Nothing changes while a record refuses the value.</p>
        <ul className="mt-1 space-y-0.5 text-[13px]">
          {result.errors?.slice(0, 10).map((error) => {
            const row = rows[error.row - 2];
            return (
              <li key={`${error.row} ${error.message}`}>
                {row === undefined ? `Row ${error.row}` : titleOf(kind, row)}: {error.message}
              </li>
            );
          })}
        </ul>
      </div>
    );
  const { changes = [], updatedCount = changes.length, unchangedCount = 0 } = result;
  if (changes.length === 0) return <p className="text-ink-2">All of them have this value already.</p>;
  return (
    <>
      <p className="mb-2 text-ink-2">
        {counted(updatedCount, 'record changes', 'records change')}
        {unchangedCount > 0 && `, ${formatNumber(unchangedCount)} have the value already`}.
      </p>
      <List className="text-[13px]">
        {changes.slice(0, SHOWN).map(({ row, fields }) => (
          <li key={row} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5">
            <span className="min-w-0 flex-1 truncate">{titleOf(kind, rows[row - 2] ?? { id: '' })}</span>
            {fields.map((change) => (
              <Diff key={change.field} field={field} before={change.before} after={change.after} />
            ))}
          </li>
        ))}
      </List>
      {changes.length > SHOWN && <p className="mt-2 text-[13px] text-ink-3">The first {SHOWN} are shown.</p>}
    </>
  );
}
