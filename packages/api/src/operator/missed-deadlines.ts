import type { Logger } from 'pino';
import { repeat } from '../kernel/base/repeat.ts';
import type { Database } from '../kernel/database/database.ts';
import { MISSED, openMissed } from '../resources/potential-noncompliances/record.ts';
import { asOperator, listOrganizations } from './organizations.ts';

const INTERVAL_MS = 60_000;

/** Opens a potential noncompliance for each hard date that passed, in every organization. */
export async function openMissedDeadlines(database: Database, now = new Date().toISOString()): Promise<void> {
  const text = `select distinct t.organization_id as id ${MISSED}`;
  const late = await database.query<{ id: string }>({ text, values: [now] });
  if (late.length === 0) return;
  const ids = new Set(late.map(({ id }) => id));
  for (const organization of await listOrganizations(database)) {
    if (ids.has(organization.id))
      await asOperator(database, organization, 'openMissedDeadlines', (tx) => openMissed(tx, now));
  }
}

/** Looks for missed hard dates every minute. Returns a function that stops it. */
export const startMissedDeadlines = (database: Database, log: Logger): (() => void) =>
  repeat({
    everyMs: INTERVAL_MS,
    work: () => openMissedDeadlines(database),
    log,
    failed: 'looking for missed deadlines failed and will be retried',
  });
