import { z } from 'zod';
import { defineContract, json } from '../../kernel/slice/contract.ts';
import { PERMISSIONS } from '../roles.ts';

const access = z
  .object({
    permission: z
      .string()
      .meta({ examples: ['cyber-assets:write'] })
      .describe('The permission that was asked for.'),
    hasAccess: z
      .boolean()
      .meta({ examples: [true] })
      .describe('This key holds it.'),
  })
  .meta({ id: 'Access' });

export const usersContract = defineContract({
  checkAccess: {
    method: 'GET',
    path: '/users/me/check-access',
    tag: 'Users',
    summary: 'Check whether this key holds a permission',
    permission: null,
    noAsOf: true,
    query: z.strictObject({ permission: z.enum(PERMISSIONS).describe('Such as cyber-assets:write.') }),
    response: json(access),
  },
});
