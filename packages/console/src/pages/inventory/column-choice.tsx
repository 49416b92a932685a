import { Columns3 } from 'lucide-react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Field, Kind } from '../../records/kinds.ts';
import { Button } from '../../ui/parts.tsx';

/** Which columns the grid has; this browser keeps the choice. */
export function ColumnChoice({
  kind,
  columns,
  onChoose,
}: {
  readonly kind: Kind;
  readonly columns: readonly Field[];
  readonly onChoose: (names: readonly string[] | undefined) => void;
}) {
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
            <Button tone="bare" className="w-full" onClick={() => onChoose(undefined)}>
              Back to the usual columns
            </Button>
          </div>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
