import { expect, inject, it } from 'vitest';
import { openTestDatabase } from '../../../test/support/test-server.ts';
import { connectServer } from './database.ts';

it('a listener is called at each notification, and again after its connection was lost', async () => {
  const database = await openTestDatabase();
  let calls = 0;
  database.listen('test_channel', () => calls++);
  await expect.poll(() => calls).toBe(1);
  await database.query({ text: 'notify test_channel' });
  await expect.poll(() => calls).toBe(2);
  await database.query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and query like '%; listen test_channel'`,
  });
  // At the loss, and once it listens again.
  await expect.poll(() => calls, { timeout: 5000 }).toBe(4);
  await database.query({ text: 'notify test_channel' });
  await expect.poll(() => calls).toBe(5);
  await database.close();
});

it.each(['postgres', 'no_such_database'])('%s closes while a listener connects to it', async (name) => {
  const url = new URL(inject('origin').url);
  url.pathname = `/${name}`;
  const database = connectServer(url.href);
  database.listen('test_channel', () => {});
  await database.close();
});
