import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createClient } from '../../../test/support/client.ts';
import { facilityBody } from '../../../test/support/fixtures.ts';
import { testSigner } from '../../../test/support/test-signer.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { physicalArea } from '../../resources/physical-areas/record.ts';
import { newId } from '../base/ids.ts';
import { LocalRateLimiter } from '../limits/rate-limiter.ts';
import { createLogger } from '../ops/log.ts';
import { defineContract, json, jsonBody } from '../slice/contract.ts';
import { message } from '../slice/fields.ts';
import { implement } from '../slice/implement.ts';
import { sqlText } from '../slice/sql.ts';
import { type App, createApp } from './app.ts';

const contract = defineContract({
  createUncheckedArea: {
    method: 'POST',
    path: '/unchecked-areas',
    tag: 'Test',
    summary: 'Create a physical area without a look at its facility',
    permission: 'physical-areas:write',
    body: jsonBody(z.strictObject({ name: z.string(), facilityId: z.string() })),
    response: json(message),
  },
});

/** Its handler leaves all checks to the database. */
const unchecked = {
  ...implement(contract, {
    async createUncheckedArea({ body: { name, facilityId } }, tx) {
      const text = 'insert into physical_areas (id, name, facility_id) values ($1, $2, $3)';
      await tx.many(sqlText(text, newId(), name, facilityId));
      return { message: 'Created' };
    },
  }),
  constraints: physicalArea.constraints,
};

const server = useTestServer();
let app: App;
beforeAll(async () => {
  app = createApp({
    database: server.database,
    signer: testSigner(server.database),
    limiter: new LocalRateLimiter(),
    rateLimit: 1_000_000,
    log: createLogger('silent'),
    version: '0',
    implementations: [unchecked],
    cursorSecret: () => 'secret',
    describeSession: async () => ({}),
  });
  await app.server.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.server.close();
  app.metrics.close();
});

/** A new organization's client of the unchecked operation, and the id of a facility of that organization. */
async function newArrangement() {
  const key = await server.newKey(await server.newOrganization());
  const { body } = await server.client(key).must.post<{ id: string }>('/facilities', facilityBody());
  const { port } = app.server.server.address() as AddressInfo;
  return { client: createClient(`http://127.0.0.1:${port}`, key), facilityId: body.id };
}

it('a parent that is missing or another organization’s is a 422 naming the field, also when only the database notices', async () => {
  const { client, facilityId } = await newArrangement();
  const { facilityId: foreign } = await newArrangement();
  expect((await client.post('/unchecked-areas', { name: 'Gate', facilityId })).status).toBe(200);
  for (const wrong of [newId(), foreign]) {
    const response = await client.post('/unchecked-areas', { name: 'Yard', facilityId: wrong });
    expect([response.status, response.body]).toEqual([
      422,
      {
        error: 'Unprocessable Entity',
        message: 'facilityId is not the id of a facility of this organization',
        field: 'facilityId',
      },
    ]);
  }
});

it('a value that is used already is a 409 with the sentence of its index', async () => {
  const { client, facilityId } = await newArrangement();
  await client.post('/unchecked-areas', { name: 'Gate', facilityId });
  const response = await client.post('/unchecked-areas', { name: 'Gate', facilityId });
  expect([response.status, response.body.message]).toEqual([
    409,
    'name is already used by another physical area of the same facility or control center',
  ]);
});
