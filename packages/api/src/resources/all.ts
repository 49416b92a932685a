import { implementRecords } from '../kernel/slice/implement-records.ts';
import { activity } from './activity/handlers.ts';
import { apiKeys } from './api-keys/handlers.ts';
import { records } from './index.ts';
import { users } from './users/handlers.ts';

/** All operations with their handlers. */
export const resources = [...implementRecords(records), activity, apiKeys, users];
