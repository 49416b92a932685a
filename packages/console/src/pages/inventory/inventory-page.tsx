import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Download, FileUp, Plus, SearchX } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { problemOf } from '../../api/query-client.ts';
import { useAsOf, useCan, useSetSearch } from '../../api/session.ts';
import { useColumns } from '../../records/columns.ts';
import { exportList } from '../../records/files.ts';
import { counted } from '../../records/format.ts';
import { Grid } from '../../records/grid.tsx';
import { type Kind, maybeKind } from '../../records/kinds.ts';
import { type Filters, rowsQuery } from '../../records/queries.ts';
import { Missing } from '../../shell/defect.tsx';
import { kindIcon } from '../../shell/navigation.ts';
import { Menu } from '../../ui/menu.tsx';
import { Button, Empty, FirstRecords, LinkButton, Loaded, PageHead } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { ColumnChoice, FilterBar } from './filter-bar.tsx';
import { SavedViews } from './saved-views.tsx';

/** The list of any kind of record. */
export function InventoryPage() {
  const { segment } = useParams({ strict: false });
  const kind = maybeKind(segment);
  return kind === undefined ? <Missing /> : <Inventory key={kind.segment} kind={kind} />;
}

function useFilters(kind: Kind): Filters {
  const search = useSearch({ strict: false });
  const names = ['q', 'sort', 'isDeleted', 'asOf', ...kind.filters.map(({ name }) => name)];
  return Object.fromEntries(names.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
}

function Inventory({ kind }: Readonly<{ kind: Kind }>) {
  const filters = useFilters(kind);
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const canWrite = useCan(`${kind.segment}:write`);
  const asOf = useAsOf();
  const setSearch = useSetSearch();
  const [columns, chooseColumns] = useColumns(kind, search.columns);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const list = useInfiniteQuery(rowsQuery(kind, filters));
  const { hasNextPage, isFetching, fetchNextPage, isPlaceholderData } = list;
  // The next page loads while this one is read, so that scrolling never waits.
  useEffect(() => {
    if (hasNextPage && !isFetching && !isPlaceholderData && !list.isError) fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage, isPlaceholderData, list.isError]);
  const rows = useMemo(() => list.data?.pages.flat() ?? [], [list.data]);
  const total = list.data?.pages[0]?.totalCount ?? rows.length;
  const isFiltered = Object.keys(filters).some((name) => name !== 'sort' && name !== 'asOf');
  const set = (changes: Parameters<typeof setSearch>[0]) => setSearch(changes, { replace: true });
  // The address of a saved view has its columns; a choice here goes before them.
  const choose = (names?: readonly string[]) => {
    chooseColumns(names);
    if (search.columns !== undefined) set({ columns: undefined });
  };
  const save = (format: 'csv' | 'xlsx') => {
    const { sort: _, ...query } = filters;
    exportList(kind, format, query).catch((error: unknown) => toast(problemOf(error).message, { bad: true }));
  };
  const chosen = useMemo(() => rows.filter(({ id }) => selected.has(id)), [rows, selected]);
  return (
    <div data-wide>
      <PageHead
        title={kind.label}
        sub={
          list.isPending ? (
            '…'
          ) : (
            <p role="status">
              {counted(total, kind.noun, kind.nouns)} {isFiltered ? (total === 1 ? 'matches' : 'match') : ''}
              {hasNextPage && `, ${rows.length.toLocaleString('en-US')} loaded so far`}
            </p>
          )
        }
      >
        <SavedViews kind={kind} columns={columns} />
        <ColumnChoice kind={kind} columns={columns} onChoose={choose} />
        <Menu
          label="Export"
          icon={Download}
          actions={[
            { id: 'csv', label: 'CSV', run: () => save('csv') },
            { id: 'xlsx', label: 'Excel workbook', run: () => save('xlsx') },
          ]}
        />
        {canWrite && (
          <>
            <LinkButton icon={FileUp} to="/import/$segment" params={{ segment: kind.segment }}>
              Import
            </LinkButton>
            <LinkButton tone="go" icon={Plus} to="/$segment/new" params={{ segment: kind.segment }}>
              Add {kind.noun.split(' ').at(-1)}
            </LinkButton>
          </>
        )}
      </PageHead>
      <FilterBar kind={kind} filters={filters} onChange={set} />
      <Loaded query={list} what={kind.nouns}>
        {() =>
          rows.length === 0 ? (
            <Nothing
              kind={kind}
              isFiltered={isFiltered}
              canWrite={canWrite}
              onClear={() => navigate({ to: '.', search: { asOf } })}
            />
          ) : (
            <Grid
              kind={kind}
              columns={columns}
              rows={rows}
              sort={search.sort}
              selected={selected}
              canEdit={canWrite && filters.isDeleted === undefined}
              total={total}
              onSort={(sort) => set({ sort })}
              onSelect={setSelected}
            />
          )
        }
      </Loaded>
      {chosen.length > 0 && (
        <BulkBar
          kind={kind}
          rows={chosen}
          canWrite={canWrite}
          isDeleted={filters.isDeleted === 'true'}
          onDone={() => setSelected(new Set())}
        />
      )}
    </div>
  );
}

type NothingProps = Readonly<{ kind: Kind; isFiltered: boolean; canWrite: boolean; onClear: () => void }>;

function Nothing({ kind, isFiltered, canWrite, onClear }: NothingProps) {
  if (isFiltered)
    return (
      <Empty
        icon={SearchX}
        title={`No ${kind.nouns} match`}
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        Remove a filter, or search for another word.
      </Empty>
    );
  return (
    <Empty
      icon={kindIcon(kind.segment)}
      title={`No ${kind.nouns} yet`}
      action={canWrite && <FirstRecords segment={kind.segment} />}
    >
      {kind.about}
    </Empty>
  );
}
