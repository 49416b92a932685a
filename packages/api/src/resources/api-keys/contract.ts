import { z } from 'zod';
import { countedList, created, defineContract, json, jsonBody } from '../../kernel/slice/contract.ts';
import { id, message, moment, reference, text, timestamp, timestamps } from '../../kernel/slice/fields.ts';
import { optionalText } from '../change.ts';
import { PERMISSIONS, ROLE_NAMES } from '../roles.ts';

const NAME = 'A label, such as the integration that uses the key.';
const EXPIRES = 'The key is rejected from this time on.';
const USER = 'The user that the key acts for. The key is revoked when the user is deleted or becomes inactive.';

export const apiKey = z
  .object({
    id: id(),
    name: optionalText('historian export', NAME),
    role: z
      .enum(ROLE_NAMES)
      .nullable()
      .meta({
        description: 'The built-in role that the key was created with; null if it was created with permissions.',
        examples: ['read_only'],
      }),
    permissions: z.array(z.string()).meta({ description: 'The permissions of the key.', examples: [['*:read']] }),
    keyHint: z.string().meta({
      description: 'The first and last four characters of the key, to recognize it.',
      examples: ['rc_live_4fT9…x2Qa'],
    }),
    expiresAt: timestamp()
      .nullable()
      .meta({ description: EXPIRES, examples: ['2027-03-31T00:00:00.000Z'] }),
    userId: id().nullable().describe(USER),
    ...timestamps,
  })
  .meta({ id: 'ApiKey' });

const key = z.string().meta({
  description: 'The key itself. It is not stored, and cannot be read again.',
  examples: ['rc_live_4fT9…x2Qa'],
});
const apiKeyCreated = apiKey.extend({ key }).meta({ id: 'ApiKeyCreated' });

const apiKeyCreate = z
  .strictObject({
    name: text(255).optional().describe(NAME),
    role: z.enum(ROLE_NAMES).optional().describe('A built-in role. Defaults to api_user if there are no permissions.'),
    permissions: z.array(z.enum(PERMISSIONS)).min(1).optional().describe('Permissions, instead of a role.'),
    expiresAt: moment().optional().describe(`${EXPIRES} Must be in the future.`),
    userId: reference().optional().describe(USER),
  })
  .meta({
    id: 'ApiKeyCreate',
    examples: [{ name: 'historian export', role: 'read_only', expiresAt: '2027-03-31T00:00:00.000Z' }],
  });

export const REVOKED = { message: 'API key revoked' };

const base = { tag: 'API Keys', permission: 'api-keys:admin' } as const;

export const apiKeysContract = defineContract({
  listApiKeys: {
    ...base,
    method: 'GET',
    path: '/api-keys',
    summary: 'List API keys',
    description: 'All keys of the organization that are not revoked, including expired keys.',
    noAsOf: true,
    response: countedList(apiKey),
  },
  createApiKey: {
    ...base,
    method: 'POST',
    path: '/api-keys',
    summary: 'Create an API key',
    description:
      'An organization can have several valid keys. To rotate a key, create a new key, switch the integration to it, and ' +
      'revoke the old key. A key with api-keys:admin can grant any permission.',
    body: jsonBody(apiKeyCreate),
    response: created(apiKeyCreated),
    responseIsSecret: true,
  },
  revokeApiKey: {
    ...base,
    method: 'DELETE',
    path: '/api-keys/{id}',
    summary: 'Revoke an API key',
    description: 'Takes effect within one second on this server, and within five seconds on others.',
    params: { id: 'API key' },
    response: json(message),
    example: REVOKED,
  },
});
