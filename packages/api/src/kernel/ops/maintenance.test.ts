import { expect, it } from 'vitest';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { deleteOldRows } from './maintenance.ts';

const server = useTestServer();

it('30 days after a session ended, its last use is forgotten, and the session stays', async () => {
  const key = await server.newKey(await server.newOrganization());
  const client = server.client(key);
  const begin = async () => {
    const headers = { origin: client.url, 'x-raptor-comply': 'console' };
    return (await client.must.send('POST', '/console/session', { body: { key }, headers })).body.id;
  };
  const [old, recent] = [await begin(), await begin()];
  await server.database.query({
    text: `update sessions set created_at = created_at - interval '31 days', expires_at = expires_at - interval '31 days' where id = $1`,
    values: [old],
  });
  await deleteOldRows(server.database);
  const idsIn = async (text: string) =>
    (await server.database.query<{ id: string }>({ text, values: [[old, recent]] })).map(({ id }) => id);
  expect(await idsIn('select session_id as id from session_uses where session_id = any ($1::uuid[])')).toEqual([
    recent,
  ]);
  expect(await idsIn('select id from sessions where id = any ($1::uuid[]) order by id')).toEqual([old, recent].sort());
});
