import { v7 } from 'uuid';

/** Returns a new UUID of version 7. Ids increase, also within a millisecond, so new rows are adjacent in the primary key. */
export const newId = (): string => v7();
