import { sql } from 'kysely';
import type { z } from 'zod';
import { ApiError } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { implement } from '../../kernel/slice/implement.ts';
import {
  createRecord,
  getRecord,
  holdParent,
  listRecords,
  type RecordTable,
  selectFrom,
  updateRecord,
} from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { DEFAULTS } from '../organization/contract.ts';
import { lockOrganization } from '../organization-lock.ts';
import { user } from '../users/record.ts';
import { cipSeniorManagerAssignmentsContract, NOBODY } from './contract.ts';

type Assignment = z.input<typeof cipSeniorManagerAssignmentsContract.getCurrentCipSeniorManager.response.schema>;

/** SQL for the time zone of the organization. */
const ZONE = `coalesce((select time_zone from organization_settings), '${DEFAULTS.timeZone}')`;

const assignmentTable: RecordTable<Assignment> = {
  table: 'cip_senior_manager_assignments',
  noun: 'CIP Senior Manager assignment',
  columns: ['userId', 'effectiveDate', 'endDate', 'documentedAt'],
  computed: `effective_date + 30 as document_by, (documented_at at time zone ${ZONE})::date > effective_date + 30 as is_documented_late`,
};

const refused = (field: string, message: string) => new ApiError('unprocessable', `${field} ${message}`, field);

function checkDocumented(documentedAt: string | undefined): void {
  if (documentedAt !== undefined && Date.parse(documentedAt) > Date.now())
    throw refused('documentedAt', 'must not be in the future');
}

/** Returns all assignments in the order of their days. They are few. */
const inOrder = (tx: TenantTransaction) =>
  tx.many(
    sqlQuery(sql<Pick<Assignment, 'id' | 'effectiveDate' | 'endDate'>>`
      select id, effective_date, end_date from cip_senior_manager_assignments where not is_deleted order by effective_date`),
  );

const DAY_MS = 86_400_000;
const dayBefore = (date: string): string => new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);

/** Ends an assignment the day before another one starts. */
const endBefore = (id: string, date: string) =>
  sqlQuery(sql`update cip_senior_manager_assignments set end_date = ${dayBefore(date)} where id = ${id}`);

type Changes = z.output<
  (typeof cipSeniorManagerAssignmentsContract)['updateCipSeniorManagerAssignment']['body']['schema']
>;

/** Throws ApiError 422 if the assignment would overlap another one, and moves the end of the one before it. */
async function moveWithin(tx: TenantTransaction, id: string, body: Changes): Promise<void> {
  const all = await inOrder(tx);
  const at = all.findIndex((one) => one.id === id);
  const [before, own, after] = [all[at - 1], all[at], all[at + 1]];
  if (own === undefined) return;
  const { effectiveDate = own.effectiveDate, endDate = own.endDate } = body;
  if (before !== undefined && effectiveDate <= before.effectiveDate)
    throw refused('effectiveDate', `must be after ${before.effectiveDate}, when the assignment before it starts`);
  if (endDate !== null && endDate < effectiveDate) throw refused('endDate', `must not be before ${effectiveDate}`);
  if (after !== undefined && (endDate === null || endDate >= after.effectiveDate))
    throw refused('endDate', `must be before ${after.effectiveDate}, when the next assignment starts`);
  if (before?.endDate == null) return;
  if (before.endDate === dayBefore(own.effectiveDate) || before.endDate >= effectiveDate)
    await tx.many(endBefore(before.id, effectiveDate));
}

export const cipSeniorManagerAssignments = implement(cipSeniorManagerAssignmentsContract, {
  listCipSeniorManagerAssignments: ({ page }, tx) => listRecords(tx, assignmentTable, [], { page }),
  getCurrentCipSeniorManager(_, tx) {
    const moment = tx.asOf ?? new Date().toISOString();
    const today = sql`(${moment}::timestamptz at time zone ${sql.raw(ZONE)})::date`;
    return tx.one(
      sqlQuery(sql<Assignment>`${sql.raw(selectFrom(assignmentTable))}
        where not is_deleted and effective_date <= ${today} and coalesce(end_date >= ${today}, true)`),
      () => new ApiError('not_found', NOBODY),
    );
  },
  async createCipSeniorManagerAssignment({ body }, tx) {
    const { effectiveDate, documentedAt = new Date().toISOString() } = body;
    checkDocumented(body.documentedAt);
    await tx.batch(holdParent(user, body.userId, 'userId'));
    await lockOrganization(tx);
    const last = (await inOrder(tx)).at(-1);
    if (last !== undefined && effectiveDate <= last.effectiveDate)
      throw refused(
        'effectiveDate',
        `must be after ${last.effectiveDate}, when the last assignment starts; correct that one instead`,
      );
    if (last !== undefined && (last.endDate === null || last.endDate >= effectiveDate))
      await tx.many(endBefore(last.id, effectiveDate));
    const { id } = await createRecord(tx, assignmentTable, { ...body, documentedAt });
    return getRecord(tx, assignmentTable, id);
  },
  async updateCipSeniorManagerAssignment({ params: { id }, body }, tx) {
    checkDocumented(body.documentedAt);
    await lockOrganization(tx);
    await getRecord(tx, assignmentTable, id, 'for update');
    await tx.batch(holdParent(user, body.userId, 'userId'));
    await moveWithin(tx, id, body);
    await updateRecord(tx, assignmentTable, id, body);
    return getRecord(tx, assignmentTable, id);
  },
});
