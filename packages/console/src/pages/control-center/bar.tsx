import type { Facility } from '@raptor-comply/sdk';

/** Criterion 2.11 of CIP-002-5.1a: this much generation in one Interconnection makes a control center medium impact. */
const THRESHOLD_MW = 1500;
const MOST_PARTS = 12;
const STRIPES = 'repeating-linear-gradient(135deg, var(--color-medium) 0 5px, var(--color-medium-wash) 5px 10px)';

export const INTERCONNECTIONS = { eastern: 'Eastern', western: 'Western', ercot: 'ERCOT', québec: 'Québec' } as const;
export type Interconnection = keyof typeof INTERCONNECTIONS;

/** Whether the facility adds to the megawatts of its control center. */
export const counts = (facility: Pick<Facility, 'facilityType' | 'countsTowardControlCenter'>): boolean =>
  facility.facilityType === 'generation' && facility.countsTowardControlCenter !== false;

export const formatMw = (mw: number | string): string =>
  `${Number(mw).toLocaleString('en-US', { maximumFractionDigits: 1 })} MW`;

export const byCapacity = (facilities: readonly Facility[]): readonly Facility[] =>
  [...facilities].sort((a, b) => Number(b.capacityMw) - Number(a.capacityMw));

const sum = (facilities: readonly Facility[]): number =>
  facilities.reduce((total, { capacityMw }) => total + Number(capacityMw), 0);

type BarProps = Readonly<{
  interconnection: Interconnection;
  assigned: readonly Facility[];
  added: readonly Facility[];
}>;

/** The generation of one Interconnection on a bar, largest first, with the threshold; what is being added is striped. */
export function Bar({ interconnection, assigned, added }: BarProps) {
  const now = sum(assigned);
  const after = now + sum(added);
  const scale = Math.max(2000, Math.ceil(after / 500) * 500);
  const width = (mw: number | string) => `${(Number(mw) / scale) * 100}%`;
  const sorted = byCapacity(assigned);
  const rest = sorted.slice(MOST_PARTS);
  const shade = (index: number) =>
    `color-mix(in oklch, var(--color-accent) ${Math.max(100 - index * 16, 35)}%, var(--color-surface))`;
  const parts = [
    ...sorted.slice(0, MOST_PARTS).map((part, index) => ({ ...part, background: shade(index) })),
    ...(rest.length === 0
      ? []
      : [{ id: 'rest', title: `${rest.length} more`, capacityMw: sum(rest), background: 'var(--color-line-strong)' }]),
    ...added.map((part) => ({ ...part, background: STRIPES })),
  ];
  const name = `${INTERCONNECTIONS[interconnection]} Interconnection`;
  const change = after === now ? '' : `, ${formatMw(after)} after`;
  return (
    <div role="img" aria-label={`${name}: ${formatMw(now)} now${change}; the threshold is ${formatMw(THRESHOLD_MW)}`}>
      <div className="flex justify-between text-[13px]">
        <span className="font-[550]">{name}</span>
        <span className="text-ink-2 tabular-nums">
          {formatMw(now)}
          {after !== now && <b className="font-semibold text-medium"> → {formatMw(after)}</b>}
        </span>
      </div>
      <div className="relative mt-6 mb-2 flex h-[34px] rounded-[7px] bg-sunken">
        {parts.map(({ id, title, capacityMw, background }) => (
          <div
            key={id}
            title={`${title}, ${formatMw(capacityMw)}`}
            className="h-full border-r-2 border-surface first:rounded-l-[7px]"
            style={{ width: width(capacityMw), background }}
          />
        ))}
        <div
          className="absolute -top-5 -bottom-1.5 border-l-2 border-dashed border-high"
          style={{ left: width(THRESHOLD_MW) }}
        >
          <span className="absolute -top-0.5 left-1.5 text-[12px] font-[550] whitespace-nowrap text-high">
            {formatMw(THRESHOLD_MW)}
          </span>
        </div>
      </div>
      <div className="flex justify-between text-[12px] text-ink-3 tabular-nums">
        <span>0 MW</span>
        <span>{formatMw(scale)}</span>
      </div>
    </div>
  );
}
