import { ApiError, RaptorComply } from '@raptor-comply/sdk';
import { Failure, UsageError } from './failure.ts';
import { printJson, printTable } from './output.ts';

export interface DueOptions {
  readonly within: string;
  readonly json?: boolean;
  readonly reasons?: boolean;
}

const MAX_DAYS = 3660;

/** The first date after so many days from today. Throws UsageError. */
function endOf(within: string): string {
  const days = Number(/^(\d{1,4})d$/.exec(within)?.[1] ?? Number.NaN);
  if (!(days <= MAX_DAYS)) throw new UsageError(`--within must be a number of days up to ${MAX_DAYS}, such as 90d.`);
  return new Date(Date.now() + (days + 1) * 86_400_000).toISOString().slice(0, 10);
}

function connect(): RaptorComply {
  const { RAPTOR_COMPLY_API_KEY: apiKey, RAPTOR_COMPLY_URL: baseUrl = 'http://127.0.0.1:8080' } = process.env;
  if (apiKey === undefined || apiKey === '')
    throw new Failure('RAPTOR_COMPLY_API_KEY is not set; set it to an API key of the organization.');
  return new RaptorComply({ apiKey, baseUrl });
}

/** Prints the tasks that are open or overdue and due within so many days, the earliest first. */
export async function printDue({ within, json = false, reasons = false }: DueOptions): Promise<void> {
  const dueBefore = endOf(within);
  const comply = connect();
  try {
    const tasks = (await comply.tasks.list({ dueBefore, sort: 'dueDate' })).filter(({ status }) =>
      ['open', 'in_progress', 'overdue'].includes(status),
    );
    if (json) return printJson(tasks);
    const rows = tasks.map(({ dueDate, hardDue, state, requirementPart, title, dueReason }) => {
      return [dueDate, hardDue ?? '', state, requirementPart ?? '', title, ...(reasons ? [dueReason] : [])];
    });
    printTable(['DUE', 'HARD DATE', 'STATE', 'REQUIREMENT', 'TITLE', ...(reasons ? ['REASON'] : [])], rows);
  } catch (error) {
    if (error instanceof ApiError) throw new Failure(`The server refused the request: ${error.message}.`);
    throw error;
  }
}
