import { expect, it } from 'vitest';
import { facilityBody } from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';
import { records } from '../../resources/index.ts';

const client = useClient(useSharedServer());

const required = ({ create }: (typeof records)[number]['record']) =>
  Object.entries(create.shape).flatMap(([name, schema]) => (schema.safeParse(undefined).success ? [] : [name]));

it.each(records.map(({ record }) => record))('an empty $noun is told every field that it lacks', async (record) => {
  const { status, body } = await client.post(record.path, {});
  const missing = required(record);
  expect([status, body.message]).toEqual([422, missing.map((name) => `${name} is required`).join('; ')]);
  expect(body.field).toBe(missing.length === 1 ? missing[0] : undefined);
});

it('a body with many kinds of problems is told all of them', async () => {
  const address = { city: 7, town: 'Riverton' };
  const { title: _, ...body } = facilityBody({ bes: 'yes', latitude: 91, capacityMw: '-', colour: 'red', address });
  expect((await client.post('/facilities', body)).body).toEqual({
    error: 'Unprocessable Entity',
    message:
      'title is required; capacityMw must be a number from 0 to 1000000; bes must be true or false; ' +
      'address.addressLine1 is required; address.city must be a string; address.state is required; ' +
      'address.zip is required; address.town is not a known field; latitude must be a number from -90 to 90; ' +
      'colour is not a known field',
  });
});

it('a new address in an update is told every field that it lacks', async () => {
  const { id } = (await client.must.post('/facilities', facilityBody())).body;
  const { status, body } = await client.patch(`/facilities/${id}`, { address: { addressLine2: null, city: 'Mesa' } });
  const message = 'address.addressLine1 is required; address.state is required; address.zip is required';
  expect([status, body]).toMatchObject([422, { message, field: 'address.addressLine1' }]);
  const one = await client.patch(`/facilities/${id}`, { address: { addressLine1: 'x', city: 'x', zip: 'x' } });
  expect(one.body).toMatchObject({ message: 'address.state is required', field: 'address.state' });
});

it('a query is told every parameter that is wrong', async () => {
  const { body } = await client.get('/facilities?limit=0&facilityType=x&asOf=x&size=1');
  for (const name of ['limit', 'facilityType', 'asOf', 'size']) expect(body.message).toContain(`${name} `);
});

it('a response to thousands of unknown fields stays small', async () => {
  const unknown = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, 0]));
  const { status, text } = await client.post('/facilities', facilityBody(unknown));
  expect(status).toBe(422);
  expect(text.length).toBeLessThan(10_000);
});
