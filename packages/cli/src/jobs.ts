import { retryJobs as retry } from '@raptor-comply/api/operator/jobs';
import { withDatabase } from './database.ts';
import { print } from './output.ts';

export async function retryJobs(): Promise<void> {
  const count = await withDatabase(retry);
  print(`${count} ${count === 1 ? 'job' : 'jobs'} that had been given up will be tried again by a running server.`);
}
