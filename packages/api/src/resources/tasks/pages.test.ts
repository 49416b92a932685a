import { expect, it } from 'vitest';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { withOwner } from '../../kernel/database/database.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { listRecords } from '../../kernel/slice/records.ts';
import { computedColumns, taskConditions } from './reading.ts';
import { taskTable } from './record.ts';

/** The time depends on the machine, so this asks the database how it reads a page. `npm run bench -- --only tasks` has the milliseconds. */

const server = useTestServer();
const TASKS = 10_000;
const BULK = 1000;

/** The statement of a page, instead of its rows. */
function statementOf(sort: string | undefined): Promise<{ text: string; values: readonly unknown[] }> {
  const capture = { list: (statement: unknown) => statement } as unknown as TenantTransaction;
  const query = taskConditions(capture, { dueBefore: '2027-03-01' });
  const page = { limit: 100, ...(sort === undefined ? {} : { sort }) };
  return listRecords(capture, taskTable, query, { page, more: [computedColumns(capture)] }) as never;
}

it('a page of 10,000 tasks of the next 90 days reads its own rows through an index, in the order of creation and by date', async () => {
  const organization = await server.newOrganization();
  const client = server.client(await server.newKey(organization));
  for (let from = 0; from < TASKS; from += BULK) {
    const tasks = Array.from({ length: BULK }, (_, index) => ({
      title: `Task ${from + index}`,
      dueDate: `2027-0${1 + (index % 2)}-${10 + (index % 18)}`,
    }));
    await client.must.post('/tasks/bulk', { tasks });
  }
  await server.database.query({ text: 'analyze tasks' });
  for (const [sort, index] of [
    [undefined, 'tasks_organization_id_created_at_id_idx'],
    ['dueDate', 'tasks_by_due_date'],
  ]) {
    const { text, values } = await statementOf(sort);
    const plan = await withOwner(server.database, async (owner) => {
      await owner.query('begin');
      await owner.query("select set_config('app.organization_id', $1, true)", [organization.id]);
      await owner.query('set local role raptor_comply_app');
      const rows = await owner.query(`explain (analyze, format text) ${text}`, [...values]);
      await owner.query('rollback');
      return JSON.stringify(rows);
    });
    expect(plan).toContain(index);
    expect(plan).toMatch(/rows=101/);
    expect(plan).not.toContain('Seq Scan');
    expect(plan).not.toContain('Sort Key');
  }
}, 120_000);
