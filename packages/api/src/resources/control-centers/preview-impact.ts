import { sql } from 'kysely';
import type { z } from 'zod';
import { notFound, unknownReference } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { isUuid } from '../../kernel/slice/fields.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import type { INTERCONNECTIONS } from '../vocabulary.ts';
import type { controlCentersContract } from './contract.ts';

type Contract = (typeof controlCentersContract)['previewControlCenterImpact'];
type Request = z.output<Contract['body']['schema']>;
type Preview = z.output<Contract['response']['schema']>;
type Interconnection = (typeof INTERCONNECTIONS)[number];

/** An interconnection in which the control center runs nothing. */
const NONE = { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} } as const;

interface NamedFacility {
  id: string;
  title: string;
  capacityMw: number;
  interconnection: string;
  controlCenterId: string | null;
}

/** The facilities a preview names; throws ApiError 422 for the first id that is not this organization's. */
async function namedFacilities(tx: TenantTransaction, request: Request): Promise<Map<string, NamedFacility>> {
  const named: [string, string][] = [
    ...(request.facilityIds ?? []).map((id, index): [string, string] => [`facilityIds[${index}]`, id]),
    ...(request.removeFacilityIds ?? []).map((id, index): [string, string] => [`removeFacilityIds[${index}]`, id]),
  ];
  if (request.addFacilityId !== undefined) named.push(['addFacilityId', request.addFacilityId]);
  if (request.removeFacilityId !== undefined) named.push(['removeFacilityId', request.removeFacilityId]);
  if (request.updateFacility !== undefined)
    named.push(['updateFacility.facilityId', request.updateFacility.facilityId]);
  if (named.length === 0) return new Map();
  const ids = named.map(([, id]) => id).filter(isUuid);
  const found = await tx.many(
    sqlQuery(sql<NamedFacility>`
      select id, title, capacity_mw::float8 as capacity_mw, interconnection, control_center_id
        from facilities where id = any (${ids}::uuid[]) and not is_deleted`),
  );
  const byId = new Map(found.map((facility) => [facility.id, facility]));
  for (const [field, id] of named) if (!byId.has(id)) throw unknownReference(field, 'facility');
  return byId;
}

interface Assessment {
  currentImpactLevel: Preview['currentImpactLevel'];
  newImpactLevel: Preview['newImpactLevel'];
  reason: string;
  interconnection: Interconnection | null;
  mw: number;
  met: boolean;
  capacities: Partial<Preview['capacityBreakdown']>;
}

/** What assigning, unassigning or resizing facilities would make of a control center; sums are exact, in the database. */
export async function previewImpact(
  tx: TenantTransaction,
  controlCenterId: string,
  request: Request,
): Promise<Preview> {
  const known = await namedFacilities(tx, request);
  const given = (ids: readonly (string | undefined)[]) => ids.flatMap((id) => (id === undefined ? [] : [id]));
  const added = given([...(request.facilityIds ?? []), request.addFacilityId]);
  const removed = given([...(request.removeFacilityIds ?? []), request.removeFacilityId]);
  const { facilityId = null, capacityMw = null, interconnection = null } = request.updateFacility ?? {};
  const assessment = await tx.one(
    sqlQuery(sql<Assessment>`
      with shares as materialized (
        select * from control_center_generation(
          ${controlCenterId}, ${added}::uuid[], ${removed}::uuid[], ${facilityId}::uuid, ${capacityMw}::numeric, ${interconnection})
      ), deciding as (
        select interconnection, sum(after_mw) as mw from shares group by 1 having sum(after_mw) > 0 order by 2 desc, 1 limit 1
      )
      select c.impact_level as current_impact_level, a.impact_level as new_impact_level, a.reason,
             d.interconnection, coalesce(d.mw, 0)::float8 as mw,
             coalesce(d.mw >= 1500, false) as met,
             (select coalesce(jsonb_object_agg(i.interconnection, i.capacity), '{}') from (
                select s.interconnection, jsonb_build_object(
                         'currentMw', sum(s.current_mw),
                         'afterMw', sum(s.after_mw),
                         'status', case when sum(s.after_mw) >= 1500 then 'medium' else 'low' end,
                         'regionalEntityBreakdown',
                         coalesce(jsonb_object_agg(s.regional_entity, s.after_mw) filter (where s.after_mw > 0), '{}')
                       ) as capacity
                  from shares s group by 1) i) as capacities
        from control_centers c
        left join deciding d on true
       cross join assess_control_center(c.impact_level, d.interconnection, coalesce(d.mw, 0)) a
       where c.id = ${controlCenterId} and not c.is_deleted`),
    () => notFound('control center'),
  );
  const beingAdded = [...new Set(added)]
    .flatMap((id) => known.get(id) ?? [])
    .filter((facility) => facility.controlCenterId !== controlCenterId && !removed.includes(facility.id));
  return {
    currentImpactLevel: assessment.currentImpactLevel,
    newImpactLevel: assessment.newImpactLevel,
    willChange: assessment.currentImpactLevel !== assessment.newImpactLevel,
    reason: assessment.reason,
    ...(assessment.met && assessment.interconnection !== null
      ? { thresholdInterconnection: assessment.interconnection, thresholdCapacityMw: assessment.mw }
      : {}),
    capacityBreakdown: {
      eastern: NONE,
      western: NONE,
      ercot: NONE,
      québec: NONE,
      ...assessment.capacities,
    },
    facilitiesBeingAdded: beingAdded.map(({ id, title, capacityMw, interconnection }) => ({
      id,
      title,
      capacityMw,
      interconnection,
    })),
  };
}
