import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { comply, usePast } from '../../api/session.ts';
import { ErrorNotice, Section } from '../../ui/parts.tsx';
import { ImpactTag, Meter } from '../../ui/tags.tsx';

const LEVELS = ['high', 'medium', 'low', 'not_applicable'] as const;

/** How many sites and systems have which rating, by the assessment of CIP-002. */
export function Impact() {
  const past = usePast();
  const assessments = useQuery({
    queryKey: ['impact', past],
    queryFn: async ({ signal }) => {
      const sites = new Map<string, number>();
      const systems = new Map<string, number>();
      let undecided = 0;
      for await (const site of comply.impactAssessments.list({ limit: 1000, ...past }, { signal })) {
        sites.set(site.impactLevel, (sites.get(site.impactLevel) ?? 0) + 1);
        if (!site.isDecided) undecided += 1;
        for (const system of site.cyberSystems)
          systems.set(system.impactLevel, (systems.get(system.impactLevel) ?? 0) + 1);
      }
      return { sites, systems, undecided };
    },
    staleTime: 60_000,
  });
  if (assessments.isError)
    return (
      <Section title="Impact">
        <ErrorNotice error={assessments.error} />
      </Section>
    );
  const { sites, systems, undecided } = assessments.data ?? {
    sites: new Map<string, number>(),
    systems: new Map<string, number>(),
    undecided: 0,
  };
  const total = [...systems.values()].reduce((sum, count) => sum + count, 0);
  return (
    <Section title="Impact">
      <div className="card p-4">
        <table className="w-full">
          <caption className="sr-only">Sites and systems by impact rating</caption>
          <thead className="text-[12px] text-ink-3">
            <tr>
              <th scope="col" className="sr-only">
                Rating
              </th>
              <td />
              <th scope="col" className="pb-1 text-right font-normal">
                Sites
              </th>
              <th scope="col" className="pb-1 text-right font-normal">
                Systems
              </th>
            </tr>
          </thead>
          <tbody>
            {LEVELS.map((level) => (
              <tr key={level}>
                <th scope="row" className="w-px py-0.5 text-left font-normal">
                  <ImpactTag level={level} />
                </th>
                <td className="px-3.5">
                  <Meter share={total === 0 ? 0 : (systems.get(level) ?? 0) / total} tone={level} />
                </td>
                <td className="num w-12">{(sites.get(level) ?? 0).toLocaleString('en-US')}</td>
                <td className="num w-16">{(systems.get(level) ?? 0).toLocaleString('en-US')}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {undecided > 0 && (
          <p className="mt-3 border-t border-line pt-3 text-[13px] text-ink-3">
            {undecided.toLocaleString('en-US')} {undecided === 1 ? 'site has' : 'sites have'} facts that nobody has
            recorded, so a rating may rise.{' '}
            <Link className="link" to="/$segment" params={{ segment: 'facilities' }}>
              Facilities
            </Link>
          </p>
        )}
      </div>
    </Section>
  );
}
