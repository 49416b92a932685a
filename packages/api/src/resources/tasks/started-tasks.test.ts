import { expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();

interface Task {
  readonly id: string;
  readonly triggerAt: string;
  readonly hardDue: string;
  readonly dueReason: string;
  readonly startedByTaskId: string | null;
}
const done = { status: 'complete', notes: 'Done.', reference: 'DOC-7', backdatedReason: 'Entered after the shift' };

async function makeEvaluation(client: Client) {
  const task = { title: 'Evaluate relay patches', requirementPart: 'CIP-007-6:R2.2', triggerAt: '2026-08-20' };
  return (await client.must.post<Task>('/tasks', task)).body;
}
const evaluate = (client: Client, { id }: Task, performedOn: string) =>
  client.must.put(`/tasks/${id}`, { ...done, performedOn });
const started = async (client: Client, part = 'CIP-007-6:R2.3') =>
  (await client.must.get<Task[]>(`/tasks?requirementPart=${encodeURIComponent(part)}`)).body;

it('an evaluation of patches that is completed, also a backdated one, starts the clock of their installation', async () => {
  const client = await server.newClient();
  const evaluation = await makeEvaluation(client);
  await evaluate(client, evaluation, '2026-09-10');
  expect(await started(client)).toMatchObject([
    {
      title: 'Install, or write/revise a dated mitigation plan: Evaluate relay patches',
      status: 'overdue',
      triggerAt: '2026-09-10',
      hardDue: '2026-10-15',
      dueReason: '35 calendar days after 2026-09-10 (evaluation of R2.2 completes): 2026-10-15; CIP-007-6 R2.3',
      startedByTaskId: evaluation.id,
    },
  ]);
});

it('each evaluation starts one, and one that is refused starts none', async () => {
  const client = await server.newClient();
  const evaluation = await makeEvaluation(client);
  await evaluate(client, evaluation, '2026-09-10');
  expect((await client.put(`/tasks/${evaluation.id}`, { ...done, performedOn: '2026-09-10' })).status).toBe(409);
  await evaluate(client, evaluation, '2026-10-10');
  expect((await started(client)).map(({ triggerAt }) => triggerAt)).toEqual(['2026-09-10', '2026-10-10']);
});

it('a corrected date moves the task that is open, and not one that is done', async () => {
  const client = await server.newClient();
  const evaluation = await makeEvaluation(client);
  await evaluate(client, evaluation, '2026-09-10');
  const correct = (triggerAt: string, reason?: string) =>
    client.send('PUT', `/tasks/${evaluation.id}`, {
      body: { triggerAt },
      headers: reason === undefined ? {} : { 'x-change-reason': reason },
    });
  expect((await correct('2026-09-12')).status).toBe(422);
  expect(await started(client)).toMatchObject([{ triggerAt: '2026-09-10', hardDue: '2026-10-15' }]);
  expect((await correct('2026-09-12', 'Typed wrongly')).status).toBe(200);
  const [moved] = await started(client);
  expect(moved).toMatchObject({ triggerAt: '2026-09-12', hardDue: '2026-10-17' });
  expect(moved?.dueReason).toContain('after 2026-09-12 (evaluation of R2.2 completes): 2026-10-17');
  const trace = `trigger corrected on \\d{4}-\\d\\d-\\d\\d from 2026-09-10, whose hard date 2026-10-15 had passed: Typed wrongly$`;
  expect(moved?.dueReason).toMatch(new RegExp(trace));
  await client.must.put(`/tasks/${moved?.id}`, { ...done, performedOn: '2026-10-01' });
  expect((await correct('2026-09-14', 'Typed wrongly')).status).toBe(200);
  expect(await started(client)).toMatchObject([{ triggerAt: '2026-09-12', hardDue: '2026-10-17' }]);
});

it('other parts of the catalogue start those that count from them, about the same resource', async () => {
  const client = await server.newClient();
  const person = { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' };
  const assigneeId = (await client.must.post('/users', person)).body.id;
  const about = { relatedResourceType: 'user', relatedResourceId: assigneeId, assigneeId };
  const assessment = { title: 'Assess', requirementPart: 'CIP-014-3:R1.1b', triggerAt: '2026-01-31', ...about };
  const { id } = (await client.must.post('/tasks', assessment)).body;
  await client.must.put(`/tasks/${id}`, { ...done, performedOn: '2026-02-28' });
  expect(await started(client, 'CIP-014-3:R2.2')).toMatchObject([{ ...about, hardDue: '2026-05-29' }]);
});
