import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { z } from 'zod';
import { newId } from '../../kernel/base/ids.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { lockOrganization } from '../organization-lock.ts';
import { type Assessment, assessSite, assessSystem } from './assess.ts';
import type { impactAssessmentsContract } from './contract.ts';
import { SITES, type Site } from './read-sites.ts';

export type Determination = z.input<
  (typeof impactAssessmentsContract)['listImpactDeterminations']['response']['schema']
>;

type Subject = Pick<
  Determination,
  'facilityId' | 'controlCenterId' | 'cyberSystemId' | 'title' | 'recordedImpactLevel'
> &
  Assessment;

/** The site and each of its systems, as the criteria judge them. */
function judged({ facilityId, controlCenterId, title, impactLevel, site, systems }: Site): Subject[] {
  const at = { facilityId, controlCenterId };
  return [
    { ...at, cyberSystemId: null, title, recordedImpactLevel: impactLevel, ...assessSite(site) },
    ...systems.map(({ id, title, impactLevel, ...inputs }) => ({
      ...{ ...at, cyberSystemId: id, title, recordedImpactLevel: impactLevel },
      ...assessSystem(site, inputs),
    })),
  ];
}

const LAST = sql<Determination>`
  select distinct on (coalesce(cyber_system_id, facility_id, control_center_id)) *
    from impact_assessment_determinations
   order by coalesce(cyber_system_id, facility_id, control_center_id), created_at desc, id desc`;

const keyOf = ({ cyberSystemId, facilityId, controlCenterId }: Subject | Determination) =>
  cyberSystemId ?? facilityId ?? controlCenterId;

/** What a determination says. A title is no part of it. */
const said = ({ facilityId, recordedImpactLevel, impactLevel, criterion, findings }: Subject | Determination) => ({
  ...{ facilityId, recordedImpactLevel, impactLevel, criterion, findings },
});

/** Adds a determination of each site and system of which the criteria or their inputs say something else than before. Returns how many. */
export async function recordDeterminations(tx: TenantTransaction): Promise<number> {
  // Two at a time would record the same twice.
  await lockOrganization(tx);
  const sites = await tx.many(sqlQuery(sql<Site>`select * from ${SITES} order by created_at, id`));
  const last = new Map((await tx.many(sqlQuery(LAST))).map((one) => [keyOf(one), one]));
  const changed = sites.flatMap(judged).flatMap((now) => {
    const before = last.get(keyOf(now));
    // As JSON, like what was kept.
    if (before !== undefined && isDeepStrictEqual(JSON.parse(JSON.stringify(said(now))), said(before))) return [];
    return [{ ...now, previousImpactLevel: before?.impactLevel ?? null }];
  });
  const rows = changed.map((one) => ({
    ...{ id: newId(), facility_id: one.facilityId, control_center_id: one.controlCenterId },
    ...{ cyber_system_id: one.cyberSystemId, title: one.title, previous_impact_level: one.previousImpactLevel },
    ...{ recorded_impact_level: one.recordedImpactLevel, impact_level: one.impactLevel, criterion: one.criterion },
    ...{ reason: one.reason, is_decided: one.isDecided, missing: one.missing, findings: one.findings },
  }));
  const columns = sql.raw(
    'id, facility_id, control_center_id, cyber_system_id, title, previous_impact_level, recorded_impact_level, impact_level, criterion, ' +
      'reason, is_decided, missing, findings',
  );
  if (rows.length > 0)
    await tx.many(
      sqlQuery(sql`
        insert into impact_assessment_determinations (${columns})
        select ${columns} from json_populate_recordset(null::impact_assessment_determinations, ${JSON.stringify(rows)}::json)`),
    );
  return rows.length;
}

/** SQL for the organizations whose sites or systems changed since the moment in $1. */
export const CHANGED_SITES = ['facilities', 'control_centers', 'cyber_systems']
  .map((table) => `select organization_id as id from ${table} where updated_at >= $1`)
  .join(' union ');
