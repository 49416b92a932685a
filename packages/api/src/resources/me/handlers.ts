import { sql } from 'kysely';
import type { z } from 'zod';
import { holds } from '../../kernel/auth/permissions.ts';
import { ApiError } from '../../kernel/base/errors.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage } from '../../kernel/slice/pages.ts';
import { getRecord } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { user } from '../users/record.ts';
import { ACTS_FOR_NOBODY, meContract } from './contract.ts';

type Organization = z.input<typeof meContract.getMyOrganizations.response.schema>;

export const me = implement(meContract, {
  async getCurrentUser({ caller: { userId } }, tx) {
    if (userId === null) throw new ApiError('not_found', ACTS_FOR_NOBODY);
    return getRecord(tx, user, userId);
  },
  getMyOrganizations: ({ page }, tx) =>
    tx.many(
      sqlQuery(
        sql<Organization>`select * from current_organization() organizations where true${inPage(page, 'organizations')}`,
      ),
    ),
  checkAccess: async ({ query: { permission }, caller }) => ({ permission, hasAccess: holds(caller, permission) }),
});
