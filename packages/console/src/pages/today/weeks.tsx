import type { Task } from '@raptor-comply/sdk';
import { addDays, daysBetween, formatDay } from '../../records/format.ts';
import { Section } from '../../ui/parts.tsx';

const WEEKS = 13;
const WIDTH = 300;
const HEIGHT = 48;

/** How many tasks are due in each of the next thirteen weeks; what is late stands in the first. */
export function Weeks({ tasks, today }: Readonly<{ tasks: readonly Task[]; today: string }>) {
  const counts = Array.from({ length: WEEKS }, () => ({ all: 0, late: 0 }));
  for (const { dueDate, state } of tasks) {
    const week = counts[Math.max(0, Math.floor(daysBetween(today, dueDate) / 7))];
    if (week === undefined) continue;
    week.all += 1;
    if (state === 'overdue') week.late += 1;
  }
  const most = Math.max(...counts.map(({ all }) => all), 1);
  const y = (count: number) => (count / most) * HEIGHT;
  const step = WIDTH / WEEKS;
  const weekOf = (index: number) => formatDay(addDays(today, index * 7));
  return (
    <Section title="Next 90 days">
      <div className="card p-4">
        <svg
          viewBox={`0 0 ${WIDTH} 66`}
          className="w-full"
          role="img"
          aria-label={`Tasks due by week: ${counts.map(({ all }, index) => `${weekOf(index)} ${all}`).join(', ')}`}
        >
          {counts.map(({ all, late }, index) => (
            <g key={weekOf(index)}>
              <title>{`Week of ${weekOf(index)}: ${all}`}</title>
              <rect x={index * step} y={0} width={step} height={HEIGHT + 4} className="fill-transparent" />
              <rect
                x={index * step + 4}
                y={HEIGHT - Math.max(y(all), all > 0 ? 3 : 1)}
                width={14}
                height={Math.max(y(all), all > 0 ? 3 : 1)}
                rx={Math.min(2, y(all) / 2)}
                className={all === 0 ? 'fill-line' : 'fill-accent'}
              />
              {late > 0 && (
                <rect
                  x={index * step + 4}
                  y={HEIGHT - y(late)}
                  width={14}
                  height={y(late)}
                  rx={2}
                  className="fill-high"
                />
              )}
            </g>
          ))}
          <g className="fill-ink-3 text-[10px] leading-none">
            <text x={4} y={64}>
              {weekOf(0)}
            </text>
            <text x={6 * step + 11} y={64} textAnchor="middle">
              {weekOf(6)}
            </text>
            <text x={WIDTH - 4} y={64} textAnchor="end">
              {weekOf(WEEKS - 1)}
            </text>
          </g>
        </svg>
      </div>
    </Section>
  );
}
