import { Columns3, Plus, Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { FieldInput } from '../../records/field-input.tsx';
import type { Field, Kind } from '../../records/kinds.ts';
import type { Filters } from '../../records/queries.ts';
import { useText } from '../../records/value.tsx';
import { Form, FormField } from '../../ui/field.tsx';
import { Button } from '../../ui/parts.tsx';
import { Chip } from '../../ui/tags.tsx';

interface FilterBarProps {
  readonly kind: Kind;
  readonly filters: Filters;
  readonly onChange: (changes: Readonly<Record<string, string | undefined>>) => void;
}

/** Shows deleted records instead of those that exist. */
const DELETED: Field = { name: 'isDeleted', label: 'Deleted', type: 'boolean', required: false };
const TYPING_MS = 200;
/** How many filters stand beside the search before one asks for more. */
const OFFERED = 4;

/** Search as you type, and a chip for each filter; all of it is in the address. */
export function FilterBar({ kind, filters, onChange }: FilterBarProps) {
  const text = String(filters.q ?? '');
  const [typed, setTyped] = useState(text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => onChange({ q: typed.trim() || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => setTyped((now) => (now.trim() === text ? now : text)), [text]);
  const all = [...kind.filters, DELETED];
  const active = all.filter(({ name }) => filters[name] !== undefined);
  const more = all.filter(({ name }) => filters[name] === undefined);
  const [isAll, setAll] = useState(false);
  const offered = more
    .filter(({ type }) => type === 'choice' || type === 'reference')
    .sort((a, b) => a.type.localeCompare(b.type))
    .slice(0, Math.max(0, OFFERED - active.length));
  return (
    <div className="no-print mb-3.5 flex flex-wrap items-center gap-2">
      <div className="relative w-full sm:w-64">
        <Search size={15} className="absolute top-2 left-2.5 text-ink-3" aria-hidden />
        <input
          type="search"
          className="input min-h-7.5 py-1 pl-8"
          aria-label={`Search ${kind.nouns}`}
          placeholder={`Search ${kind.nouns}`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {active.map((field) => (
        <ActiveFilter
          key={field.name}
          field={field}
          value={String(filters[field.name])}
          onRemove={() => onChange({ [field.name]: undefined })}
        />
      ))}
      {(isAll ? more : offered).map((field) => (
        <AddFilter key={field.name} field={field} onSet={(value) => onChange({ [field.name]: value })} />
      ))}
      {more.length > offered.length && (
        <button type="button" className="chip border-transparent" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? 'Fewer filters' : 'More filters'}
        </button>
      )}
    </div>
  );
}

function ActiveFilter({ field, value, onRemove }: Readonly<{ field: Field; value: string; onRemove: () => void }>) {
  const { label, type } = field;
  const shown = useText(field, value);
  const not = value === 'true' ? label : `Not ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
  const text = type === 'boolean' ? not : `${label}: ${shown}`;
  return (
    <Chip isOn aria-label={`Remove the filter ${text}`} onClick={onRemove}>
      {text}
      <X size={13} aria-hidden />
    </Chip>
  );
}

function AddFilter({ field, onSet }: Readonly<{ field: Field; onSet: (value: string) => void }>) {
  const [text, setText] = useState('');
  const label = field.label;
  const isTyped = field.type === 'text' || field.type === 'number';
  return (
    <DialogTrigger onOpenChange={() => setText('')}>
      <AriaButton className="chip">
        <Plus size={13} aria-hidden />
        {label}
      </AriaButton>
      <Popover className="pop z-50 w-64 p-3" placement="bottom start">
        <Dialog aria-label={`Filter by ${label}`} className="outline-none">
          {({ close }) => (
            <Form
              onSubmit={() => {
                if (text.trim() === '') return;
                close();
                onSet(text.trim());
              }}
            >
              <FormField label={label}>
                {(id) => (
                  <FieldInput
                    field={{ ...field, required: true }}
                    id={id}
                    value={text}
                    label={label}
                    autoFocus
                    onChange={(value) => {
                      setText(value);
                      if (isTyped || value === '') return;
                      close();
                      onSet(value);
                    }}
                  />
                )}
              </FormField>
              {isTyped && <p className="mt-1.5 text-[12px] text-ink-3">The exact value; press Enter.</p>}
            </Form>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

type ColumnChoiceProps = Readonly<{
  kind: Kind;
  columns: readonly Field[];
  onChoose: (names?: readonly string[]) => void;
}>;

/** Which columns the grid has; this browser keeps the choice. */
export function ColumnChoice({ kind, columns, onChoose }: ColumnChoiceProps) {
  const names = columns.map(({ name }) => name);
  const toggle = (name: string) =>
    onChoose(names.includes(name) ? names.filter((other) => other !== name) : [...names, name]);
  return (
    <DialogTrigger>
      <AriaButton className="btn hidden! sm:inline-flex!">
        <Columns3 size={16} strokeWidth={1.75} aria-hidden />
        Columns
      </AriaButton>
      <Popover className="pop z-50 w-72" placement="bottom end">
        <Dialog aria-label="Columns" className="outline-none">
          <div className="max-h-[55vh] overflow-auto p-2">
            {kind.fields
              .filter(({ type }) => type !== 'references')
              .map((field) => (
                <label
                  key={field.name}
                  className="flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-sunken"
                >
                  <input
                    type="checkbox"
                    className="size-4 accent-accent"
                    checked={names.includes(field.name)}
                    disabled={field.name === kind.titleField}
                    onChange={() => toggle(field.name)}
                  />
                  <span className="truncate">{field.label}</span>
                  {field.unit !== undefined && <span className="ml-auto text-[12px] text-ink-3">{field.unit}</span>}
                </label>
              ))}
          </div>
          <div className="border-t border-line p-2">
            <Button tone="bare" className="w-full" onClick={() => onChoose()}>
              Back to the usual columns
            </Button>
          </div>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
