import { ArrowDown, ArrowUp } from 'lucide-react';
import type { GridProps } from './grid.tsx';
import { CHECK, type GridState } from './grid-row.tsx';
import type { Field } from './kinds.ts';

type GridHeadProps = Readonly<{ grid: GridState }> & Pick<GridProps, 'rows' | 'sort' | 'onSort' | 'onSelect'>;

/** The labels of the columns, which sort by them, and the box that selects all rows. */
export function GridHead({ grid, rows, sort, onSort, onSelect }: GridHeadProps) {
  const { kind, columns, template, isPhone, selected } = grid;
  const all = rows.length > 0 && selected.size >= rows.length;
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="grid h-[36px] min-w-full items-center border-b border-line text-[13px] font-[550] text-ink-3"
      style={{ gridTemplateColumns: isPhone ? `${CHECK}px 1fr` : template }}
    >
      <div role="columnheader" className="px-3.5">
        <input
          type="checkbox"
          aria-label={all ? 'Select none' : 'Select all that are loaded'}
          className="block size-4 accent-accent"
          checked={all}
          ref={(input) => {
            if (input !== null) input.indeterminate = selected.size > 0 && !all;
          }}
          onChange={() => onSelect(all ? new Set() : new Set(rows.map(({ id }) => id)))}
        />
      </div>
      {isPhone ? (
        <div role="columnheader">{kind.fields.find(({ name }) => name === kind.titleField)?.label}</div>
      ) : (
        columns.map((field) => (
          <ColumnHead
            key={field.name}
            field={field}
            sort={sort}
            onSort={kind.sortable.includes(field.name) ? onSort : undefined}
          />
        ))
      )}
    </div>
  );
}

interface ColumnHeadProps extends Pick<GridProps, 'sort'> {
  readonly field: Field;
  /** Undefined if the list cannot be sorted by it. */
  readonly onSort: GridProps['onSort'] | undefined;
}

function ColumnHead({ field: { name, label, description, type }, sort, onSort }: ColumnHeadProps) {
  const direction = { [name]: 'ascending', [`-${name}`]: 'descending' }[sort ?? ''] as
    | 'ascending'
    | 'descending'
    | undefined;
  const next = { none: name, ascending: `-${name}`, descending: undefined }[direction ?? 'none'];
  const Arrow = direction === 'descending' ? ArrowDown : ArrowUp;
  const look = `flex h-[36px] w-full cursor-pointer items-center gap-1 px-3 hover:text-ink ${type === 'number' ? 'justify-end' : ''}`;
  return (
    <div role="columnheader" aria-sort={direction ?? 'none'} title={description} className="min-w-0">
      {onSort === undefined ? (
        <span className="block truncate px-3">{label}</span>
      ) : (
        <button type="button" className={`${look} ${direction && 'text-ink'}`} onClick={() => onSort(next)}>
          <span className="truncate">{label}</span>
          {direction && <Arrow size={13} className="shrink-0" aria-hidden />}
        </button>
      )}
    </div>
  );
}
