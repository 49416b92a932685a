import { etagOf, type ImpactAssessment } from '@raptor-comply/sdk';
import { useChange } from '../../api/query-client.ts';
import { comply, useCan, useReadAsOf, useTimeZone } from '../../api/session.ts';
import { counted, formatMoment, wordsOf } from '../../records/format.ts';
import { inLabels, type Kind, type Row } from '../../records/kinds.ts';
import { updateRow } from '../../records/queries.ts';
import { Button, ErrorNotice, Item, List, Section } from '../../ui/parts.tsx';
import { ImpactTag } from '../../ui/tags.tsx';

/** The kinds that the criteria of CIP-002 rate. */
export const RATED: readonly string[] = ['facilities', 'control-centers', 'cyber-systems'];

type Assessed = Pick<ImpactAssessment, 'recordedImpactLevel' | 'impactLevel' | 'reason' | 'missing'>;

const RANKS: Readonly<Record<string, number>> = { high: 3, medium: 2, low: 1 };
export const rankOf = (level: string | null): number => RANKS[level ?? ''] ?? 0;

/** Whether a rating is recorded, or presumed, that the criteria say is too low. Below low there is nothing to record. */
export const isRatedTooLow = ({ recordedImpactLevel, impactLevel }: Assessed): boolean =>
  rankOf(impactLevel) > Math.max(rankOf(recordedImpactLevel), 1);

function useAssessment({ segment }: Kind, row: Row) {
  const [facilityId, controlCenterId] = {
    facilities: [row.id, undefined],
    'control-centers': [undefined, row.id],
  }[segment] ?? [row.facilityId ?? undefined, row.controlCenterId ?? undefined];
  return useReadAsOf(['impact-of', row.id, facilityId, controlCenterId], async (options): Promise<Assessed | null> => {
    if (facilityId === undefined && controlCenterId === undefined) return null;
    const query = { facilityId, controlCenterId } as { facilityId?: string; controlCenterId?: string };
    const [site] = await comply.impactAssessments.list(query, options);
    return (segment === 'cyber-systems' ? site?.cyberSystems.find(({ id }) => id === row.id) : site) ?? null;
  });
}

/** What the criteria say about a site or a system, and the way to record it if something else is recorded. */
export function Rating({ kind, row }: Readonly<{ kind: Kind; row: Row }>) {
  const canWrite = useCan(`${kind.segment}:write`);
  const { data } = useAssessment(kind, row);
  const record = useChange((now: Assessed) =>
    updateRow(kind, row.id, { impactLevel: now.impactLevel }, { etag: etagOf(row), reason: now.reason.slice(0, 500) }),
  );
  if (!data) return null;
  const { recordedImpactLevel: recorded, impactLevel, reason, missing } = data;
  return (
    <>
      <Section title="Why this rating">
        <div className="card p-4">
          <p>{inLabels(reason)}</p>
          {(isRatedTooLow(data) || recorded === null) && (
            <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
              <p className="font-[550] text-medium">
                {recorded === null ? 'No rating is recorded.' : `It is recorded as ${recorded}.`}
              </p>
              {canWrite && (
                <Button disabled={record.isPending} onClick={() => record.mutate(data)}>
                  Record {wordsOf(impactLevel).toLowerCase()}
                </Button>
              )}
            </div>
          )}
          <ErrorNotice error={record.error} className="mt-3" />
          {missing.length > 0 && (
            <details className="mt-2 text-[13px] text-ink-2">
              <summary className="cursor-pointer">
                {counted(missing.length, 'fact', 'facts')} that nobody has recorded could raise it
              </summary>
              <ul className="mt-1 list-disc pl-5">
                {missing.map((fact) => (
                  <li key={fact}>{inLabels(fact)}</li>
                ))}
              </ul>
            </details>
          )}
        </div>
      </Section>
      {kind.segment === 'control-centers' && <Determinations id={row.id} />}
    </>
  );
}

/** Each time that the rating of a control center changed. */
function Determinations({ id }: Readonly<{ id: string }>) {
  const zone = useTimeZone();
  const { data = [] } = useReadAsOf(['determinations', id], (options) =>
    comply.controlCenters.listImpactDeterminations(id, { limit: 20 }, options),
  );
  const changed = data.filter((entry) => entry.impactLevel !== entry.previousImpactLevel).reverse();
  if (changed.length === 0) return null;
  return (
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
  );
}
