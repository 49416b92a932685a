import { useEffect, useId, useState } from 'react';
import { problemOf } from '../api/query-client.ts';
import { Form, FormField, ReasonField } from '../ui/field.tsx';
import { Button, ErrorNotice } from '../ui/parts.tsx';
import { FieldInput } from './field-input.tsx';
import { type Field, inLabels, type Kind } from './kinds.ts';
import { editable, type Values } from './values.ts';

interface RecordFormProps {
  readonly kind: Kind;
  readonly initial: Values;
  readonly isNew: boolean;
  readonly error: unknown;
  readonly isSaving: boolean;
  readonly submitLabel: string;
  readonly onSubmit: (values: Values, reason: string) => void;
  readonly onCancel: () => void;
}

/** So few optional fields are shown from the start. */
const FEW = 8;

/** Focuses an input, also in a part that is closed. */
function goTo(id: string): void {
  const input = document.getElementById(id);
  input?.closest('details')?.setAttribute('open', '');
  input?.focus();
}

/** The form of any record: required fields first, and the API's errors at their fields. */
export function RecordForm(props: RecordFormProps) {
  const { kind, initial, isNew, error, isSaving, submitLabel, onSubmit, onCancel } = props;
  const [values, setValues] = useState(initial);
  const [reason, setReason] = useState('');
  const [wasSent, setSent] = useState(false);
  const id = useId();
  const fields = editable(kind, isNew).filter(({ type }) => type !== 'references');
  const required = fields.filter((field) => field.required);
  const optional = fields.filter((field) => !field.required);
  const isEmpty = ({ name }: Field): boolean => (values[name] ?? '') === '';
  const problem = error ? problemOf(error) : undefined;
  const problemField = fields.find(({ name }) => name === problem?.field);
  const problemName = problemField?.name;
  useEffect(() => {
    if (problemName !== undefined) goTo(`${id}-${problemName}`);
  }, [problemName, id]);
  const filledOptional = optional.some(({ name }) => (initial[name] ?? '') !== '');
  const problemAt = (field: Field): string | undefined => {
    if (wasSent && field.required && isEmpty(field)) return 'This is required.';
    return problem?.field === field.name ? inLabels(problem.message) : undefined;
  };
  const control = (field: Field) => (
    <FieldControl
      key={field.name}
      field={field}
      id={`${id}-${field.name}`}
      value={values[field.name] ?? ''}
      problem={problemAt(field)}
      onChange={(value) => setValues((all) => ({ ...all, [field.name]: value }))}
    />
  );
  return (
    <Form
      noValidate
      onSubmit={() => {
        setSent(true);
        const missing = required.find(isEmpty);
        if (missing === undefined) onSubmit(values, reason.trim());
        else goTo(`${id}-${missing.name}`);
      }}
    >
      {problemField === undefined && <ErrorNotice error={error} className="mb-4" />}
      {required.length > 0 && (
        <fieldset className="card grid gap-x-6 gap-y-5 p-5 sm:grid-cols-2">
          <legend className="float-left font-semibold sm:col-span-2">Required</legend>
          {required.map(control)}
        </fieldset>
      )}
      {optional.length > 0 && (
        <details className="card mt-4" open={filledOptional || required.length === 0 || optional.length <= FEW}>
          <summary className="cursor-pointer px-5 py-3 font-semibold">Optional</summary>
          <div className="grid gap-x-6 gap-y-5 border-t border-line p-5 sm:grid-cols-2">{optional.map(control)}</div>
        </details>
      )}
      <div className="mt-4 flex flex-wrap items-end gap-2">
        <ReasonField className="min-w-0 flex-1 basis-64" value={reason} onChange={setReason} />
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" tone="go" disabled={isSaving}>
          {isSaving ? 'Saving …' : submitLabel}
        </Button>
      </div>
    </Form>
  );
}

interface FieldControlProps {
  readonly field: Field;
  readonly id: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A field with its label, its unit, what it means, and what the API says is wrong with it. */
function FieldControl({ field, id, value, problem, onChange }: FieldControlProps) {
  const isWide = field.multiline || field.type === 'choices';
  return (
    <FormField label={field.label} note={field.unit} id={id} className={isWide ? 'sm:col-span-2' : undefined}>
      {() => (
        <>
          <FieldInput
            field={field}
            id={id}
            value={value}
            onChange={onChange}
            isInvalid={problem !== undefined}
            describedBy={`${id}-about`}
            label={field.label}
          />
          <p
            id={`${id}-about`}
            className={`mt-1 text-[12px]/4 ${problem === undefined ? 'text-ink-3' : 'text-high'}`}
            role={problem === undefined ? undefined : 'alert'}
          >
            {problem ?? field.description}
          </p>
        </>
      )}
    </FormField>
  );
}
