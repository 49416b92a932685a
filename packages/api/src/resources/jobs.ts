import type { JobHandlers } from '../kernel/jobs/worker.ts';

/** What the worker can do, by kind of job. */
export const jobHandlers: JobHandlers = {};
