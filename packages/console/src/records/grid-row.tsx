import type { MouseEvent } from 'react';
import { InlineEditor } from './inline-editor.tsx';
import { codeOf, type Field, type Kind, type Row, readValue, titleOf } from './kinds.ts';
import type { useTitles } from './queries.ts';
import { CellValue, isImpact } from './value.tsx';

/** The width of the column of boxes, and the height of a row on a phone. */
export const CHECK = 44;
export const PHONE_ROW = 60;
const ACTIVE = 'group-focus-visible:bg-sunken group-focus-visible:outline group-focus-visible:-outline-offset-1';

export type Cell = Readonly<{ row: number; column: number }>;

/** What all rows of a grid share. */
export interface GridState {
  readonly kind: Kind;
  readonly columns: readonly Field[];
  readonly template: string;
  readonly titles: ReturnType<typeof useTitles>;
  readonly zone: string;
  readonly id: string;
  readonly isPhone: boolean;
  readonly selected: ReadonlySet<string>;
  readonly active: Cell;
  readonly editing: Cell | undefined;
  readonly select: (index: number, isRange: boolean) => void;
  readonly activate: (cell: Cell) => void;
  readonly open: (row: Row) => unknown;
  readonly edit: (cell: Cell) => void;
  readonly endEdit: () => void;
}

type GridRowProps = Readonly<{ grid: GridState; row: Row; index: number; start: number }>;

export function GridRow({ grid, row, index, start }: GridRowProps) {
  const { kind, selected, template, isPhone } = grid;
  const isSelected = selected.has(row.id);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={`grid-row ${grid.active.row === index ? 'is-active' : ''}`}
      style={{
        transform: `translateY(${start}px)`,
        gridTemplateColumns: isPhone ? `${CHECK}px 1fr` : template,
        height: isPhone ? PHONE_ROW : undefined,
      }}
    >
      <div role="gridcell" className="px-3.5!">
        <input
          type="checkbox"
          aria-label={`Select ${titleOf(kind, row)}`}
          tabIndex={-1}
          className="block size-4 accent-accent"
          checked={isSelected}
          onChange={() => undefined}
          onClick={(event: MouseEvent) => grid.select(index, event.shiftKey)}
        />
      </div>
      {isPhone ? <PhoneCell grid={grid} row={row} index={index} /> : <Cells grid={grid} row={row} index={index} />}
    </div>
  );
}

type CellsProps = Omit<GridRowProps, 'start'>;

const cellValue = ({ zone, titles }: GridState, row: Row, field: Field) => (
  <CellValue field={field} value={readValue(row, field.name)} zone={zone} titles={titles.get(field.reference ?? '')} />
);

/** The title, the code, and two more fields of a record, as a phone has room for. */
function PhoneCell({ grid, row, index }: CellsProps) {
  const { kind, columns } = grid;
  const others = columns.filter(({ name }) => name !== kind.titleField && name !== kind.codeField);
  const facts = others.sort((a, b) => Number(isImpact(b)) - Number(isImpact(a))).slice(0, 2);
  return (
    <div role="gridcell" id={`${grid.id}-${index}-0`} className="px-0! pr-3!">
      <button type="button" tabIndex={-1} className="block w-full text-left" onClick={() => grid.open(row)}>
        <span className="block truncate font-[550]">{titleOf(kind, row)}</span>
        <span className="flex min-w-0 items-center gap-2 truncate text-[12px] text-ink-3">
          <code>{codeOf(kind, row)}</code>
          {facts.map((field) => (
            <span key={field.name} className="truncate">
              {cellValue(grid, row, field)}
            </span>
          ))}
        </span>
      </button>
    </div>
  );
}

function Cells({ grid, row, index }: CellsProps) {
  const { kind, active, editing } = grid;
  return grid.columns.map((field, column) => {
    const isEdited = editing?.row === index && editing.column === column;
    const isActive = active.row === index && active.column === column;
    const look = [field.type === 'number' && 'num', isActive && ACTIVE, isEdited && 'overflow-visible! p-0!'];
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
      <div
        key={field.name}
        id={`${grid.id}-${index}-${column}`}
        role="gridcell"
        tabIndex={-1}
        aria-colindex={column + 2}
        className={look.filter(Boolean).join(' ')}
        onClick={() => grid.activate({ row: index, column })}
        onDoubleClick={() => grid.edit({ row: index, column })}
      >
        {isEdited ? (
          <InlineEditor kind={kind} field={field} row={row} onEnd={grid.endEdit} />
        ) : field.name === kind.titleField ? (
          <button
            type="button"
            tabIndex={-1}
            className="max-w-full cursor-pointer truncate font-[550] hover:underline"
            onClick={() => grid.open(row)}
          >
            {titleOf(kind, row)}
          </button>
        ) : (
          cellValue(grid, row, field)
        )}
      </div>
    );
  });
}
