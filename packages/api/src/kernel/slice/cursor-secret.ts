import { randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';

/** The secret that cursors are signed with: made once, the same in all servers of an installation. */
export async function cursorSecret(database: Database): Promise<string> {
  const [row] = await database.query<{ cursor_secret: string }>({
    text: `with made as (
             insert into installation (cursor_secret) values ($1) on conflict do nothing returning cursor_secret
           )
           select cursor_secret from made union all select cursor_secret from installation limit 1`,
    values: [randomBytes(32).toString('base64url')],
  });
  if (row === undefined) return cursorSecret(database);
  return row.cursor_secret;
}
