import { z } from 'zod';
import { defineContract, json } from '../../kernel/slice/contract.ts';
import { PERMISSIONS } from '../roles.ts';

const access = z
  .object({
    permission: z
      .string()
      .meta({ examples: ['cyber-assets:write'] })
      .describe('The permission in the query.'),
    hasAccess: z
      .boolean()
      .meta({ examples: [true] })
      .describe('Whether the key has the permission.'),
  })
  .meta({ id: 'Access' });

export const usersContract = defineContract({
  checkAccess: {
    method: 'GET',
    path: '/users/me/check-access',
    tag: 'Users',
    summary: 'Check whether the key has a permission',
    permission: null,
    noAsOf: true,
    query: z.strictObject({ permission: z.enum(PERMISSIONS).describe('A permission, such as cyber-assets:write.') }),
    response: json(access),
  },
});
