import { describe, expect, it } from 'vitest';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const admin = useClient(server);

const userBody = (over: Record<string, unknown> = {}) => ({
  firstName: 'Dana',
  lastName: 'Reyes',
  personType: 'employee',
  status: 'active',
  ...over,
});
const makeUser = async (over: Record<string, unknown> = {}) => (await admin.must.post('/users', userBody(over))).body;
const clientFor = (userId: string) => server.actingFor(userId, admin);

describe('a user', () => {
  it('has an e-mail address that is unique in the organization without regard to case, and free in another one', async () => {
    const { email } = await makeUser({ email: 'Dana.Reyes@Example.com' });
    expect(email).toBe('dana.reyes@example.com');
    const again = await admin.post('/users', userBody({ email: 'DANA.reyes@example.com' }));
    expect([again.status, again.body.message]).toEqual([409, 'email is already used by another user']);
    const elsewhere = await server.newClient();
    expect((await elsewhere.post('/users', userBody({ email }))).status).toBe(201);
  });

  it('needs no e-mail address, and many users can be without one', async () => {
    const users = [await makeUser(), await makeUser()];
    expect(users.map(({ email }) => email)).toEqual([null, null]);
  });

  it.each(['dana', 'dana@', '@example.com', 'dana@localhost', 'a b@example.com', `${'a'.repeat(65)}@example.com`])(
    'is refused with the e-mail address %s',
    async (email) => {
      const { status, body } = await admin.post('/users', userBody({ email }));
      expect([status, body.field]).toEqual([422, 'email']);
    },
  );

  it('is not its own manager, and its manager is of the same organization', async () => {
    const { id } = await makeUser();
    const own = await admin.patch(`/users/${id}`, { managerId: id });
    expect([own.status, own.body.message]).toEqual([422, 'managerId must be another user']);
    const stranger = (await (await server.newClient()).must.post('/users', userBody())).body.id;
    const foreign = await admin.patch(`/users/${id}`, { managerId: stranger });
    expect([foreign.status, foreign.body.field]).toEqual([422, 'managerId']);
  });

  it('is found by first and last name together', async () => {
    const { id } = await makeUser({ firstName: 'Wilhelmina', lastName: 'Okafor' });
    const { body } = await admin.get<{ id: string }[]>('/users?q=mina%20oka');
    expect(body.map((found) => found.id)).toEqual([id]);
  });
});

describe('the end of a user’s access', () => {
  it('a deleted user’s keys are refused at once, and stay refused when the user is restored', async () => {
    const { id } = await makeUser();
    const client = await clientFor(id);
    expect((await client.get('/users/me')).body.id).toBe(id);
    await admin.must.delete(`/users/${id}`);
    expect((await client.get('/users/me')).status).toBe(401);
    await admin.must.post(`/users/${id}/restore`);
    expect((await client.get('/users/me')).status).toBe(401);
  });

  it('a user who becomes inactive loses the keys, and gets none before the status changes', async () => {
    const { id } = await makeUser();
    const client = await clientFor(id);
    expect((await client.get('/users/me')).status).toBe(200);
    await admin.must.patch(`/users/${id}`, { status: 'inactive' });
    await expect.poll(async () => (await client.get('/users/me')).status, { interval: 5 }).toBe(401);
    const refused = await admin.post('/api-keys', { userId: id });
    expect([refused.status, refused.body.field]).toEqual([422, 'userId']);
    await admin.must.patch(`/users/${id}`, { status: 'active' });
    expect((await (await clientFor(id)).get('/users/me')).status).toBe(200);
  });

  it('a manager is deleted in spite of the users that the manager has, who then have none', async () => {
    const manager = await makeUser();
    const { id } = await makeUser({ managerId: manager.id });
    await admin.must.delete(`/users/${manager.id}`);
    expect((await admin.get(`/users/${id}`)).body.managerId).toBeNull();
    const { body: log } = await admin.get<{ action: string }[]>(`/activity/by-resource-type/users/${manager.id}`);
    expect(log.map(({ action }) => action)).toEqual(['created', 'deleted']);
  });
});

describe('who the caller is', () => {
  it('a key that acts for nobody has no user', async () => {
    const { status, body } = await admin.get('/users/me');
    expect([status, body.message]).toEqual([404, 'This API key acts for no user; create a key with a userId']);
  });

  it('the user of a key is shown as the user was at a moment', async () => {
    const { id } = await makeUser({ jobTitle: 'Operator' });
    const client = await clientFor(id);
    const { updatedAt } = (await admin.must.patch(`/users/${id}`, { phone: '555 0117' })).body;
    await admin.must.patch(`/users/${id}`, { jobTitle: 'Supervisor' });
    expect((await client.get('/users/me')).body.jobTitle).toBe('Supervisor');
    expect((await client.get(`/users/me?asOf=${updatedAt}`)).body.jobTitle).toBe('Operator');
  });

  it('a key cannot act for another organization’s user', async () => {
    const { id } = await makeUser();
    const { status, body } = await (await server.newClient()).post('/api-keys', { userId: id });
    expect([status, body.field]).toEqual([422, 'userId']);
  });

  it('the caller belongs to the one organization of its key', async () => {
    const organization = await server.newOrganization('Prairie Cooperative');
    const client = server.client(await server.newKey(organization, { grant: { permissions: ['facilities:read'] } }));
    const { id, slug, name, isTest } = organization;
    expect((await client.get('/users/me/organizations')).body).toEqual([
      { id, slug, name, isTest, createdAt: expect.any(String) },
    ]);
  });
});
