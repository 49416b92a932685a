import type { Database } from '../kernel/database/database.ts';
import { activityEntries, behind, type Entry } from '../resources/activity/entries.ts';
import { asOperator, type Organization } from './organizations.ts';

const PART_ENTRIES = 1000;

/** An organization's activity log, oldest first, in the shape in which the API sends it. */
export async function* readActivity(database: Database, organization: Organization): AsyncGenerator<Entry> {
  for (let position = 0; ; ) {
    const page = { limit: PART_ENTRIES };
    const part = await asOperator(database, organization, 'activity verify', (tx) =>
      activityEntries(tx, [behind(position)], page, true),
    );
    yield* part;
    const last = part.at(-1);
    if (last === undefined || part.length <= PART_ENTRIES) return;
    position = last.sequence;
  }
}
