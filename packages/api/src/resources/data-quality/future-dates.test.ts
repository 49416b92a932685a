import { expect, it } from 'vitest';
import { z } from 'zod';
import { makeInventory } from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';
import { RULES } from './contract.ts';

const client = useClient(useSharedServer());
const FUTURE = new Date(Date.now() + 400 * 86_400_000).toISOString().slice(0, 10);

const isDate = (schema: z.ZodType): boolean =>
  JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })).includes('"format":"date"');

const cases = RULES.flatMap(({ record }) =>
  Object.entries<z.ZodType>(record.update.shape).flatMap(([field, schema]) =>
    isDate(schema) ? [[record.path, field, record] as const] : [],
  ),
);

it.each(cases)('of %s, %s in the future is refused or listed', async (path, field, { method }) => {
  await makeInventory(client);
  const [record] = (await client.must.get<{ id: string }[]>(path)).body;
  const { status, body } = await client.send(method, `${path}/${record?.id}`, { body: { [field]: FUTURE } });
  if (status === 422) {
    expect(body.field).toBe(field);
  } else {
    expect(status).toBe(200);
    const issues = (await client.must.get<{ resourceId: string; values: object }[]>('/data-quality')).body;
    const fields = issues
      .filter(({ resourceId }) => resourceId === record?.id)
      .map(({ values }) => Object.keys(values));
    expect(fields.flat()).toContain(field);
  }
});
