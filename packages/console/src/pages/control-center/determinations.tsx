import { useQuery } from '@tanstack/react-query';
import { comply, usePast, useTimeZone } from '../../api/session.ts';
import { formatMoment, formatWhen } from '../../records/format.ts';
import { Section } from '../../ui/parts.tsx';
import { ImpactTag } from '../../ui/tags.tsx';

/** Why the rating is what it is, now by all criteria, and each time that it changed. */
export function Determinations({ id }: Readonly<{ id: string }>) {
  const past = usePast();
  const zone = useTimeZone();
  const assessment = useQuery({
    queryKey: ['impact-of', id, past],
    queryFn: async ({ signal }) =>
      (await comply.impactAssessments.list({ controlCenterId: id, ...past }, { signal }))[0] ?? null,
  });
  const log = useQuery({
    queryKey: ['determinations', id, past],
    queryFn: ({ signal }) => comply.controlCenters.listImpactDeterminations(id, { limit: 20, ...past }, { signal }),
  });
  const now = assessment.data;
  const changed = (log.data ?? []).filter((entry) => entry.impactLevel !== entry.previousImpactLevel).reverse();
  return (
    <>
      {now && (
        <Section title="Why this rating">
          <div className="card p-4">
            <p>{now.reason}</p>
            {now.missing.length > 0 && (
              <details className="mt-2 text-[13px] text-ink-2">
                <summary className="cursor-pointer">
                  {now.missing.length} facts that nobody has recorded could raise it
                </summary>
                <ul className="mt-1 list-disc pl-5">
                  {now.missing.map((fact) => (
                    <li key={fact}>{fact}</li>
                  ))}
                </ul>
              </details>
            )}
          </div>
        </Section>
      )}
      {changed.length > 0 && (
        <Section title="Ratings until now">
          <ul className="card divide-y divide-line">
            {changed.map((entry) => (
              <li key={entry.id} className="px-4 py-2.5">
                <p className="flex flex-wrap items-center gap-2">
                  <ImpactTag level={entry.previousImpactLevel} />
                  <span aria-hidden>→</span>
                  <span className="sr-only">to</span>
                  <ImpactTag level={entry.impactLevel} />
                  <time
                    dateTime={entry.createdAt}
                    title={formatMoment(entry.createdAt, zone)}
                    className="ml-auto text-[12px] text-ink-3"
                  >
                    {formatWhen(entry.createdAt, zone)}
                  </time>
                </p>
                <p className="mt-1 text-[13px] text-ink-2">{entry.reason}</p>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
