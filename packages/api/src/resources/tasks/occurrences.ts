import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import type { tasksContract } from './contract.ts';
import type { TaskRow } from './record.ts';

type Occurrence = z.input<(typeof tasksContract)['getTaskOccurrences']['response']['schema']>;

/** Returns the closed occurrences that meet a condition. */
export const occurrencesOf = (tx: TenantTransaction, condition: RawBuilder<unknown>, order: RawBuilder<unknown>) =>
  tx.many(
    sqlQuery(sql<Occurrence & { readonly id: string; readonly createdAt: string }>`
      select task_occurrences.*, task_id as parent_task_id from task_occurrences where ${condition}${order}`),
  );

/** The current occurrence of a task. */
export const occurrenceOf = (task: TaskRow): Occurrence => ({
  ...task,
  parentTaskId: task.id,
  isLate: task.status === 'overdue',
  performedOn: null,
  completedAt: null,
  completedBy: null,
  reference: null,
  evidencePending: false,
  backdatedReason: null,
});
