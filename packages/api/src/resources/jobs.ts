import type { JobHandlers } from '../kernel/jobs/worker.ts';

/** The handlers of the worker, by kind of job. */
export const jobHandlers: JobHandlers = {};
