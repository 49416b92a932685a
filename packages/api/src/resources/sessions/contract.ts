import { z } from 'zod';
import { defineContract, json, list } from '../../kernel/slice/contract.ts';
import { EXAMPLE_ID, id, message, timestamp } from '../../kernel/slice/fields.ts';

const session = z
  .object({
    id: id(),
    apiKeyId: id().describe('The API key that the session acts for. The session ends with it.'),
    apiKeyName: z
      .string()
      .nullable()
      .meta({ description: 'The name of the key.', examples: ['Dana at the control center'] }),
    userId: id()
      .nullable()
      .meta({ description: 'The user that the key acts for.', examples: [EXAMPLE_ID] }),
    userName: z
      .string()
      .nullable()
      .meta({ description: 'First and last name of the user.', examples: ['Dana Reyes'] }),
    createdAt: timestamp(),
    lastUsedAt: timestamp().describe('The time of the last request, within half a minute.'),
    expiresAt: timestamp().describe('The session ends then, or 30 minutes after the last request.'),
    address: z
      .string()
      .nullable()
      .meta({ description: 'The address that the session began from.', examples: ['192.0.2.44'] }),
    userAgent: z
      .string()
      .nullable()
      .meta({ description: 'The browser, as it describes itself.', examples: ['Mozilla/5.0 (X11; Linux x86_64)'] }),
  })
  .meta({ id: 'Session' });

const base = { tag: 'Sessions', permission: 'api-keys:admin' } as const;
export const ENDED = { message: 'Session ended' };

export const sessionsContract = defineContract({
  listSessions: {
    ...base,
    method: 'GET',
    path: '/sessions',
    summary: 'List the sessions of the console',
    description: 'The sessions of the organization that have not ended.',
    noAsOf: true,
    response: list(session),
  },
  endSession: {
    ...base,
    method: 'DELETE',
    path: '/sessions/{id}',
    summary: 'End a session of the console',
    description: 'Takes effect at once.',
    params: { id: 'session' },
    response: json(message),
    example: ENDED,
  },
});
