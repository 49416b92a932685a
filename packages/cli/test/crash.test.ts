import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SEED, scaled, seededRandom } from '../../api/test/support/scaled.ts';
import { Load } from './support/crash-load.ts';
import { expectAllOnce, newAdminKey } from './support/crashes.ts';
import { embeddedPlace, type Place, postmasterOf } from './support/places.ts';
import { startServer, stop } from './support/processes.ts';

const CRASHES = scaled(50, 2);
const RESTARTS = scaled(10, 1);

let place: Place;
beforeEach(async () => {
  place = await embeddedPlace();
});
afterEach(() => place.remove());

it(
  'a server that is killed under load loses nothing that it acknowledged, and does nothing twice',
  async () => {
    const environment = { ...place.environment, RATE_LIMIT: '1000000' };
    const random = seededRandom(SEED);
    const key = await newAdminKey(environment);
    const load = new Load(key, 8);
    for (let crash = 0; crash < CRASHES; crash++) {
      const server = await startServer(environment);
      load.start(server.url);
      await load.more(5);
      await wait(300 * random());
      server.process.kill('SIGKILL');
      await server.ended;
      await load.stop();
    }
    expect(load.acknowledged.size).toBeGreaterThanOrEqual(CRASHES * 5);
    await expectAllOnce(load, key, environment);
  },
  CRASHES * 30_000,
);

it(
  'a restart of PostgreSQL under load gives 503s, then the server goes on, and nothing is lost or done twice',
  async () => {
    const environment = { ...place.environment, RATE_LIMIT: '1000000' };
    const key = await newAdminKey(environment);
    const load = new Load(key, 8);
    const server = await startServer(environment);
    load.start(server.url);
    for (let restart = 0; restart < RESTARTS; restart++) {
      await load.more(20);
      process.kill(await postmasterOf(place), restart % 2 === 0 ? 'SIGQUIT' : 'SIGINT');
    }
    await load.more(20);
    await load.stop();
    expect([...load.statuses.keys()].sort()).toEqual([201, 503]);
    await stop(server);
    await expectAllOnce(load, key, environment);
  },
  RESTARTS * 30_000,
);
