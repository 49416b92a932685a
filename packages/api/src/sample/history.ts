import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { csvRecords } from '../kernel/slice/csv.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';
import { openMissed } from '../resources/potential-noncompliances/record.ts';
import { applyPlan, planTasks } from '../resources/tasks/apply.ts';
import { changeTask } from '../resources/tasks/change.ts';
import { folderOf, inDates, type SampleKind } from './inventory.ts';

// A year of performed tasks, from `history.csv`. They go through the operations of a user, so that the dates, the tasks that they start, and
// the potential noncompliances follow by themselves.

const performance = z.object({
  requirementPart: z.string().min(1),
  performedOn: z.iso.date(),
  notes: z.string().min(1),
  reference: z.string().min(1),
});

async function readHistory(kind: SampleKind): Promise<z.output<typeof performance>[]> {
  const text = inDates(await readFile(new URL('history.csv', folderOf(kind)), 'utf8'));
  const records = [];
  for await (const batch of csvRecords(Buffer.from(text))) records.push(...batch);
  const [header, ...rows] = records.map(({ cells }) => cells);
  return rows.map((cells) =>
    performance.parse(Object.fromEntries(header?.map((column, index) => [column, cells[index]]) ?? [])),
  );
}

/** The open task of a part that is due first. */
const firstOpen = (part: string) =>
  sqlQuery(sql<{ id: string }>`
    select id from tasks
     where requirement_part = ${part} and deleted_at is null and progress in ('open', 'in_progress')
     order by due_date, created_at, id limit 1`);

/** Performs tasks over the last year. The first performance of a part is on its first due date. */
export async function performHistory(tx: TenantTransaction, kind: SampleKind): Promise<void> {
  for (const { requirementPart, ...performed } of await readHistory(kind)) {
    let task = await tx.maybeOne(firstOpen(requirementPart));
    if (task === undefined) {
      await applyPlan(tx, await planTasks(tx, { parts: [requirementPart], firstDue: performed.performedOn }), null);
      task = await tx.one(firstOpen(requirementPart), () => new Error(`No task of ${requirementPart} is open`));
    }
    const backdatedReason = 'Taken over from the tracker that was used before';
    await changeTask(tx, task.id, { status: 'complete', ...performed, backdatedReason }, null);
  }
  await openMissed(tx, new Date().toISOString());
}
