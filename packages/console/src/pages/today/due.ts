import type { Task } from '@raptor-comply/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { comply, useAsOf, useTimeZone } from '../../api/session.ts';
import { addDays, dayIn } from '../../records/format.ts';

export const HORIZON_DAYS = 90;
const DONE = new Set(['met', 'met_late', 'cancelled']);

/** What is open and due until the end of the horizon, soonest first. */
export const dueQuery = (today: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ['tasks', 'due', today, asOf],
    queryFn: async ({ signal }) => {
      const tasks: Task[] = [];
      const query = {
        dueBefore: addDays(today, HORIZON_DAYS + 1),
        sort: 'dueDate',
        limit: 1000,
        ...(asOf === undefined ? {} : { asOf }),
      } as const;
      for await (const task of comply.tasks.list(query, { signal })) if (!DONE.has(task.state)) tasks.push(task);
      return tasks;
    },
  });

/** The day that the console shows as today: in the organization's zone, and in the past if it shows the past. */
export function useToday(): string {
  const zone = useTimeZone();
  const asOf = useAsOf();
  return dayIn(asOf === undefined ? new Date() : new Date(asOf), zone);
}

export function useDue() {
  return useQuery(dueQuery(useToday(), useAsOf()));
}

export function useDueCounts(): { readonly late: number; readonly all: number } {
  const { data = [] } = useDue();
  return { late: data.filter(({ state }) => state === 'overdue').length, all: data.length };
}
