import { sql } from 'kysely';
import { z } from 'zod';
import { ApiError } from '../kernel/base/errors.ts';
import { newId } from '../kernel/base/ids.ts';
import { field, id, shapes, timestamps } from '../kernel/slice/fields.ts';
import type { SearchedColumn } from '../kernel/slice/filters.ts';

// A postal address. It is embedded in its record, and not shared between records.

const required = {
  addressLine1: field.text(255, 'Street and number.', '1200 Substation Road'),
  city: field.text(100, 'City.', 'Mesa'),
  state: field.text(50, 'State or province.', 'AZ'),
  zip: field.text(20, 'ZIP or postal code.', '85201'),
};
const fields = shapes(required, { addressLine2: field.text(255, 'Building, floor, or unit.', 'Building 2') });

const address = z.object({ id: id(), ...fields.response, ...timestamps }).meta({ id: 'Address' });
const addressCreate = z.strictObject(fields.create).meta({ id: 'AddressCreate' });
const addressUpdate = z.strictObject(fields.update).meta({ id: 'AddressUpdate' });

export const addressField = { request: addressCreate, response: address, update: addressUpdate };

type Address = z.output<typeof address>;

/** The text of the column `address`, without its id and timestamps. */
export const searchedAddress: SearchedColumn = {
  name: 'address',
  column: sql`concat_ws(' ', address ->> 'addressLine1', address ->> 'addressLine2', address ->> 'city', address ->> 'state', address ->> 'zip')`,
};

/** Returns the address after a merge patch (RFC 7396). Throws ApiError 422 if a new address lacks required fields. */
export function changedAddress(before: Address | null, changes: z.output<typeof addressUpdate>): Address {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const missing = before === null ? Object.keys(required).filter((name) => !given.some(([sent]) => sent === name)) : [];
  if (missing.length > 0) {
    const problems = missing.map((name) => `address.${name} is required`).join('; ');
    throw new ApiError('unprocessable', problems, `address.${missing[0]}`);
  }
  const current: Readonly<Record<string, unknown>> = before ?? {};
  if (before !== null && given.every(([name, value]) => current[name] === value)) return before;
  const now = new Date().toISOString();
  const fresh = { id: newId(), addressLine2: null, createdAt: now };
  return { ...fresh, ...before, ...Object.fromEntries(given), updatedAt: now } as Address;
}
