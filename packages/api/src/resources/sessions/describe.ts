import { sql } from 'kysely';
import { inCallerTransaction } from '../../kernel/auth/caller-transaction.ts';
import type { Caller } from '../../kernel/auth/permissions.ts';
import type { Database } from '../../kernel/database/database.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { DEFAULTS } from '../organization/contract.ts';

interface SignedIn {
  readonly organization: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly timeZone: string;
  };
  readonly key: { readonly id: string; readonly name: string | null; readonly role: string | null };
  readonly user: object | null;
}

/** Returns what the console shows about who is signed in: the organization, the key, and the user that the key acts for. */
export function describeSession(database: Database, caller: Caller): Promise<SignedIn> {
  const query = sqlQuery(sql<SignedIn>`
    select json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'timeZone', coalesce(s.time_zone, ${DEFAULTS.timeZone})) as organization,
           json_build_object('id', k.id, 'name', k.name, 'role', k.role) as key,
           case when u.id is not null then json_build_object('id', u.id, 'firstName', u.first_name, 'lastName', u.last_name,
                                                             'email', u.email) end as user
      from current_organization() o
      join api_keys k on k.id = ${caller.apiKeyId}
      left join users u on u.id = k.user_id and not u.is_deleted
      left join organization_settings s on true`);
  return inCallerTransaction(database, { caller, operationId: 'getSession', isRead: true }, (tx) =>
    tx.one(query, () => new Error('The key was not found')),
  );
}
