import { z } from 'zod';
import { created, defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import { id, message, moment, text, timestamp, timestamps } from '../../kernel/slice/fields.ts';
import { optionalText } from '../change.ts';
import { PERMISSIONS, ROLE_NAMES } from '../roles.ts';

const NAME = 'A label, such as the integration that uses the key.';
const EXPIRES = 'The key is rejected from this time on.';

export const apiKey = z
  .object({
    id: id(),
    name: optionalText('historian export', NAME),
    role: z
      .enum(ROLE_NAMES)
      .nullable()
      .meta({ examples: ['read_only'] })
      .describe('The built-in role that the key was created with; null if it was created with permissions.'),
    permissions: z
      .array(z.string())
      .meta({ examples: [['*:read']] })
      .describe('The permissions of the key.'),
    keyHint: z
      .string()
      .meta({ examples: ['rc_live_4fT9…x2Qa'] })
      .describe('The first and last four characters of the key, to recognize it.'),
    expiresAt: timestamp()
      .nullable()
      .meta({ examples: ['2027-03-31T00:00:00.000Z'] })
      .describe(EXPIRES),
    ...timestamps,
  })
  .meta({ id: 'ApiKey' });

const apiKeyCreated = apiKey
  .extend({
    key: z
      .string()
      .meta({ examples: ['rc_live_…'] })
      .describe('The key itself. It is not stored, and cannot be read again.'),
  })
  .meta({ id: 'ApiKeyCreated' });

const apiKeyCreate = z
  .strictObject({
    name: text(255).optional().describe(NAME),
    role: z.enum(ROLE_NAMES).optional().describe('A built-in role. Defaults to api_user if there are no permissions.'),
    permissions: z.array(z.enum(PERMISSIONS)).min(1).optional().describe('Permissions, instead of a role.'),
    expiresAt: moment().optional().describe(`${EXPIRES} Must be in the future.`),
  })
  .meta({
    id: 'ApiKeyCreate',
    examples: [{ name: 'historian export', role: 'read_only', expiresAt: '2027-03-31T00:00:00Z' }],
  });

const base = { tag: 'API Keys', permission: 'api-keys:admin' } as const;

export const apiKeysContract = defineContract({
  listApiKeys: {
    ...base,
    method: 'GET',
    path: '/api-keys',
    summary: 'List API keys',
    description: 'All keys of the organization that are not revoked, including expired keys.',
    noAsOf: true,
    response: list(apiKey),
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
  },
});
