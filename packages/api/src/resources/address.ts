import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { ApiError } from '../kernel/base/errors.ts';
import { newId } from '../kernel/base/ids.ts';
import { id, shapes, textField, timestamps } from '../kernel/slice/fields.ts';

/** A postal address: embedded in the record that has it, never shared between two. */

const fields = shapes(
  {
    addressLine1: textField(255, 'Street and number.'),
    city: textField(100, 'City.'),
    state: textField(50, 'State or province.'),
    zip: textField(20, 'ZIP or postal code.'),
  },
  { addressLine2: textField(255, 'Building, floor or unit.') },
  { addressLine1: '1200 Substation Road', addressLine2: 'Building 2', city: 'Mesa', state: 'AZ', zip: '85201' },
);

const address = z.object({ id: id(), ...fields.response, ...timestamps }).meta({ id: 'Address' });
const addressCreate = z.strictObject(fields.create).meta({ id: 'AddressCreate' });
const addressUpdate = z.strictObject(fields.update).meta({ id: 'AddressUpdate' });

/** A record's field for its address: an update changes the given lines of it. */
export const addressField = { request: addressCreate, response: address, update: addressUpdate };

type Address = z.output<typeof address>;
type AddressChanges = z.output<typeof addressUpdate>;

/** The column `address` as one text to search, without its id and times. */
export const searchedAddress: { name: string; column: RawBuilder<unknown> } = {
  name: 'address',
  column: sql`concat_ws(' ', address ->> 'addressLine1', address ->> 'addressLine2', address ->> 'city', address ->> 'state', address ->> 'zip')`,
};

/** The fields without which there is no address. */
const REQUIRED = ['addressLine1', 'city', 'state', 'zip'] as const;

/**
 * The address that a record has after a change to it, by RFC 7396 (merge patch): what is absent keeps its value.
 * @throws ApiError 422 when a first address lacks a required field.
 */
export function changedAddress(before: Address | null, changes: AddressChanges): Address {
  const missing = REQUIRED.find((name) => before === null && changes[name] === undefined);
  if (missing !== undefined)
    throw new ApiError('unprocessable', `address.${missing} is required`, `address.${missing}`);
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const current: Readonly<Record<string, unknown>> = before ?? {};
  if (before !== null && given.every(([name, value]) => current[name] === value)) return before;
  const now = new Date().toISOString();
  const fresh = { id: newId(), addressLine2: null, createdAt: now };
  return { ...fresh, ...before, ...Object.fromEntries(given), updatedAt: now } as Address;
}
