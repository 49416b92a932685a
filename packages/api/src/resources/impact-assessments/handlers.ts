import { sql } from 'kysely';
import { equals, every } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage } from '../../kernel/slice/pages.ts';
import { findParent } from '../../kernel/slice/records.ts';
import { columnName, sqlQuery } from '../../kernel/slice/sql.ts';
import { controlCenter } from '../control-centers/record.ts';
import { facility } from '../facilities/record.ts';
import type { IMPACT_LEVELS } from '../vocabulary.ts';
import { assessSite, assessSystem } from './assess.ts';
import { impactAssessmentsContract } from './contract.ts';
import { FACILITY_INPUTS, type SiteInputs, type SystemInputs } from './inputs.ts';

type Level = (typeof IMPACT_LEVELS)[number];
interface System extends SystemInputs {
  readonly id: string;
  readonly title: string;
  readonly impactLevel: Level | null;
}
interface Site {
  readonly id: string;
  readonly title: string;
  readonly impactLevel: Level;
  readonly createdAt: string;
  readonly site: SiteInputs;
  readonly systems: readonly System[];
}

const FACILITY = `jsonb_build_object(${FACILITY_INPUTS.map((field) => `'${field}', f.${columnName(field)}`).join(', ')})`;

const systemsOf = (parent: string): string => `(
  select coalesce(jsonb_agg(jsonb_build_object(
           'id', s.id, 'title', s.system_title, 'impactLevel', s.impact_level, 'atControlCenter', s.at_control_center,
           'sharedGenerationMw', s.shared_generation_mw, 'sharedReactiveMvar', s.shared_reactive_mvar)
         order by s.created_at, s.id), '[]')
    from cyber_systems s where s.${parent} and not s.is_deleted)`;

/** The sums are computed in the database, where they are exact. */
const SITES = sql.raw(`(
  select f.id, f.id as facility_id, null::uuid as control_center_id, f.title, f.impact_level, f.created_at,
         jsonb_build_object('siteType', 'facility', 'facility', ${FACILITY}) as site,
         ${systemsOf('facility_id = f.id')} as systems
    from facilities f where not f.is_deleted
  union all
  select c.id, null, c.id, c.center_title, c.impact_level, c.created_at,
         jsonb_build_object('siteType', 'control_center', 'center', jsonb_build_object(
           'functions', c.functions, 'balancingMw', c.balancing_mw,
           'facilities', (select coalesce(jsonb_agg(${FACILITY} order by f.created_at, f.id), '[]') from facilities f
                           where f.control_center_id = c.id and not f.is_deleted),
           'generationMw', (select coalesce(jsonb_object_agg(g.interconnection, g.mw), '{}') from (
              select f.interconnection, sum(f.capacity_mw) as mw from facilities f
               where f.control_center_id = c.id and not f.is_deleted and f.facility_type = 'generation'
                 and f.counts_toward_control_center is not false
               group by f.interconnection) g))),
         ${systemsOf('control_center_id = c.id')}
    from control_centers c where not c.is_deleted
) sites`);

export const impactAssessments = implement(impactAssessmentsContract, {
  async listImpactAssessments({ query: { facilityId, controlCenterId }, page }, tx) {
    await tx.batch([
      ...findParent(facility, facilityId, 'facilityId'),
      ...findParent(controlCenter, controlCenterId, 'controlCenterId'),
    ]);
    const where = every([equals('facilityId', facilityId), equals('controlCenterId', controlCenterId)]);
    const rows = await tx.many(sqlQuery(sql<Site>`select * from ${SITES} where ${where}${inPage(page, 'sites')}`));
    return rows.map(({ site, systems, impactLevel, ...row }) => ({
      ...row,
      ...assessSite(site),
      siteType: site.siteType,
      recordedImpactLevel: impactLevel,
      cyberSystems: systems.map(({ id, title, impactLevel: recordedImpactLevel, ...inputs }) => ({
        id,
        title,
        recordedImpactLevel,
        ...assessSystem(site, inputs),
      })),
    }));
  },
});
