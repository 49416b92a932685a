import { sql } from 'kysely';
import { ApiError, notFound } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { listed, requireAll } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { facility } from '../facilities/record.ts';

interface Assigned {
  readonly id: string;
  readonly controlCenterId: string | null;
}

/** Locks the facilities, then the control center. Throws ApiError 404 and 422. */
async function lock(tx: TenantTransaction, controlCenterId: string, facilityIds: readonly string[]) {
  const references = listed('facilityIds', facilityIds);
  const columns = 'id, control_center_id';
  const facilities = await requireAll<Assigned>(tx, facility, { references, columns, lock: 'for no key update' });
  await tx.one(
    sqlQuery(sql`select id from control_centers where id = ${controlCenterId} and not is_deleted for no key update`),
    () => notFound('control center'),
  );
  return facilities;
}

/** Assigns facilities to a control center; a trigger applies criterion 2.11. Throws ApiError 404 and 422. */
export async function assignFacilities(tx: TenantTransaction, id: string, facilityIds: readonly string[]) {
  const facilities = await lock(tx, id, facilityIds);
  const moved = facilities.filter(({ controlCenterId }) => controlCenterId !== id);
  await tx.batch([
    sqlQuery(sql`
      update facilities set control_center_id = ${id}, assigned_date = current_date
       where id = any (${moved.map((facility) => facility.id)}::uuid[])`),
    // Even if nothing moved: someone may have changed the level by hand.
    sqlQuery(sql`select determine_control_center_impact(${id}, only_if_different => true)`),
  ]);
}

/** Unassigns facilities. Throws ApiError 404, and 422 naming the first facility that is not assigned to this control center. */
export async function unassignFacilities(tx: TenantTransaction, id: string, facilityIds: readonly string[]) {
  const facilities = await lock(tx, id, facilityIds);
  const assigned = new Set(facilities.filter(({ controlCenterId }) => controlCenterId === id).map(({ id }) => id));
  const notAssigned = facilityIds.findIndex((facilityId) => !assigned.has(facilityId));
  if (notAssigned !== -1) {
    const field = `facilityIds[${notAssigned}]`;
    throw new ApiError('unprocessable', `${field} is not a facility of this control center`, field);
  }
  await tx.many(
    sqlQuery(sql`
      update facilities set control_center_id = null, assigned_date = null where id = any (${[...assigned]}::uuid[])`),
  );
}
