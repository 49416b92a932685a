import type { Facility } from '@raptor-comply/sdk';
import { formatMw, INTERCONNECTIONS, type Interconnection, THRESHOLD_MW } from './capacity.ts';

interface BarProps {
  readonly interconnection: Interconnection;
  readonly assigned: readonly Facility[];
  readonly added: readonly Facility[];
}

const sum = (facilities: readonly Facility[]): number =>
  facilities.reduce((total, { capacityMw }) => total + Number(capacityMw), 0);
const MOST_PARTS = 12;

/** The generation of one Interconnection on a bar, largest first, with the threshold; what is being added is striped. */
export function Bar({ interconnection, assigned, added }: BarProps) {
  const now = sum(assigned);
  const after = now + sum(added);
  const scale = Math.max(2000, Math.ceil(after / 500) * 500);
  const width = (mw: number) => `${(mw / scale) * 100}%`;
  const sorted = [...assigned].sort((a, b) => Number(b.capacityMw) - Number(a.capacityMw));
  const shown = sorted.slice(0, MOST_PARTS);
  const rest = sum(sorted.slice(MOST_PARTS));
  const name = INTERCONNECTIONS[interconnection];
  return (
    <div
      role="img"
      aria-label={`${name} Interconnection: ${formatMw(now)} now${after === now ? '' : `, ${formatMw(after)} after`}; the threshold is ${formatMw(THRESHOLD_MW)}`}
    >
      <div className="flex justify-between text-[13px]">
        <span className="font-[550]">{name} Interconnection</span>
        <span className="text-ink-2 tabular-nums">
          {formatMw(now)}
          {after !== now && <b className="font-semibold text-medium"> → {formatMw(after)}</b>}
        </span>
      </div>
      <div className="relative mt-6 mb-2 flex h-[34px] rounded-[7px] bg-sunken">
        {shown.map(({ id, title, capacityMw }, index) => (
          <div
            key={id}
            title={`${title}, ${formatMw(Number(capacityMw))}`}
            className="h-full border-r-2 border-surface first:rounded-l-[7px]"
            style={{
              width: width(Number(capacityMw)),
              background: `color-mix(in oklch, var(--color-accent) ${Math.max(100 - index * 16, 35)}%, var(--color-surface))`,
            }}
          />
        ))}
        {rest > 0 && (
          <div
            title={`${sorted.length - MOST_PARTS} more, ${formatMw(rest)}`}
            className="h-full border-r-2 border-surface bg-line-strong"
            style={{ width: width(rest) }}
          />
        )}
        {added.map(({ id, title, capacityMw }) => (
          <div
            key={id}
            title={`${title}, ${formatMw(Number(capacityMw))}`}
            className="h-full border-r-2 border-surface"
            style={{
              width: width(Number(capacityMw)),
              background:
                'repeating-linear-gradient(135deg, var(--color-medium) 0 5px, var(--color-medium-wash) 5px 10px)',
            }}
          />
        ))}
        <div
          className="absolute -top-5 -bottom-1.5 border-l-2 border-dashed border-high"
          style={{ left: width(THRESHOLD_MW) }}
        >
          <span className="absolute -top-0.5 left-1.5 text-[12px] font-[550] whitespace-nowrap text-high">
            1,500 MW
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
