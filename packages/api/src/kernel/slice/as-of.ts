import type { Operation } from './contract.ts';
import { moment } from './fields.ts';

/** The query parameter of every read of the inventory. */
export const asOfQuery = {
  asOf: moment()
    .optional()
    .describe(
      'Answers as of this moment, from the activity log: with what was there then, also what has been deleted since.',
    ),
};

/** Whether an operation reads the inventory, and so can read what it was. */
export const hasPast = ({ method, timeless }: Operation): boolean => method === 'GET' && timeless !== true;
