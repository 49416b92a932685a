import { sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { field } from '../../kernel/slice/fields.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { user } from '../users/record.ts';

/** Of a user, or of those for everybody. */
const MAX_VIEWS = 200;

/** Throws ApiError 422 if there are more views than a person can use. */
async function requireFewViews({ id }: { readonly id: string }, tx: TenantTransaction): Promise<void> {
  const { count } = await tx.one(
    sqlQuery(sql<{ count: number }>`
      select count(*)::int as count from saved_views v
       where v.deleted_at is null and v.user_id is not distinct from (select user_id from saved_views where id = ${id})`),
  );
  if (count > MAX_VIEWS)
    throw new ApiError('unprocessable', `userId has ${MAX_VIEWS} saved views already; delete one first`, 'userId');
}

const savedView = defineRecord({
  table: 'saved_views',
  noun: 'saved view',
  about: `Lists of the console as somebody has set them up: filters, order, and columns. A user has up to ${MAX_VIEWS}, and so has everybody.`,
  required: {
    name: field.text(100, 'Name, unique among the views of the organization.', 'High impact relays'),
    resource: field.text(100, 'What it lists, as in paths.', 'cyber-assets'),
    query: field.text(
      4000,
      'Filters, order, and columns, as the query string of the console’s page.',
      'impactLevel=high&sort=assetTitle&columns=assetTitle,model',
    ),
  },
  optional: { userId: field.reference('The user whose view it is; without one, it is for everybody.') },
  updateExample: { name: 'High impact relays in service' },
  unique: { name: 'another saved view' },
  parents: { userId: { record: user } },
  filters: ['resource'],
  search: ['name'],
  saved: requireFewViews,
});

export const savedViews = recordSlice(savedView);
