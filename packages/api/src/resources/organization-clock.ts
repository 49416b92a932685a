import type { AdoptedOn } from '@raptor-comply/clocks';
import { sql } from 'kysely';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';
import type { ClockSettings } from './clock.ts';
import { DEFAULTS } from './organization/contract.ts';
import { shareOrganization } from './organization-lock.ts';

/** The time of an organization: where its days end, and which versions of the standards are in force. */
export interface OrganizationClock {
  readonly zone: string;
  readonly jurisdiction: string;
  /** The versions of standards that it adopted early, and when. */
  readonly adoptedOn: AdoptedOn;
  readonly settings: ClockSettings;
  readonly now: string;
}

interface Settings extends ClockSettings {
  readonly timeZone: string;
  readonly jurisdiction: string;
  readonly adoptedOn: AdoptedOn | null;
}

/**
 * Returns the organization's clock for a write of dates. Until the transaction ends, the settings stay as they are: a change of them computes
 * the dates of all open tasks again, and would miss those of a transaction that still runs. Call it before locking a task.
 */
export async function heldClock(tx: TenantTransaction): Promise<OrganizationClock> {
  await shareOrganization(tx);
  return organizationClock(tx);
}

/** Returns the organization's clock, at the moment that is read. */
export async function organizationClock(tx: TenantTransaction): Promise<OrganizationClock> {
  const found = await tx.maybeOne(sqlQuery(sql<Settings>`select * from organization_settings`));
  const { timeZone, jurisdiction, adoptedOn, ...settings }: Settings = found ?? DEFAULTS;
  const { calendarMonthReading, alertDays } = settings;
  return {
    zone: timeZone,
    jurisdiction,
    adoptedOn: adoptedOn ?? {},
    settings: { calendarMonthReading, alertDays },
    now: momentOf(tx),
  };
}

/** The moment that a request is about: now, or in the past (`asOf`). */
export const momentOf = (tx: TenantTransaction): string => tx.asOf ?? new Date().toISOString();

/** One for each time zone: V8 does not count the memory of a formatter, so it would let gigabytes of them wait for a collection. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  formatters.set(timeZone, known);
  return known;
}

/** The local date of a moment. */
export const localDay = (moment: string, timeZone: string): string => formatterOf(timeZone).format(new Date(moment));
