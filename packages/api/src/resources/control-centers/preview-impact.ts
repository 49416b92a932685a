import { sql } from 'kysely';
import type { z } from 'zod';
import { notFound } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { listed, type Reference, requireAll } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { facility } from '../facilities/record.ts';
import { type controlCentersContract, NO_CAPACITY } from './contract.ts';

type Contract = (typeof controlCentersContract)['previewControlCenterImpact'];
type Request = z.output<Contract['body']['schema']>;
type Preview = z.output<Contract['response']['schema']>;

interface Facility {
  readonly id: string;
  readonly title: string;
  readonly capacityMw: number;
  readonly interconnection: string;
  readonly controlCenterId: string | null;
}

interface Assessment extends Pick<Preview, 'currentImpactLevel' | 'newImpactLevel' | 'reason'> {
  readonly interconnection: Exclude<Preview['thresholdInterconnection'], undefined> | null;
  readonly mw: number;
  readonly meetsThreshold: boolean;
  readonly capacities: Partial<Preview['capacityBreakdown']>;
}

interface Change {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly resized: Request['updateFacility'];
}

/** The sums are computed in the database, where they are exact. */
const assessmentQuery = (controlCenterId: string, { added, removed, resized }: Change) => sql<Assessment>`
  select recorded_level as current_impact_level, impact_level as new_impact_level, reason, interconnection, mw::float8 as mw,
         mw >= 1500 as meets_threshold, capacities
    from assess_control_center(${controlCenterId}, ${added}::uuid[], ${removed}::uuid[],
           ${resized?.facilityId ?? null}::uuid, ${resized?.capacityMw ?? null}::numeric, ${resized?.interconnection ?? null})`;

const single = (field: string, id: string | undefined): Reference[] => (id === undefined ? [] : [[field, id]]);

/** Computes the impact level of a control center after a change of its facilities. Throws ApiError 404 and 422. */
export async function previewImpact(tx: TenantTransaction, id: string, request: Request): Promise<Preview> {
  const { facilityIds, addFacilityId, removeFacilityIds, removeFacilityId, updateFacility: resized } = request;
  const adding = [...listed('facilityIds', facilityIds), ...single('addFacilityId', addFacilityId)];
  const removing = [...listed('removeFacilityIds', removeFacilityIds), ...single('removeFacilityId', removeFacilityId)];
  const resizing = single('updateFacility.facilityId', resized?.facilityId);
  const facilities = await requireAll<Facility>(tx, facility, {
    references: [...adding, ...removing, ...resizing],
    columns: 'id, title, capacity_mw::float8 as capacity_mw, interconnection, control_center_id',
  });
  const added = [...new Set(adding.map(([, facilityId]) => facilityId))];
  const removed = new Set(removing.map(([, facilityId]) => facilityId));
  const query = assessmentQuery(id, { added, removed: [...removed], resized });
  const assessment = await tx.one(sqlQuery(query), () => notFound('control center'));
  const { currentImpactLevel, newImpactLevel, reason, interconnection, mw, meetsThreshold } = assessment;
  const byId = new Map(facilities.map((facility) => [facility.id, facility]));
  return {
    currentImpactLevel,
    newImpactLevel,
    willChange: currentImpactLevel !== newImpactLevel,
    reason,
    ...(meetsThreshold && interconnection !== null
      ? { thresholdInterconnection: interconnection, thresholdCapacityMw: mw }
      : {}),
    capacityBreakdown: { ...NO_CAPACITY, ...assessment.capacities },
    facilitiesBeingAdded: added
      .flatMap((facilityId) => byId.get(facilityId) ?? [])
      .filter((facility) => facility.controlCenterId !== id && !removed.has(facility.id))
      .map(({ controlCenterId: _, ...shown }) => shown),
  };
}
