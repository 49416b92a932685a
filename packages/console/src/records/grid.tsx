import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { useTimeZone } from '../api/session.ts';
import { widthOf } from './columns.ts';
import { GridHead } from './grid-head.tsx';
import { type Cell, CHECK, GridRow, PHONE_ROW } from './grid-row.tsx';
import type { Field, Kind, Row } from './kinds.ts';
import { useTitles } from './queries.ts';
import { editable } from './values.ts';

export interface GridProps {
  readonly kind: Kind;
  readonly columns: readonly Field[];
  readonly rows: readonly Row[];
  readonly sort: string | undefined;
  readonly selected: ReadonlySet<string>;
  readonly canEdit: boolean;
  /** How many rows there are, of which `rows` are loaded. */
  readonly total: number;
  readonly onSort: (sort: string | undefined) => void;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
}

const ROW = 36;
const MOST_PRINTED = 1000;

/** A grid of any number of rows: only those in view are in the document. Arrows move, Space selects, F2 edits, Enter opens. */
export function Grid({ kind, columns, rows, sort, selected, canEdit, total, onSort, onSelect }: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const zone = useTimeZone();
  const isPrinted = useMedia('print');
  const isPhone = useMedia('(max-width: 640px)');
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<Cell | undefined>();
  const anchor = useRef(0);
  const navigate = useNavigate();
  const rowHeight = isPhone ? PHONE_ROW : ROW;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: isPrinted ? MOST_PRINTED : 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer is one object; the height is what changes
  useEffect(() => virtual.measure(), [rowHeight]);
  const titles = useTitles(columns);
  const template = `${CHECK}px ${columns.map((field) => `${widthOf(kind, field)}px`).join(' ')} 1fr`;
  const width = CHECK + columns.reduce((sum, field) => sum + widthOf(kind, field), 0);
  const open = (row: Row | undefined) =>
    row && navigate({ to: '/$segment/$id', params: { segment: kind.segment, id: row.id } });

  const select = (index: number, isRange: boolean) => {
    const next = new Set(selected);
    const row = rows[index];
    if (row === undefined) return;
    const isAdded = !selected.has(row.id);
    const [from, to] = isRange ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index];
    for (const { id: rowId } of rows.slice(from, to + 1)) {
      if (isAdded) next.add(rowId);
      else next.delete(rowId);
    }
    anchor.current = index;
    onSelect(next);
  };
  const move = (row: number, column: number) => {
    const next = {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    setActive(next);
    virtual.scrollToIndex(next.row);
  };
  const edit = (cell: Cell) => {
    const field = columns[cell.column];
    if (canEdit && field && field.type !== 'references' && editable(kind, false).includes(field)) setEditing(cell);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (editing !== undefined || event.target !== event.currentTarget) return;
    const { row, column } = active;
    const page = Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(row + 1, column),
      ArrowUp: () => move(row - 1, column),
      ArrowRight: () => move(row, column + 1),
      ArrowLeft: () => move(row, column - 1),
      PageDown: () => move(row + page, column),
      PageUp: () => move(row - page, column),
      Home: () => move(0, 0),
      End: () => move(rows.length - 1, column),
      ' ': () => select(row, event.shiftKey),
      Enter: () => open(rows[row]),
      F2: () => edit(active),
    };
    const act = moves[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const grid = {
    ...{ kind, columns, template, titles, zone, id, isPhone, selected, active, editing, select, open },
    activate: setActive,
    edit,
    endEdit() {
      setEditing(undefined);
      scroller.current?.focus();
    },
  };
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={kind.nouns}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={rows.length > 0 ? `${id}-${active.row}-${active.column}` : undefined}
      className="card relative group max-h-[max(320px,calc(100dvh-230px))] overflow-auto outline-offset-0"
      onKeyDown={onKeyDown}
    >
      <div
        role="rowgroup"
        className="sticky top-0 z-10 min-w-full bg-surface"
        style={{ width: isPhone ? '100%' : width }}
      >
        <GridHead {...{ grid, rows, sort, onSort, onSelect }} />
      </div>
      <div
        role="rowgroup"
        className="relative min-w-full"
        style={{ height: virtual.getTotalSize(), width: isPhone ? '100%' : width }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return row && <GridRow key={row.id} grid={grid} row={row} index={index} start={start} />;
        })}
      </div>
    </div>
  );
}

/** Whether a media query holds, as it changes. */
const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
