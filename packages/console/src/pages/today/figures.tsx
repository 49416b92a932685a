import type { Task } from '@raptor-comply/sdk';
import { comply, useReadAsOf } from '../../api/session.ts';
import { addDays, counted, daysBetween, formatDay } from '../../records/format.ts';
import { segmentOf } from '../../records/kinds.ts';
import { Loaded, RecordLink, Section } from '../../ui/parts.tsx';
import { ImpactTag, Meter } from '../../ui/tags.tsx';
import { isRatedTooLow } from '../record/rating.tsx';
import { RecordRatings } from './record-ratings.tsx';

const LEVELS = ['high', 'medium', 'low', 'not_applicable'] as const;

/** How many sites and systems have which rating, by the assessment of CIP-002. */
export function Impact() {
  const assessments = useReadAsOf(['impact'], (options) => comply.impactAssessments.list({}, options), {
    staleTime: 60_000,
  });
  return (
    <Section title="Impact, by the criteria">
      <Loaded query={assessments} what="the ratings" height="min-h-45">
        {(sites) => {
          const systems = sites.flatMap(({ cyberSystems }) => cyberSystems);
          const tooLow = [...sites, ...systems].filter(isRatedTooLow).map((one) => ({
            ...one,
            segment: segmentOf('siteType' in one ? String(one.siteType) : 'cyber_system') ?? '',
          }));
          const [first] = tooLow;
          const undecided = sites.filter(({ isDecided }) => !isDecided).length;
          return (
            <div className="card p-4">
              <Ratings sites={sites} systems={systems} />
              {first && (
                <div className="mt-3 border-t border-line pt-3 text-[13px] text-ink-2">
                  Recorded lower: <RecordLink segment={first.segment} id={first.id} title={first.title} />
                  {tooLow.length > 1 && ` and ${(tooLow.length - 1).toLocaleString('en-US')} more`}
                  <br />
                  <RecordRatings rated={tooLow} />
                </div>
              )}
              {undecided > 0 && (
                <p className="mt-3 border-t border-line pt-3 text-[13px] text-ink-3">
                  {counted(undecided, 'site has', 'sites have')} facts that nobody has recorded, so a rating may rise.
                </p>
              )}
            </div>
          );
        }}
      </Loaded>
    </Section>
  );
}

type Rated = readonly Readonly<{ impactLevel: string }>[];

function Ratings({ sites, systems }: Readonly<{ sites: Rated; systems: Rated }>) {
  const count = (all: Rated, level: string) => all.filter(({ impactLevel }) => impactLevel === level).length;
  return (
    <table className="w-full">
      <caption className="sr-only">Sites and systems by impact rating</caption>
      <thead className="text-[12px] text-ink-3">
        <tr className="*:pb-1 *:text-right *:font-normal">
          <th scope="col">
            <span className="sr-only">Rating</span>
          </th>
          <td />
          <th scope="col">Sites</th>
          <th scope="col">Systems</th>
        </tr>
      </thead>
      <tbody>
        {LEVELS.map((level) => (
          <tr key={level}>
            <th scope="row" className="w-px py-0.5 text-left font-normal">
              <ImpactTag level={level} />
            </th>
            <td className="px-3.5">
              <Meter share={count(sites, level) / Math.max(sites.length, 1)} tone={level} />
            </td>
            <td className="num w-12">{count(sites, level).toLocaleString('en-US')}</td>
            <td className="num w-16">{count(systems, level).toLocaleString('en-US')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const WEEKS = 13;

/** How many tasks are due in each of the next thirteen weeks; what is late stands in the first. */
export function Weeks({ tasks, today }: Readonly<{ tasks: readonly Task[]; today: string }>) {
  const weeks = Array.from({ length: WEEKS }, (_, index) => ({
    name: formatDay(addDays(today, index * 7)),
    all: 0,
    late: 0,
  }));
  for (const { dueDate, state } of tasks) {
    const week = weeks[Math.max(0, Math.floor(daysBetween(today, dueDate) / 7))];
    if (week === undefined) continue;
    week.all += 1;
    if (state === 'overdue') week.late += 1;
  }
  const most = Math.max(...weeks.map(({ all }) => all), 1);
  const height = (count: number) => `${(count / most) * 100}%`;
  return (
    <Section title="Next 90 days">
      <div
        className="card p-4"
        role="img"
        aria-label={`Tasks due by week: ${weeks.map(({ name, all }) => `${name} ${all}`).join(', ')}`}
      >
        <div className="flex h-14 items-end justify-between border-b border-line">
          {weeks.map(({ name, all, late }) => (
            <div key={name} title={`Week of ${name}: ${all}`} className="flex h-full w-4 items-end">
              <div className="flex w-full items-end rounded-t-xs bg-accent" style={{ height: height(all) }}>
                <div
                  className="w-full rounded-t-xs bg-high"
                  style={{ height: all === 0 ? 0 : `${(late / all) * 100}%` }}
                />
              </div>
            </div>
          ))}
        </div>
        <div className="mt-1.5 flex justify-between text-[12px] text-ink-3" aria-hidden>
          {[0, 6, WEEKS - 1].map((index) => (
            <span key={index}>{weeks[index]?.name}</span>
          ))}
        </div>
      </div>
    </Section>
  );
}
