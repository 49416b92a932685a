import { z } from 'zod';
import { defineContract, json, list } from '../../kernel/slice/contract.ts';
import { timestamp } from '../../kernel/slice/fields.ts';
import { organizationName } from '../organization/contract.ts';
import { PERMISSIONS } from '../roles.ts';
import { user } from '../users/record.ts';

const access = z
  .object({
    permission: z.string().meta({ description: 'The permission in the query.', examples: ['cyber-assets:write'] }),
    hasAccess: z.boolean().meta({ description: 'Whether the key has the permission.', examples: [true] }),
  })
  .meta({ id: 'Access' });

const organization = z
  .object({
    ...organizationName,
    createdAt: timestamp(),
  })
  .meta({ id: 'Organization' });

export const ACTS_FOR_NOBODY = 'This API key acts for no user; create a key with a userId';

const read = { method: 'GET', tag: 'Users', permission: null } as const;

export const meContract = defineContract({
  getCurrentUser: {
    ...read,
    path: '/users/me',
    summary: 'Get the user that the key acts for',
    description: 'Returns 404 for a key that acts for nobody. `userId` of a new API key names the user.',
    nothing: ACTS_FOR_NOBODY,
    response: json(user.schema),
  },
  getMyOrganizations: {
    ...read,
    path: '/users/me/organizations',
    summary: 'List the organizations of the caller',
    description: 'The one organization that the key belongs to.',
    noAsOf: true,
    response: list(organization),
  },
  checkAccess: {
    ...read,
    path: '/users/me/check-access',
    summary: 'Check whether the key has a permission',
    noAsOf: true,
    query: z.strictObject({
      permission: z.enum(PERMISSIONS).meta({ description: 'A permission.', examples: ['cyber-assets:write'] }),
    }),
    response: json(access),
  },
});
