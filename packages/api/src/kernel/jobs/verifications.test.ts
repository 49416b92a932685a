import { expect, it } from 'vitest';
import { makeFacility } from '../../../test/support/fixtures.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { jobHandlers } from '../../resources/jobs.ts';
import { sealAll } from '../activity/sealer.ts';
import { withOwner } from '../database/database.ts';
import { createLogger } from '../ops/log.ts';
import { enqueueDueVerifications } from './verifications.ts';
import { runNextJob } from './worker.ts';

const server = useTestServer();
const logged: string[] = [];
const log = createLogger('info', { write: (line: string) => logged.push(line) });

const work = async () => {
  while (await runNextJob({ database: server.database, handlers: jobHandlers(server.database, log), log }));
};
const tamper = (text: string) =>
  withOwner(server.database, (client) =>
    client.query(`begin; set local session_replication_role = replica; ${text}; commit`),
  );

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

it('a verification that a request asks for is done in the background, and says what is whole', async () => {
  const client = await server.newClient();
  await makeFacility(client);
  await sealAll(server.database);
  await makeFacility(client);
  const asked = await client.post('/activity/verifications', undefined);
  expect(asked).toMatchObject({ status: 202, body: { finishedAt: null, isWhole: null, findings: null } });
  const again = await client.post('/activity/verifications', undefined);
  expect(again.body).toEqual(asked.body);
  await work();
  const { body } = await client.get(`/activity/verifications/${asked.body.id}`);
  expect(body).toMatchObject({ id: asked.body.id, isWhole: true, entries: 3, sealedEntries: 2, findings: [] });
  expect(body.finishedAt).toMatch(/^20/);
  expect((await client.post('/activity/verifications', undefined)).body.id).not.toBe(body.id);
});

it('a verification names what was tampered with, logs an error, and sets the metric until the next one', async () => {
  const organization = await server.newOrganization();
  const client = server.client(await server.newKey(organization));
  const { id } = await makeFacility(client);
  await tamper(`update facilities set title = 'Lowered' where id = '${id}'`);
  const { body: asked } = await client.post('/activity/verifications', undefined);
  await work();
  const { body } = await client.get(`/activity/verifications/${asked.id}`);
  expect(body).toMatchObject({
    isWhole: false,
    findings: [{ kind: 'record', resourceId: id, sequence: 2, others: 0 }],
  });
  const alert = logged.find((line) => line.includes(organization.id)) ?? '';
  expect(JSON.parse(alert)).toMatchObject({ level: 50, msg: 'an activity log or its records were tampered with' });
  expect(await metric('raptor_comply_activity_tampered')).toBe(1);
  await tamper(`update facilities set title = 'Wind River' where id = '${id}'`);
  await client.post('/activity/verifications', undefined);
  await work();
  expect(await metric('raptor_comply_activity_tampered')).toBe(0);
});

it('every organization is verified once a day, however many servers run', async () => {
  const organization = await server.newOrganization();
  await Promise.all([1, 2, 3].map(() => enqueueDueVerifications(server.database)));
  const count = async () =>
    (
      await server.database.query<{ count: number }>({
        text: 'select count(*)::int from activity_verifications where organization_id = $1',
        values: [organization.id],
      })
    )[0]?.count;
  expect(await count()).toBe(1);
  await work();
  expect(await enqueueDueVerifications(server.database)).toBe(0);
  const before = Date.now() / 1000;
  await tamper("update activity_verifications set requested_at = requested_at - interval '24 hours'");
  expect(await enqueueDueVerifications(server.database)).toBeGreaterThan(0);
  await work();
  expect(await count()).toBe(2);
  expect(await metric('raptor_comply_activity_verified_timestamp_seconds')).toBeGreaterThanOrEqual(before - 1);
});
