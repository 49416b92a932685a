import type { Database } from '../kernel/database/database.ts';
import { activityEntries, afterSequence, type Entry } from '../resources/activity/entries.ts';
import { asOperator, type Organization } from './organizations.ts';

const PAGE_ENTRIES = 1000;

/** Yields an organization's activity log, oldest first, as the API would send it. */
export async function* readActivity(database: Database, organization: Organization): AsyncGenerator<Entry> {
  for (let position = 0; ; ) {
    const page = { limit: PAGE_ENTRIES, oldestFirst: true };
    const entries = await asOperator(database, organization, 'activity verify', (tx) =>
      activityEntries(tx, [afterSequence(position)], page),
    );
    yield* entries;
    const last = entries.at(-1);
    if (last === undefined || entries.length <= PAGE_ENTRIES) return;
    position = last.sequence;
  }
}
