import { sql } from 'kysely';
import { ApiError, notFound, unknownReference } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { isUuid } from '../../kernel/slice/fields.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';

interface AssignedFacility {
  id: string;
  controlCenterId: string | null;
}

/**
 * Facilities by id, each once, locked in the order of their ids so that two assignments wait instead of deadlocking.
 * @throws ApiError 422 naming the first id that is not one of this organization's.
 */
async function lockFacilities(
  tx: TenantTransaction,
  ids: readonly string[],
  field: string,
): Promise<AssignedFacility[]> {
  const wanted = [...new Set(ids)];
  const found = await tx.many(
    sqlQuery(sql<AssignedFacility>`
      select id, control_center_id from facilities
       where id = any (${wanted.filter(isUuid)}::uuid[]) and not is_deleted
       order by id for no key update`),
  );
  const known = new Set(found.map(({ id }) => id));
  const unknown = ids.findIndex((id) => !known.has(id));
  if (unknown !== -1) throw unknownReference(`${field}[${unknown}]`, 'facility');
  return found;
}

async function lockControlCenter(tx: TenantTransaction, id: string): Promise<void> {
  await tx.one(
    sqlQuery(sql`select id from control_centers where id = ${id} and not is_deleted for no key update`),
    () => notFound('control center'),
  );
}

/** Moves facilities to a control center; the impact rule is applied by the database. */
export async function assignFacilities(
  tx: TenantTransaction,
  controlCenterId: string,
  ids: readonly string[],
): Promise<void> {
  const facilities = await lockFacilities(tx, ids, 'facilityIds');
  await lockControlCenter(tx, controlCenterId);
  const moved = facilities.filter((facility) => facility.controlCenterId !== controlCenterId).map(({ id }) => id);
  await tx.many(
    sqlQuery(sql`
      update facilities set control_center_id = ${controlCenterId}, assigned_date = current_date
       where id = any (${moved}::uuid[])`),
  );
  // Nothing may have moved, and the level may still not be what the rule gives.
  await tx.many(sqlQuery(sql`select determine_control_center_impact(${controlCenterId}, only_if_different => true)`));
}

/** @throws ApiError 422 naming the first facility that this control center does not run. */
export async function unassignFacilities(
  tx: TenantTransaction,
  controlCenterId: string,
  ids: readonly string[],
): Promise<void> {
  const facilities = await lockFacilities(tx, ids, 'facilityIds');
  await lockControlCenter(tx, controlCenterId);
  const run = new Set(
    facilities.filter((facility) => facility.controlCenterId === controlCenterId).map(({ id }) => id),
  );
  const stranger = ids.findIndex((id) => !run.has(id));
  if (stranger !== -1) {
    const field = `facilityIds[${stranger}]`;
    throw new ApiError('unprocessable', `${field} is not a facility that this control center runs`, field);
  }
  await tx.many(
    sqlQuery(sql`
      update facilities set control_center_id = null, assigned_date = null
       where id = any (${[...run]}::uuid[])`),
  );
}
