import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronRight, ListTree } from 'lucide-react';
import { Button as AriaButton, Collection, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { useAsOf, useSetSearch } from '../../api/session.ts';
import { counted } from '../../records/format.ts';
import { codeOf, type Kind, kindOf, type Row, titleOf } from '../../records/kinds.ts';
import { allRowsQuery, useCount } from '../../records/queries.ts';
import { kindIcon } from '../../shell/navigation.ts';
import { Empty, ErrorNotice, LinkButton, Loading, PageHead } from '../../ui/parts.tsx';
import { ImpactTag } from '../../ui/tags.tsx';

const CENTERS = kindOf('control-centers');
const FACILITIES = kindOf('facilities');
const SYSTEMS = kindOf('cyber-systems');
const ASSETS = kindOf('cyber-assets');

/** Its id is its address. */
type Node = Readonly<{ id: string; kind: Kind; row: Row; children: readonly Node[] }>;

/** Rows by the record that they belong to; those that belong to none are under ''. */
const byParent = (rows: readonly Row[], field: string): ReadonlyMap<string, readonly Row[]> =>
  Map.groupBy(rows, (row) => String(row[field] ?? ''));

/** Control centers with what they run; after them, the facilities that none runs. */
function rootsOf(centers: readonly Row[], facilities: readonly Row[], systems: readonly Row[]): readonly Node[] {
  const run = byParent(facilities, 'controlCenterId');
  const inCenter = byParent(systems, 'controlCenterId');
  const inFacility = byParent(systems, 'facilityId');
  const node = (kind: Kind, children: (id: string) => readonly Node[]) => (row: Row) => ({
    id: `${kind.segment}/${row.id}`,
    kind,
    row,
    children: children(row.id),
  });
  const system = node(SYSTEMS, () => []);
  const facility = node(FACILITIES, (id) => (inFacility.get(id) ?? []).map(system));
  const center = node(CENTERS, (id) => [...(inCenter.get(id) ?? []).map(system), ...(run.get(id) ?? []).map(facility)]);
  const alone = (run.get('') ?? []).map(facility);
  const title = `${counted(alone.length, FACILITIES.noun, FACILITIES.nouns)} without a control center`;
  // Not a record: it leads to the list.
  const row = { id: '', [FACILITIES.titleField]: title };
  const others: Node = { id: FACILITIES.segment, kind: FACILITIES, row, children: alone };
  if (centers.length === 0) return alone;
  return [...centers.map(center), ...(alone.length === 0 ? [] : [others])];
}

/** The inventory from the control center down to its systems. What is open is in the address. */
export function TreePage() {
  const asOf = useAsOf();
  const navigate = useNavigate();
  const setSearch = useSetSearch();
  const { open = '' } = useSearch({ strict: false });
  const centers = useQuery(allRowsQuery(CENTERS, asOf));
  const facilities = useQuery(allRowsQuery(FACILITIES, asOf));
  const systems = useQuery(allRowsQuery(SYSTEMS, asOf));
  const failed = [centers, facilities, systems].find(({ isError }) => isError);
  if (failed) return <ErrorNotice error={failed.error} />;
  if (!centers.data || !facilities.data || !systems.data) return <Loading what="the tree" />;
  const roots = rootsOf(centers.data, facilities.data, systems.data);
  return (
    <>
      <PageHead
        title="Tree"
        sub={[
          counted(centers.data.length, 'control center', 'control centers'),
          counted(facilities.data.length, 'facility', 'facilities'),
          counted(systems.data.length, 'system', 'systems'),
        ].join(', ')}
      />
      {roots.length === 0 ? (
        <Empty icon={ListTree} title="No sites yet" action={<LinkButton to="/">Go to Today</LinkButton>}>
          Control centers appear here with their facilities, and those with their systems.
        </Empty>
      ) : (
        <Tree
          aria-label="Control centers, facilities, and systems"
          className="card divide-y divide-line overflow-auto"
          items={roots}
          expandedKeys={open.split(',')}
          onExpandedChange={(keys) =>
            setSearch({ open: [...keys].filter(Boolean).join(',') || undefined }, { replace: true })
          }
          onAction={(id) => navigate({ to: `/${id}` as '/' })}
        >
          {renderNode}
        </Tree>
      )}
    </>
  );
}

const renderNode = ({ id, kind, row, children }: Node) => (
  <TreeItem
    id={id}
    textValue={titleOf(kind, row)}
    className="cursor-pointer outline-none hover:bg-sunken focus-visible:bg-accent-wash"
  >
    <TreeItemContent>
      {({ level, isExpanded, hasChildItems }) => (
        <Line kind={kind} row={row} level={level} isExpanded={isExpanded} hasChildren={hasChildItems} />
      )}
    </TreeItemContent>
    <Collection items={children}>{renderNode}</Collection>
  </TreeItem>
);

type LineProps = Readonly<{ kind: Kind; row: Row; level: number; isExpanded: boolean; hasChildren: boolean }>;

function Line({ kind, row, level, isExpanded, hasChildren }: LineProps) {
  const Icon = kindIcon(kind.segment);
  return (
    <div
      className="flex min-h-9 items-center gap-2 py-1 pr-4 text-[13px]"
      style={{ paddingLeft: 8 + (level - 1) * 24 }}
    >
      {hasChildren ? (
        <AriaButton slot="chevron" className="grid size-7 cursor-pointer place-items-center rounded-md text-ink-3">
          <ChevronRight size={15} className={isExpanded ? 'rotate-90' : ''} aria-hidden />
        </AriaButton>
      ) : (
        <span className="size-7" />
      )}
      <Icon size={15} strokeWidth={1.6} className="shrink-0 text-ink-3" aria-hidden />
      <span className="min-w-0 truncate font-[550]">{titleOf(kind, row)}</span>
      {row.id !== '' && <code className="hidden text-ink-3 sm:inline">{codeOf(kind, row)}</code>}
      <span className="ml-auto flex shrink-0 items-center gap-3">
        {kind === SYSTEMS && <AssetCount cyberSystemId={row.id} />}
        {row.id !== '' && <ImpactTag level={row.impactLevel as string | null} />}
      </span>
    </div>
  );
}

function AssetCount({ cyberSystemId }: Readonly<{ cyberSystemId: string }>) {
  const count = useCount(ASSETS.segment, { cyberSystemId });
  return (
    <Link className="link tabular-nums" to="/$segment" params={{ segment: ASSETS.segment }} search={{ cyberSystemId }}>
      {count === undefined ? '…' : counted(count, 'asset', 'assets')}
    </Link>
  );
}
