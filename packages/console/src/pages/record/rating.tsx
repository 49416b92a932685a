import { comply, useReadAsOf, useTimeZone } from '../../api/session.ts';
import { formatMoment } from '../../records/format.ts';
import { Item, List, Section } from '../../ui/parts.tsx';
import { ImpactTag } from '../../ui/tags.tsx';

/** Why the rating is what it is, now by all criteria, and each time that it changed. */
export function Determinations({ id }: Readonly<{ id: string }>) {
  const zone = useTimeZone();
  const assessment = useReadAsOf(
    ['impact-of', id],
    async (options) => (await comply.impactAssessments.list({ controlCenterId: id }, options))[0] ?? null,
  );
  const log = useReadAsOf(['determinations', id], (options) =>
    comply.controlCenters.listImpactDeterminations(id, { limit: 20 }, options),
  );
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
          <List>
            {changed.map((entry) => (
              <Item
                key={entry.id}
                title={
                  <>
                    <ImpactTag level={entry.previousImpactLevel} /> <span aria-hidden>→</span>
                    <span className="sr-only">to</span> <ImpactTag level={entry.impactLevel} />
                  </>
                }
                note={`${formatMoment(entry.createdAt, zone)}: ${entry.reason}`}
              />
            ))}
          </List>
        </Section>
      )}
    </>
  );
}
