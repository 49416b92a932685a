import { useNavigate } from '@tanstack/react-router';
import { geoAlbersUsa, geoPath } from 'd3-geo';
import { useMemo, useRef, useState } from 'react';
import { feature, mesh } from 'topojson-client';
import states from 'us-atlas/states-albers-10m.json';
import { capital, counted } from '../../records/format.ts';
import { kindOf, type Row, titleOf } from '../../records/kinds.ts';
import { Item, List, RecordLink } from '../../ui/parts.tsx';
import { ImpactTag } from '../../ui/tags.tsx';

/** Of the projection that the outlines are drawn in: 975 × 610. */
const project = geoAlbersUsa().scale(1300).translate([487.5, 305]);
const outline = states as unknown as Parameters<typeof mesh>[0];
const draw = geoPath();
const land = draw(feature(outline, 'nation')) ?? '';
const borders = draw(mesh(outline)) ?? '';
const coast = mesh(outline, outline.objects.nation as Parameters<typeof mesh>[1]).coordinates;
/** The parts of the coast and the border, each from one point to the next: x1, y1, x2, y2. */
const edges = coast.flatMap((line) => line.slice(1).map((end, index) => [...(line[index] ?? end), ...end]));
/** Sites that are closer than this many units share a mark. */
const CELL = 9;
const LISTED = 50;

/** Each rating has a shape of its own, so that color is not all that tells them apart. The last is drawn on top. */
const MARKS = {
  none: { path: 'M-4,0a4,4 0 1,0 8,0a4,4 0 1,0 -8,0', look: 'fill-surface stroke-ink-3' },
  low: { path: 'M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0', look: 'fill-low stroke-surface' },
  medium: { path: 'M-5,-5h10v10h-10z', look: 'fill-medium stroke-surface' },
  high: { path: 'M0,-7L7,6H-7z', look: 'fill-high stroke-surface' },
} as const;
type Level = keyof typeof MARKS;
const LEVELS = Object.keys(MARKS) as Level[];

export type Site = Readonly<{ segment: 'facilities' | 'control-centers'; row: Row }>;
type Mark = { x: number; y: number; level: Level; sites: Site[] };

const levelOf = ({ row }: Site): Level => LEVELS.find((level) => level === row.impactLevel) ?? 'none';
const nameOf = ({ segment, row }: Site): string => titleOf(kindOf(segment), row);

/** Whether a point is inside of the outline: a ray from it to the east crosses the outline an odd number of times. */
function isInside(x: number, y: number): boolean {
  const crossed = edges.filter(
    ([x1 = 0, y1 = 0, x2 = 0, y2 = 0]) => y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1),
  );
  return crossed.length % 2 === 1;
}

/** Where a site is drawn. The projection alone would also place what is near the states, such as southern Canada. */
function pointOf({ row: { latitude, longitude } }: Site): readonly [number, number] | null {
  if (typeof latitude !== 'string' || typeof longitude !== 'string') return null;
  const point = project([Number(longitude), Number(latitude)]);
  if (point === null) return null;
  const [x, y] = point;
  // The outline is coarser than the coast: one unit, about 5 km, outside of it may still be land.
  return [-1, 0, 1].some((step) => isInside(x + step, y) || isInside(x, y + step)) ? point : null;
}

/** The marks from west to east, and the sites that have no place on the map. */
function place(sites: readonly Site[]): { readonly marks: readonly Mark[]; readonly elsewhere: readonly Site[] } {
  const marks = new Map<string, Mark>();
  const elsewhere: Site[] = [];
  for (const site of sites) {
    const point = pointOf(site);
    if (point === null) {
      elsewhere.push(site);
      continue;
    }
    const [x, y] = point;
    const key = `${Math.round(x / CELL)} ${Math.round(y / CELL)}`;
    const mark = marks.get(key) ?? { x, y, level: 'none', sites: [] };
    mark.sites.push(site);
    if (LEVELS.indexOf(levelOf(site)) > LEVELS.indexOf(mark.level)) mark.level = levelOf(site);
    marks.set(key, mark);
  }
  return { marks: [...marks.values()].sort((a, b) => a.x - b.x || a.y - b.y), elsewhere };
}

const wordsOf = ({ sites, level }: Mark): string => {
  const [first] = sites;
  const rating = level === 'none' ? 'not rated' : `${level} impact`;
  return sites.length > 1 || first === undefined
    ? `${sites.length} sites, up to ${rating}`
    : `${nameOf(first)}, ${rating}`;
};

/** Sites by their coordinates on the outline of the states. A mark opens its site, or lists those that share it. */
export function SiteMap({ sites }: Readonly<{ sites: readonly Site[] }>) {
  const navigate = useNavigate();
  const { marks, elsewhere } = useMemo(() => place(sites), [sites]);
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<Mark | undefined>();
  const links = useRef<(SVGGElement | null)[]>([]);
  const open = (mark: Mark | undefined) => {
    const [first, second] = mark?.sites ?? [];
    if (first === undefined) return;
    if (second !== undefined) setChosen(mark);
    else navigate({ to: '/$segment/$id', params: { segment: first.segment, id: first.row.id } });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined) links.current[Math.max(0, Math.min(marks.length - 1, active + step))]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') open(marks[active]);
    else return;
    event.preventDefault();
  };
  const shown = chosen?.sites ?? elsewhere;
  return (
    <div className={shown.length > 0 ? 'grid gap-4 xl:grid-cols-[1fr_300px]' : ''}>
      <div className="card p-4">
        <svg viewBox="0 0 975 610" className="w-full" role="group" aria-label="Map of sites" onKeyDown={onKeyDown}>
          <path d={land} className="fill-sunken stroke-line-strong" />
          <path d={borders} className="fill-none stroke-line" />
          {marks.map((mark, index) => (
            <g
              key={`${mark.x} ${mark.y}`}
              ref={(link) => {
                links.current[index] = link;
              }}
              role="button"
              aria-label={wordsOf(mark)}
              tabIndex={index === Math.min(active, marks.length - 1) ? 0 : -1}
              transform={`translate(${mark.x},${mark.y}) scale(${mark.sites.length > 1 ? 1.5 : 1.2})`}
              className="cursor-pointer outline-none focus-visible:[&>path]:stroke-ink focus-visible:[&>path]:stroke-3"
              onFocus={() => setActive(index)}
              onClick={() => open(mark)}
            >
              <title>{wordsOf(mark)}</title>
              <path d={MARKS[mark.level].path} className={`stroke-[1.5] ${MARKS[mark.level].look}`} />
              {mark.sites.length > 1 && (
                <text textAnchor="middle" y={3} className="fill-surface text-[7px] font-bold" aria-hidden>
                  {mark.sites.length}
                </text>
              )}
            </g>
          ))}
        </svg>
        <Legend sites={marks.flatMap((mark) => mark.sites)} />
      </div>
      {shown.length > 0 && (
        <div className="min-w-0">
          <p className="mb-2 text-[13px] text-ink-2">
            {chosen === undefined ? counted(shown.length, 'site is', 'sites are') : shown.length}
            {chosen === undefined
              ? ' not on the map: outside the 48 states, or without coordinates'
              : ' sites share this mark'}
          </p>
          <List className="max-h-[560px] overflow-auto">
            {shown.slice(0, LISTED).map((site) => (
              <Item
                key={site.row.id}
                title={<RecordLink segment={site.segment} id={site.row.id} title={nameOf(site)} />}
              >
                <ImpactTag level={site.row.impactLevel as string | null} />
              </Item>
            ))}
          </List>
          {shown.length > LISTED && <p className="mt-2 text-[13px] text-ink-3">The first {LISTED} are listed.</p>}
        </div>
      )}
    </div>
  );
}

const Legend = ({ sites }: Readonly<{ sites: readonly Site[] }>) => (
  <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-[13px] text-ink-2">
    {[...LEVELS].reverse().map((level) => (
      <li key={level} className="flex items-center gap-1.5">
        <svg viewBox="-8 -8 16 16" className="size-3.5" aria-hidden="true">
          <path d={MARKS[level].path} className={`stroke-[1.5] ${MARKS[level].look}`} />
        </svg>
        {level === 'none' ? 'Not rated' : capital(level)}
        <span className="text-ink-3 tabular-nums">
          {sites.filter((site) => levelOf(site) === level).length.toLocaleString('en-US')}
        </span>
      </li>
    ))}
  </ul>
);
