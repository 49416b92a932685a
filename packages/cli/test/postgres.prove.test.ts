import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Load } from './support/crash-load.ts';
import { expectAllOnce, newAdminKey, start } from './support/crashes.ts';
import { type OwnPostgres, startPostgres } from './support/own-postgres.ts';
import { command, type Environment } from './support/processes.ts';

/** On a PostgreSQL server of the test's own, which may be killed. */

let postgres: OwnPostgres;
let environment: Environment;

beforeEach(async () => {
  postgres = await startPostgres();
  environment = { DATABASE_URL: postgres.url, RATE_LIMIT: '1000000' };
});
afterEach(() => postgres.remove());

it('a restart of PostgreSQL under load gives 503s, then the server goes on, and nothing is lost or done twice', async () => {
  const key = await newAdminKey(environment);
  const load = new Load(key, 8);
  const { server, url } = await start(environment);
  load.start(url);
  for (let restart = 0; restart < 10; restart++) {
    const before = load.acknowledged.size;
    while (load.acknowledged.size < before + 20) await wait(5);
    await postgres.restart(restart % 2 === 0 ? 'immediate' : 'fast');
  }
  const before = load.acknowledged.size;
  while (load.acknowledged.size < before + 20) await wait(5);
  await load.stop();
  expect([...load.statuses.keys()].sort()).toEqual([201, 503]);
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
  await expectAllOnce(load, key, environment);
}, 300_000);

it('organizations and keys can be made while a server runs on PostgreSQL', async () => {
  const { server, url } = await start(environment);
  expect(await command(['orgs', 'create', 'late', '--name', 'Late'], environment)).toMatchObject({ code: 0 });
  const { stdout } = await command(['keys', 'create', '--org', 'late'], environment);
  expect((await fetch(`${url}/facilities`, { headers: { 'x-api-key': stdout.trim() } })).status).toBe(200);
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
});
