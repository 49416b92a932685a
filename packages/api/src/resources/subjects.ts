import { sql } from 'kysely';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { type Condition, every } from '../kernel/slice/filters.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';
import type { Subject } from './scope.ts';

// What requirement parts can apply to: the organization, its sites, their cyber systems, and the assets in those.

export type SubjectKind = 'organization' | 'facility' | 'control_center' | 'cyber_system' | 'cyber_asset';

export interface Resource {
  readonly type: SubjectKind;
  readonly id: string;
  readonly title: string;
  /** The cyber system that it is in, or that it is. */
  readonly systemId: string;
  readonly systemTitle: string;
}

/** Subjects with the same attributes. */
export interface SubjectGroup {
  readonly kind: SubjectKind;
  readonly impactLevel: string | null;
  readonly category: string | null;
  readonly erc: boolean | null;
  readonly atControlCenter: boolean;
  readonly dialUp: boolean | null;
  readonly routable: boolean | null;
  readonly vendorAccess: boolean | null;
  readonly accessPoint: boolean | null;
  readonly managedBy: 'own' | 'vendor' | null;
  readonly functions: readonly string[] | null;
  /** Some of them, or all if asked. */
  readonly resources: readonly Resource[];
  readonly count: number;
}

/** The highest impact level of the assets of a system. */
const HIGHEST = `case when bool_or(a.impact_level = 'high') then 'high' when bool_or(a.impact_level = 'medium') then 'medium'
                      when bool_or(a.impact_level = 'low') then 'low' else min(a.impact_level) end`;

/** A low impact site needs no list of systems (CIP-003 R2), so it counts itself; another site only if it has none. */
const site = (table: string, title: string, kind: SubjectKind, field: string) => `
  select '${kind}' as kind, s.id, s.${title} as title, ${field === 'facility_id' ? 's.id, null::uuid' : 'null::uuid, s.id'},
         null::uuid, null::uuid, case when s.bes then s.impact_level else 'not_applicable' end, null, null, null::boolean,
         ${field === 'control_center_id'}, ${field === 'facility_id' ? 's.dial_up_connectivity, null::boolean, s.vendor_remote_access' : 'null::boolean, null::boolean, null::boolean'},
         null::boolean, null
    from ${table} s
   where not s.is_deleted
     and (s.impact_level = 'low' or not exists (select from cyber_systems c where c.${field} = s.id and not c.is_deleted))`;

const SUBJECTS = `
  select 'organization' as kind, null::uuid as id, 'The organization' as title, null::uuid as facility_id,
         null::uuid as control_center_id, null::uuid as cyber_system_id, null::uuid as cyber_asset_id, null as impact_level,
         null as category, null as system_title, null::boolean as erc, false as at_control_center, null::boolean as dial_up, null::boolean as routable,
         null::boolean as vendor_access, null::boolean as access_point, null as managed_by
  union all ${site('facilities', 'title', 'facility', 'facility_id')}
  union all ${site('control_centers', 'center_title', 'control_center', 'control_center_id')}
  union all
  select 'cyber_system', s.id, s.system_title, s.facility_id, s.control_center_id, s.id, null, coalesce(s.impact_level, ${HIGHEST}), null, s.system_title,
         s.external_routable_connectivity, coalesce(s.at_control_center, s.control_center_id is not null),
         coalesce(s.dial_up_connectivity, bool_or(a.dial_up_connectivity)), bool_or(a.routable_protocol), null, null, null
    from cyber_systems s left join cyber_assets a on a.cyber_system_id = s.id and not a.is_deleted
   where not s.is_deleted group by s.id, s.system_title, s.facility_id, s.control_center_id, s.external_routable_connectivity,
         s.at_control_center, s.dial_up_connectivity, s.impact_level
  union all
  select 'cyber_asset', a.id, a.asset_title, s.facility_id, s.control_center_id, s.id, a.id, a.impact_level, a.cip_asset_category, s.system_title,
         s.external_routable_connectivity, coalesce(s.at_control_center, s.control_center_id is not null), a.dial_up_connectivity,
         a.routable_protocol, null, a.electronic_access_point, a.managed_by
    from cyber_assets a join cyber_systems s on s.id = a.cyber_system_id
   where not a.is_deleted and a.retired_date is null`;

const ATTRIBUTES =
  'kind, impact_level, category, erc, at_control_center, dial_up, routable, vendor_access, access_point, managed_by';

/** Returns the subjects that meet the conditions, those with the same attributes as one group with up to `examples` resources. */
export const subjectGroups = (
  tx: TenantTransaction,
  conditions: readonly Condition[],
  examples: number,
): Promise<SubjectGroup[]> =>
  tx.many(
    sqlQuery(sql<SubjectGroup>`
      select ${sql.raw(ATTRIBUTES)}, (select functions from organization_settings) as functions, count(*)::int as count,
             (array_agg(jsonb_build_object('type', kind, 'id', id, 'title', title, 'systemId', cyber_system_id, 'systemTitle', system_title) order by title, id))[1:${sql.lit(examples)}] as resources
        from (${sql.raw(SUBJECTS)}) subjects where ${every(conditions)}
       group by ${sql.raw(ATTRIBUTES)}
       order by count desc, ${sql.raw(ATTRIBUTES)}`),
  );

const known = <Name extends string>(name: Name, value: boolean | null) =>
  (value === null ? {} : { [name]: value }) as Partial<Record<Name, boolean>>;

const impactOf = (level: string | null): Subject =>
  level === null ? {} : { high: level === 'high', medium: level === 'medium', low: level === 'low' };

/** Who manages a Transient Cyber Asset; only one that is recorded is known to be one. */
function transientOf({ kind, category, managedBy }: SubjectGroup): Subject {
  if (kind === 'facility' || kind === 'control_center') return {};
  if (category !== 'transient') return { ownTca: false, vendorTca: false };
  return managedBy === null ? {} : { ownTca: managedBy === 'own', vendorTca: managedBy === 'vendor' };
}

/** Whether a site uses Transient Cyber Assets and removable media is not recorded. */
function categoryOf(group: SubjectGroup): Subject {
  const { kind, category } = group;
  return {
    bcs: kind !== 'cyber_asset' || category === 'bes_cyber_asset',
    eacms: category === 'eacms',
    pacs: category === 'pacs',
    pca: category === 'protected_cyber_asset',
    ...(kind === 'cyber_asset' ? known('eap', group.accessPoint) : { eap: false }),
    ...(kind === 'facility' || kind === 'control_center' ? {} : { media: category === 'removable_media' }),
    ...transientOf(group),
  };
}

const registrationOf = (functions: readonly string[] | null): Subject =>
  functions === null ? {} : { to: functions.includes('TO'), top: functions.includes('TOP') };

export function subjectOf(group: SubjectGroup): Subject {
  const registered = registrationOf(group.functions);
  if (group.kind === 'organization') {
    return { ...registered, entity: true, high: false, medium: false, low: false, controlCenter: false };
  }
  return {
    ...registered,
    entity: false,
    ...impactOf(group.impactLevel),
    ...categoryOf(group),
    ...known('erc', group.erc),
    ...known('dialUp', group.dialUp),
    ...known('routable', group.routable),
    ...known('vendorAccess', group.vendorAccess),
    controlCenter: group.atControlCenter,
    ...(group.kind === 'control_center' ? {} : { realTimeData: false }),
  };
}
