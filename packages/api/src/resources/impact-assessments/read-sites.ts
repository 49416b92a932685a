import { type RawBuilder, sql } from 'kysely';
import { columnName } from '../../kernel/slice/sql.ts';
import type { IMPACT_LEVELS } from '../vocabulary.ts';
import { FACILITY_INPUTS, type SiteInputs, type SystemInputs } from './inputs.ts';

// The inputs of all sites with their systems, in one query.

type Level = (typeof IMPACT_LEVELS)[number];
interface System extends SystemInputs {
  readonly id: string;
  readonly title: string;
  readonly impactLevel: Level | null;
}
export interface Site {
  readonly id: string;
  readonly facilityId: string | null;
  readonly controlCenterId: string | null;
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
export const SITES: RawBuilder<Site> = sql.raw(`(
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
