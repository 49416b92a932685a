import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { Options } from '../ui/field.tsx';
import { Chip } from '../ui/tags.tsx';
import { formatNumber } from './format.ts';
import { codeOf, type Field, kindOf, type Row, titleOf } from './kinds.ts';
import { someRowsQuery, useTitle } from './queries.ts';
import { listOf } from './values.ts';

const YES_OR_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

export interface FieldInputProps {
  readonly field: Field;
  readonly id: string;
  /** Every value is text while it is edited; a list is joined by `; `. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isInvalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly label?: string | undefined;
  readonly autoFocus?: boolean;
}

/** The control that fits the type of a field. */
export function FieldInput(props: FieldInputProps) {
  const { field, id, value, onChange, isInvalid, describedBy, label, autoFocus } = props;
  const shared = {
    id,
    value,
    className: 'input',
    'aria-label': label,
    'aria-invalid': isInvalid,
    'aria-describedby': describedBy,
    'aria-required': field.required,
    autoFocus,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  switch (field.type) {
    case 'choice':
    case 'boolean':
      return (
        <select {...shared}>
          {(!field.required || value === '') && (
            <option value="">{field.required ? 'Choose …' : 'Not recorded'}</option>
          )}
          <Options choices={field.type === 'boolean' ? YES_OR_NO : (field.choices ?? [])} />
        </select>
      );
    case 'choices':
      return <ChoicesInput {...props} />;
    case 'reference':
      return <ReferenceInput {...props} />;
    case 'date':
      return <input type="date" max="9999-12-31" {...shared} />;
    case 'number':
      return <input inputMode="decimal" autoComplete="off" {...shared} className="input tabular-nums" />;
    default:
      return field.multiline ? (
        <textarea rows={3} {...shared} maxLength={field.maxLength} />
      ) : (
        <input type="text" autoComplete="off" {...shared} maxLength={field.maxLength} />
      );
  }
}

function ChoicesInput({ field, id, value, onChange, label, describedBy }: FieldInputProps) {
  const chosen = new Set(listOf(value));
  const toggle = (choice: string) => {
    const next = new Set(chosen);
    if (!next.delete(choice)) next.add(choice);
    onChange((field.choices ?? []).flatMap((item) => (next.has(item.value) ? [item.value] : [])).join('; '));
  };
  return (
    <div
      id={id}
      role="group"
      aria-label={label ?? field.name}
      aria-describedby={describedBy}
      className="flex flex-wrap gap-1.5 py-0.5"
    >
      {field.choices?.map(({ value: choice, label: text }) => (
        <Chip key={choice} isOn={chosen.has(choice)} aria-pressed={chosen.has(choice)} onClick={() => toggle(choice)}>
          {text}
        </Chip>
      ))}
    </div>
  );
}

/** Finds the record to refer to by its text. */
function ReferenceInput(props: FieldInputProps) {
  const { field, id, value, onChange, isInvalid, describedBy, label, autoFocus = false } = props;
  const kind = kindOf(field.reference ?? '');
  const size = kind.fields.find(({ unit, required }) => unit === 'MW' && required);
  const current = useTitle(field.reference, value);
  const [typed, setTyped] = useState<string | undefined>();
  const text = typed ?? current ?? '';
  const { data } = useQuery(someRowsQuery(kind, { limit: 20, ...(typed?.trim() ? { q: typed.trim() } : {}) }));
  const options: readonly Row[] = data ?? [];
  return (
    <ComboBox
      aria-label={label ?? field.name}
      inputValue={text}
      onInputChange={(next) => {
        // React Aria reports the current text once at the start.
        if (next === text) return;
        setTyped(next);
        if (next === '') onChange('');
      }}
      selectedKey={value === '' ? null : value}
      onSelectionChange={(key) => {
        if (key === null) return;
        const row = options.find((option) => option.id === key);
        setTyped(row === undefined ? undefined : titleOf(kind, row));
        onChange(String(key));
      }}
      items={options}
      allowsEmptyCollection
      menuTrigger="focus"
      isInvalid={isInvalid ?? false}
      autoFocus={autoFocus}
    >
      <div className="relative">
        <Input id={id} className="input pr-8" aria-describedby={describedBy} placeholder={`Find a ${kind.noun}`} />
        <AriaButton
          className="absolute inset-y-0 right-0 grid w-8 cursor-pointer place-items-center text-ink-3"
          aria-label={`Show ${kind.nouns}`}
        >
          <ChevronDown size={14} aria-hidden />
        </AriaButton>
      </div>
      <Popover className="pop z-50 w-(--trigger-width) min-w-56 p-1">
        <ListBox
          className="max-h-60 overflow-auto outline-none"
          renderEmptyState={() => <p className="px-2.5 py-2 text-ink-3">No {kind.noun} matches.</p>}
        >
          {(row: Row) => (
            <ListBoxItem id={row.id} textValue={titleOf(kind, row)} className="menu-item">
              <span className="min-w-0 truncate">{titleOf(kind, row)}</span>
              <span className="ml-auto shrink-0 pl-3 text-[12px] text-ink-3">
                {[size && `${formatNumber(row[size.name])} MW`, codeOf(kind, row)].filter(Boolean).join(' · ')}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
