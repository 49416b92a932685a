import { ArrowDown, ArrowUp } from 'lucide-react';
import type { GridProps } from './grid.tsx';
import { CHECK } from './grid-row.tsx';

interface GridHeadProps extends Pick<GridProps, 'kind' | 'columns' | 'sort' | 'onSort'> {
  readonly template: string;
  readonly width: number;
  readonly isPhone: boolean;
  readonly all: boolean;
  readonly some: boolean;
  readonly onAll: () => void;
}

/** The labels of the columns, which sort by them, and the box that selects all rows. */
export function GridHead({ kind, columns, sort, onSort, template, width, isPhone, all, some, onAll }: GridHeadProps) {
  return (
    <div
      role="rowgroup"
      className="sticky top-0 z-10 min-w-full bg-surface"
      style={isPhone ? undefined : { width: Math.max(width, 0) }}
    >
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-9 min-w-full items-center border-b border-line text-[13px] font-[550] text-ink-3"
        style={{ gridTemplateColumns: isPhone ? `${CHECK}px 1fr` : template }}
      >
        <div role="columnheader" className="px-3.5">
          <input
            type="checkbox"
            aria-label={all ? 'Select none' : 'Select all that are loaded'}
            className="block size-4 accent-accent"
            checked={all}
            ref={(input) => {
              if (input !== null) input.indeterminate = some && !all;
            }}
            onChange={onAll}
          />
        </div>
        {isPhone ? (
          <div role="columnheader">{kind.fields.find(({ name }) => name === kind.titleField)?.label}</div>
        ) : (
          columns.map((field) => {
            const direction = sort === field.name ? 'ascending' : sort === `-${field.name}` ? 'descending' : undefined;
            const isNumber = field.type === 'number';
            return (
              <div key={field.name} role="columnheader" aria-sort={direction ?? 'none'} className="min-w-0">
                {kind.sortable.includes(field.name) ? (
                  <button
                    type="button"
                    title={field.description}
                    className={`flex h-9 w-full cursor-pointer items-center gap-1 px-3 hover:text-ink ${isNumber ? 'justify-end' : ''} ${direction === undefined ? '' : 'text-ink'}`}
                    onClick={() =>
                      onSort(
                        direction === undefined ? field.name : direction === 'ascending' ? `-${field.name}` : undefined,
                      )
                    }
                  >
                    <span className="truncate">{field.label}</span>
                    {direction === 'ascending' && <ArrowUp size={13} className="shrink-0" aria-hidden />}
                    {direction === 'descending' && <ArrowDown size={13} className="shrink-0" aria-hidden />}
                  </button>
                ) : (
                  <span className="block truncate px-3" title={field.description}>
                    {field.label}
                  </span>
                )}
              </div>
            );
          })
        )}
      </div>
    </div>
  );
}
