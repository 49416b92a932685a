import type { Logger } from 'pino';
import { repeat } from '../kernel/base/repeat.ts';
import type { Database } from '../kernel/database/database.ts';
import { CHANGED_SITES, recordDeterminations } from '../resources/impact-assessments/determinations.ts';
import { asOperator, listOrganizations } from './organizations.ts';

const SOFTWARE = { type: 'software', label: 'impact determinations' } as const;
const INTERVAL_MS = 60_000;
/** A transaction that changed a site can have begun so long before it was visible. */
const LONGEST_MS = 10 * 60_000;

/** Records the impact determinations of each organization whose sites or systems changed since a moment. */
export async function determineImpact(database: Database, since: Date): Promise<void> {
  const changed = await database.query<{ id: string }>({ text: CHANGED_SITES, values: [since.toISOString()] });
  if (changed.length === 0) return;
  const ids = new Set(changed.map(({ id }) => id));
  for (const organization of await listOrganizations(database)) {
    if (ids.has(organization.id))
      await asOperator(database, organization, 'determineImpact', recordDeterminations, SOFTWARE);
  }
}

/** Looks for changed sites every minute, first for all there are. Returns a function that stops it. */
export function startImpactDeterminations(database: Database, log: Logger): () => void {
  let since = new Date(0);
  return repeat({
    everyMs: INTERVAL_MS,
    async work() {
      const next = new Date(Date.now() - LONGEST_MS);
      await determineImpact(database, since);
      since = next;
    },
    log,
    failed: 'recording impact determinations failed and will be retried',
  });
}
