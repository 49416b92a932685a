import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { withinDeadline } from '../base/deadline.ts';
import type { Database } from '../database/database.ts';

export interface Metrics {
  observe(operationId: string, status: number, seconds: number): void;
  /** Counts a request that was refused. */
  refuse(reason: string): void;
  /** Counts a checkpoint that could not be compared, signed, or published. */
  checkpointProblem(problem: string): void;
  /** Counts an attempt to send a mail. */
  mail(result: 'sent' | 'failed'): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

export interface MetricsSources {
  readonly database: Database;
  readonly version: string;
  /** Requests whose rate limit this process counted on its own. */
  readonly rateLimitFallbacks: () => number;
}

const READ_TIMEOUT_MS = 1000;
/** A transaction waits for those of its organization that are writing to the log. */
const ACTIVITY_LAG = `
  select coalesce(max(extract(epoch from clock_timestamp() - l.waitstart)), 0)::float as seconds
    from pg_locks l join organizations o on activity_lock_key(o.id) = (l.classid::bigint << 32 | l.objid::bigint)
   where l.locktype = 'advisory' and not l.granted`;

const GIVEN_UP = 'select count(*)::int as jobs from outbox where failed_at is not null';

/** Of the last verification of each organization: when the oldest was, and how many found that something was tampered with. */
const VERIFIED = `
  select extract(epoch from min(v.finished_at))::float as seconds, count(*) filter (where v.findings::text <> '[]')::int as tampered
    from organizations o cross join lateral (
      select finished_at, findings from activity_verifications
       where organization_id = o.id and finished_at is not null order by requested_at desc limit 1) v`;

/** Metrics of this process and its requests, without any about organizations. */
export function createMetrics({ database, version, rateLimitFallbacks }: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'raptor_comply_requests_total',
    help: 'Responses by operation and status.',
    labelNames: ['operation', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'raptor_comply_request_duration_seconds',
    help: 'Time from the request line to the end of the response.',
    labelNames: ['operation'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  new Gauge({
    name: 'raptor_comply_database_connections',
    help: 'Open and idle connections to the database, and requests that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      const { connections: open, idle, waiting } = database.load();
      for (const [state, count] of Object.entries({ open, idle, waiting })) this.set({ state }, count);
    },
  });
  const refused = new Counter({
    name: 'raptor_comply_refused_requests_total',
    help: 'Requests that were refused, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const checkpointProblems = new Counter({
    name: 'raptor_comply_checkpoint_problems_total',
    help: 'Checkpoints that could not be published (unreachable), could not be signed (not_signed), or contradict the log (contradicted).',
    labelNames: ['problem'],
    registers,
  });
  const mails = new Counter({
    name: 'raptor_comply_mails_total',
    help: 'Attempts to send a mail: sent is what the mail server took; failed will be retried.',
    labelNames: ['result'],
    registers,
  });
  new Counter({
    name: 'raptor_comply_rate_limit_fallbacks_total',
    help: 'Requests that this process counted on its own, because Redis did not respond.',
    registers,
    collect() {
      this.reset();
      this.inc(rateLimitFallbacks());
    },
  });
  new Gauge({
    name: 'raptor_comply_build_info',
    help: 'Always 1. The labels have the versions of the software and of Node.js.',
    labelNames: ['version', 'node_version'],
    registers,
  }).set({ version, node_version: process.version }, 1);
  const read = async <Row extends object>(text: string): Promise<Row | undefined> => {
    const [row] = await withinDeadline(READ_TIMEOUT_MS, () => database.query<Row>({ text })).catch(() => []);
    return row;
  };
  new Gauge({
    name: 'raptor_comply_activity_lag_seconds',
    help: 'The longest current wait to write to an activity log; not a number while the database does not respond.',
    registers,
    async collect() {
      this.set((await read<{ seconds: number }>(ACTIVITY_LAG))?.seconds ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'raptor_comply_jobs_given_up',
    help: 'Jobs that failed for about three days and are not retried, such as mails that the mail server refuses. An error in the log names each.',
    registers,
    async collect() {
      this.set((await read<{ jobs: number }>(GIVEN_UP))?.jobs ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'raptor_comply_activity_tampered',
    help: 'Organizations whose last verification found that their activity log or records were tampered with.',
    registers,
    async collect() {
      this.set((await read<{ tampered: number }>(VERIFIED))?.tampered ?? Number.NaN);
    },
  });
  new Gauge({
    name: 'raptor_comply_activity_verified_timestamp_seconds',
    help: 'When the organization that was verified the longest ago was verified; not a number before the first verification.',
    registers,
    async collect() {
      this.set((await read<{ seconds: number | null }>(VERIFIED))?.seconds ?? Number.NaN);
    },
  });
  return {
    refuse: (reason) => refused.inc({ reason }),
    mail: (result) => mails.inc({ result }),
    checkpointProblem: (problem) => checkpointProblems.inc({ problem }),
    observe(operationId, status, seconds) {
      requests.inc({ operation: operationId, status });
      durations.observe({ operation: operationId }, seconds);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}
