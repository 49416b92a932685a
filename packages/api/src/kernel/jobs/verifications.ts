import type { Logger } from 'pino';
import { verifyOrganization } from '../activity/verify.ts';
import { repeat } from '../base/repeat.ts';
import type { Database } from '../database/database.ts';
import { type Job, VERIFY_ACTIVITY } from './outbox.ts';
import type { JobHandler } from './worker.ts';

/** Verifies the log of a job's organization, keeps what was found, and logs an error if there is anything. */
export const verifyActivity =
  (database: Database, log: Logger): JobHandler =>
  async ({ organizationId, payload }: Job, signal) => {
    const { id } = payload as { id: string };
    const { entries, sealed, findings } = await verifyOrganization(database, organizationId, { signal });
    if (findings.length > 0)
      log.error({ organizationId, findings }, 'an activity log or its records were tampered with');
    const nothing = { sequence: null, resourceType: null, resourceId: null, since: null };
    const found = findings.map((finding) => ({ ...nothing, ...finding }));
    await database.query({
      text: `update activity_verifications set finished_at = now(), entries = $3, sealed = $4, findings = $5
              where organization_id = $1 and id = $2`,
      values: [organizationId, id, entries, sealed.size, JSON.stringify(found)],
    });
  };

const ENQUEUE_DUE = `
  with turn as materialized (
    select pg_try_advisory_xact_lock(hashtextextended('verify activity', 0)) as taken
  ), due as (
    insert into activity_verifications (organization_id, id)
    select o.id, gen_random_uuid() from organizations o cross join turn
     where turn.taken
       and not exists (select from activity_verifications v where v.organization_id = o.id and v.requested_at > now() - interval '24 hours')
    returning organization_id, id
  )
  insert into outbox (organization_id, id, kind, payload)
  select organization_id, gen_random_uuid(), $1, json_build_object('id', id) from due
  returning organization_id`;

/** Enqueues a verification of each organization whose last one was requested a day ago. Returns how many. */
export const enqueueDueVerifications = async (database: Database): Promise<number> =>
  (await database.query({ text: ENQUEUE_DUE, values: [VERIFY_ACTIVITY] })).length;

const INTERVAL_MS = 600_000;

/** Verifies all organizations once a day, whichever servers run. Returns a function that stops it. */
export const startDailyVerifications = (database: Database, log: Logger): (() => void) =>
  repeat({
    everyMs: INTERVAL_MS,
    work: () => enqueueDueVerifications(database),
    log,
    failed: 'the daily verification could not be enqueued; this will be retried',
  });
