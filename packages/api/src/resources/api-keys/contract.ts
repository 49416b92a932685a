import { z } from 'zod';
import { created, defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import { id, message, moment, text, timestamp, timestamps } from '../../kernel/slice/fields.ts';
import { PERMISSIONS, ROLE_NAMES } from '../roles.ts';

const permission = z.enum(PERMISSIONS);

export const apiKey = z
  .object({
    id: id(),
    name: z
      .string()
      .nullable()
      .meta({ examples: ['historian export'] })
      .describe('A label, such as the integration that uses the key.'),
    role: z
      .enum(ROLE_NAMES)
      .nullable()
      .meta({ examples: ['read_only'] })
      .describe('The built-in role that it was made with, if it was.'),
    permissions: z
      .array(z.string())
      .meta({ examples: [['*:read']] })
      .describe('What the key may do.'),
    keyHint: z
      .string()
      .meta({ examples: ['rc_live_4fT9…x2Qa'] })
      .describe('First and last four characters of the key, to tell it from others.'),
    expiresAt: timestamp()
      .nullable()
      .meta({ examples: ['2027-03-31T00:00:00.000Z'] })
      .describe('From then on the key is refused.'),
    ...timestamps,
  })
  .meta({ id: 'ApiKey' });

const apiKeyCreated = apiKey
  .extend({
    key: z
      .string()
      .meta({ examples: ['rc_live_…'] })
      .describe('The key itself: shown this once, kept nowhere.'),
  })
  .meta({ id: 'ApiKeyCreated' });

const apiKeyCreate = z
  .strictObject({
    name: text(255).optional().describe('A label, such as the integration that uses the key.'),
    role: z.enum(ROLE_NAMES).optional().describe('A built-in role; api_user, when permissions are not given either.'),
    permissions: z.array(permission).min(1).optional().describe('Single permissions, instead of a role.'),
    expiresAt: moment().optional().describe('From then on the key is refused; in the future.'),
  })
  .meta({
    id: 'ApiKeyCreate',
    examples: [{ name: 'historian export', role: 'read_only', expiresAt: '2027-03-31T00:00:00Z' }],
  });

const tag = 'API Keys';
const permissionNeeded = 'api-keys:admin';

export const apiKeysContract = defineContract({
  listApiKeys: {
    method: 'GET',
    path: '/api-keys',
    tag,
    summary: 'List API keys',
    description: 'The organization’s keys that are not revoked; expired ones are among them.',
    permission: permissionNeeded,
    noAsOf: true,
    response: list(apiKey),
  },
  createApiKey: {
    method: 'POST',
    path: '/api-keys',
    tag,
    summary: 'Create an API key',
    description:
      'Several keys may be valid at a time: to rotate, create the new one, change the integration, revoke the old one. ' +
      'Whoever holds api-keys:admin may grant any permission.',
    permission: permissionNeeded,
    body: jsonBody(apiKeyCreate),
    response: created(apiKeyCreated),
    responseIsSecret: true,
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/api-keys/{id}',
    tag,
    summary: 'Revoke an API key',
    description: 'Takes effect within one second in this server and within five in others.',
    permission: permissionNeeded,
    params: { id: 'API key' },
    response: json(message),
  },
});
