import { type MouseEvent, memo } from 'react';
import { InlineEditor } from './inline-editor.tsx';
import { codeOf, type Field, type Kind, type Row, readValue, titleOf } from './kinds.ts';
import { CellValue, isImpact } from './value.tsx';

/** The width of the column of boxes, and the height of a row on a phone. */
export const CHECK = 44;
export const PHONE_ROW = 60;

interface GridRowProps {
  readonly kind: Kind;
  readonly columns: readonly Field[];
  readonly row: Row;
  readonly index: number;
  readonly start: number;
  readonly template: string;
  readonly titles: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly zone: string;
  readonly id: string;
  readonly isPhone: boolean;
  readonly isSelected: boolean;
  readonly activeColumn: number;
  readonly editingColumn: number;
  readonly onSelect: (index: number, isRange: boolean) => void;
  readonly onActivate: (column: number) => void;
  readonly onOpen: () => void;
  readonly onEdit: (column: number) => void;
  readonly onEndEdit: () => void;
}

export const GridRow = memo(function GridRow({
  kind,
  columns,
  row,
  index,
  start,
  template,
  titles,
  zone,
  id,
  isPhone,
  isSelected,
  activeColumn,
  editingColumn,
  onSelect,
  onActivate,
  onOpen,
  onEdit,
  onEndEdit,
}: GridRowProps) {
  const check = (
    <div role="gridcell" className="px-3.5!">
      <input
        type="checkbox"
        aria-label={`Select ${titleOf(kind, row)}`}
        tabIndex={-1}
        className="block size-4 accent-accent"
        checked={isSelected}
        onChange={() => undefined}
        onClick={(event: MouseEvent) => onSelect(index, event.shiftKey)}
      />
    </div>
  );
  const cell = (field: Field) => (
    <CellValue
      field={field}
      value={readValue(row, field.name)}
      zone={zone}
      titles={titles.get(field.reference ?? '')}
    />
  );
  const shared = { role: 'row', 'aria-rowindex': index + 2, 'aria-selected': isSelected } as const;
  if (isPhone) {
    const others = columns.filter(({ name }) => name !== kind.titleField && name !== kind.codeField);
    const facts = [...others].sort((a, b) => Number(isImpact(b)) - Number(isImpact(a))).slice(0, 2);
    return (
      <div
        {...shared}
        className="grid-row"
        style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `${CHECK}px 1fr`, height: PHONE_ROW }}
      >
        {check}
        <div role="gridcell" id={`${id}-${index}-0`} className="px-0! pr-3!">
          <button type="button" tabIndex={-1} className="block w-full text-left" onClick={onOpen}>
            <span className="block truncate font-[550]">{titleOf(kind, row)}</span>
            <span className="flex min-w-0 items-center gap-2 truncate text-[12px] text-ink-3">
              <code>{codeOf(kind, row)}</code>
              {facts.map((field) => (
                <span key={field.name} className="truncate">
                  {cell(field)}
                </span>
              ))}
            </span>
          </button>
        </div>
      </div>
    );
  }
  return (
    <div
      {...shared}
      className={`grid-row ${activeColumn >= 0 ? 'is-active' : ''}`}
      style={{ transform: `translateY(${start}px)`, gridTemplateColumns: template }}
    >
      {check}
      {columns.map((field, column) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
        <div
          key={field.name}
          id={`${id}-${index}-${column}`}
          role="gridcell"
          tabIndex={-1}
          aria-colindex={column + 2}
          className={`${field.type === 'number' ? 'num' : ''} ${activeColumn === column ? 'group-focus-visible:bg-sunken group-focus-visible:outline group-focus-visible:outline-accent group-focus-visible:-outline-offset-1' : ''} ${editingColumn === column ? 'overflow-visible! p-0!' : ''}`}
          onClick={() => onActivate(column)}
          onDoubleClick={() => onEdit(column)}
        >
          {editingColumn === column ? (
            <InlineEditor kind={kind} field={field} row={row} onEnd={onEndEdit} />
          ) : field.name === kind.titleField ? (
            <button
              type="button"
              tabIndex={-1}
              className="max-w-full cursor-pointer truncate font-[550] hover:underline"
              onClick={onOpen}
            >
              {titleOf(kind, row)}
            </button>
          ) : (
            cell(field)
          )}
        </div>
      ))}
    </div>
  );
});
