import { sql } from 'kysely';
import type { z } from 'zod';
import { IDLE_MS } from '../../kernel/auth/sessions.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage } from '../../kernel/slice/pages.ts';
import { deleteRecord, type RecordTable } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { ENDED, sessionsContract } from './contract.ts';

type Session = z.input<typeof sessionsContract.listSessions.response.schema>;

const sessionTable: RecordTable<Session> = { table: 'sessions', noun: 'session', columns: [] };

export const sessions = implement(sessionsContract, {
  listSessions: ({ page }, tx) =>
    tx.list(
      sqlQuery(sql<Session>`
        select sessions.*, k.name as api_key_name, k.user_id, u.first_name || ' ' || u.last_name as user_name, used.last_used_at
          from sessions
          join session_uses used on used.session_id = sessions.id
          join api_keys k on k.id = sessions.api_key_id
          left join users u on u.id = k.user_id
         where not sessions.is_deleted and sessions.expires_at > now() and not k.is_deleted
           and coalesce(k.expires_at, 'infinity') > now()
           and used.last_used_at > now() - make_interval(secs => ${IDLE_MS / 1000})${inPage(page, 'sessions')}`),
    ),
  async endSession({ params }, tx) {
    await deleteRecord(tx, sessionTable, params.id);
    return ENDED;
  },
});
