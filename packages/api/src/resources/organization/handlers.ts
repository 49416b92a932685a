import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { createRecord, type RecordTable, updateRecord } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { lockOrganization } from '../organization-lock.ts';
import { recomputeTasks } from '../recompute-tasks.ts';
import { DEFAULTS, organizationContract } from './contract.ts';

type Organization = z.input<typeof organizationContract.getOrganization.response.schema>;
type Stored = Omit<Organization, 'mailFrom'>;
type Settings = Omit<Stored, 'slug' | 'name' | 'isTest'>;

const settingsTable: RecordTable<Settings> = {
  table: 'organization_settings',
  noun: 'organization',
  columns: Object.keys(DEFAULTS),
};

/** The settings that the dates of tasks, and the reasons for them, follow from. */
const DATES_FOLLOW: ReadonlySet<string> = new Set([
  'timeZone',
  'jurisdiction',
  'adoptedOn',
  'calendarMonthReading',
  'alertDays',
]);

type Named = Pick<Organization, 'id' | 'slug' | 'name' | 'isTest' | 'createdAt'>;

const organizationQuery = sql<Named>`select * from current_organization()`;
const settingsQuery = sql<Settings>`select * from organization_settings`;

/** Returns the organization, and the id of the row of its settings, if it has one. */
async function read(tx: TenantTransaction): Promise<{ organization: Stored; rowId: string | undefined }> {
  const [[named], [settings]] = await tx.batch([sqlQuery(organizationQuery), sqlQuery(settingsQuery)]);
  if (named === undefined) throw new Error('The organization was not found');
  // A row, or one of the past, from before a setting was there has null for it.
  const set = Object.fromEntries(Object.entries(settings ?? {}).filter(([, value]) => value !== null));
  const updatedAt = settings?.updatedAt ?? named.createdAt;
  return { organization: { ...DEFAULTS, ...set, ...named, updatedAt }, rowId: settings?.id };
}

export const organization = implement(organizationContract, {
  async getOrganization({ mailFrom = null }, tx) {
    if (tx.locksRecord) await lockOrganization(tx);
    return { ...(await read(tx)).organization, mailFrom };
  },
  async updateOrganization({ body, mailFrom = null }, tx) {
    await lockOrganization(tx);
    const { organization: before, rowId } = await read(tx);
    const given = Object.entries(body);
    const changed = given.filter(([name, value]) => !isDeepStrictEqual(value, before[name as keyof Stored]));
    if (changed.length === 0) return { ...before, mailFrom };
    if (rowId === undefined) await createRecord(tx, settingsTable, { ...DEFAULTS, ...body });
    else await updateRecord(tx, settingsTable, rowId, body);
    if (changed.some(([name]) => DATES_FOLLOW.has(name))) await recomputeTasks(tx);
    return { ...(await read(tx)).organization, mailFrom };
  },
});
