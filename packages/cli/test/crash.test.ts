import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Load } from './support/crash-load.ts';
import { type OwnPostgres, ownPostgres } from './support/own-postgres.ts';
import { command, type Environment, newPlace, type Place, type Running, startCommand } from './support/processes.ts';

/** What was acknowledged is there, once, whatever happened to the server; `TEST_CRASHES` says how often it happens. */

const CRASHES = Number(process.env.TEST_CRASHES ?? 4);
const WRITERS = 8;
const PER_CRASH_MS = 30_000;

let place: Place;
let environment: Environment;

beforeEach(async () => {
  place = await newPlace();
  environment = { ...place.environment, RATE_LIMIT: '1000000' };
});
afterEach(() => place.remove());

async function start(): Promise<{ server: Running; url: string }> {
  const server = startCommand(['serve'], environment);
  const [, url = ''] = await server.seen('stdout', /answers at (\S+)\n/);
  return { server, url };
}

async function newKey(): Promise<string> {
  await command(['orgs', 'create', 'coop', '--name', 'Prairie Cooperative'], environment);
  return (await command(['keys', 'create', '--org', 'coop', '--role', 'admin'], environment)).stdout.trim();
}

/** All titles that the server has, sorted. */
async function titles(url: string, key: string): Promise<string[]> {
  const response = await fetch(`${url}/facilities`, { headers: { 'x-api-key': key } });
  return ((await response.json()) as { title: string }[]).map(({ title }) => title).sort();
}

/** Everything that was promised, each once; a log that is whole, and has each of them once. */
async function check(load: Load, key: string): Promise<void> {
  const { server, url } = await start();
  await load.settle(url);
  expect(await titles(url, key)).toEqual([...load.acknowledged].sort());
  server.process.kill('SIGTERM');
  await server.ended;
  const verified = await command(['activity', 'verify', '--org', 'coop'], environment);
  // One entry for the key, and one for each facility.
  expect(verified.stdout).toContain(`coop: ${load.acknowledged.size + 1} entries, whole and unchanged`);
}

it(
  'a server that is killed under load loses nothing that it acknowledged, and does nothing twice',
  async () => {
    const key = await newKey();
    const load = new Load(key, WRITERS);
    for (let crash = 0; crash < CRASHES; crash++) {
      const { server, url } = await start();
      const before = load.acknowledged.size;
      load.start(url);
      while (load.acknowledged.size < before + 5) await wait(5);
      await wait(randomInt(300));
      server.process.kill('SIGKILL');
      await server.ended;
      await load.stop();
    }
    expect(load.acknowledged.size).toBeGreaterThanOrEqual(CRASHES * 5);
    await check(load, key);
  },
  CRASHES * PER_CRASH_MS,
);

describe('PostgreSQL', () => {
  let postgres: OwnPostgres | undefined;
  beforeEach(async () => {
    postgres = await ownPostgres();
    if (postgres !== undefined) environment = { ...environment, DATABASE_URL: postgres.url };
  }, PER_CRASH_MS);
  afterEach(() => postgres?.remove());

  it(
    'that is restarted under load brings 503s, then goes on, and nothing is lost or done twice',
    async () => {
      // Without PostgreSQL's programs, as with the embedded database alone, there is nothing to restart but the server itself.
      const key = await newKey();
      const load = new Load(key, WRITERS);
      const { server, url } = await start();
      load.start(url);
      for (let restart = 0; restart < Math.min(CRASHES, 10); restart++) {
        const before = load.acknowledged.size;
        while (load.acknowledged.size < before + 20) await wait(5);
        await postgres?.restart(restart % 2 === 0 ? 'immediate' : 'fast');
      }
      const before = load.acknowledged.size;
      while (load.acknowledged.size < before + 20) await wait(5);
      await load.stop();
      expect([...load.statuses.keys()].sort()).toEqual(postgres === undefined ? [201] : [201, 503]);
      server.process.kill('SIGTERM');
      expect(await server.ended).toMatchObject({ code: 0 });
      await check(load, key);
    },
    CRASHES * PER_CRASH_MS,
  );
});
