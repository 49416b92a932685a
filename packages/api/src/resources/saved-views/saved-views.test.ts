import { expect, it } from 'vitest';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();

it('a user has up to 200 views, and everybody has 200 of their own', async () => {
  const client = await server.newClient();
  const person = { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' };
  const userId = (await client.must.post('/users', person)).body.id;
  const view = (name: string, of: object) => ({ name, resource: 'cyber-assets', query: 'q=relay', ...of });
  for (let made = 0; made < 200; made++) await client.must.post('/saved-views', view(`View ${made}`, { userId }));
  const refused = await client.post('/saved-views', view('One more', { userId }));
  expect([refused.status, refused.body.field]).toEqual([422, 'userId']);
  const { id } = (await client.must.post('/saved-views', view('Shared', {}))).body;
  expect((await client.patch(`/saved-views/${id}`, { userId })).status).toBe(422);
});
