import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { SEED, scaled, seededRandom } from '../../api/test/support/scaled.ts';
import { Load } from './support/crash-load.ts';
import { expectAllOnce, newAdminKey, start } from './support/crashes.ts';
import { embeddedPlace, postmasterOf } from './support/processes.ts';
import { usePlace } from './support/use-place.ts';

const CRASHES = scaled(50, 3);
const RESTARTS = scaled(10, 3);

const place = usePlace();

it(
  'a server that is killed under load loses nothing that it acknowledged, and does nothing twice',
  async () => {
    const environment = { ...place.environment, RATE_LIMIT: '1000000' };
    const random = seededRandom(SEED);
    const key = await newAdminKey(environment);
    const load = new Load(key, 8);
    for (let crash = 0; crash < CRASHES; crash++) {
      const { server, url } = await start(environment);
      const before = load.acknowledged.size;
      load.start(url);
      while (load.acknowledged.size < before + 5) await wait(5);
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
    const own = await embeddedPlace();
    const environment = { ...own.environment, RATE_LIMIT: '1000000' };
    const key = await newAdminKey(environment);
    const load = new Load(key, 8);
    const { server, url } = await start(environment);
    const more = async () => {
      for (const before = load.acknowledged.size; load.acknowledged.size < before + 20; ) await wait(5);
    };
    load.start(url);
    for (let restart = 0; restart < RESTARTS; restart++) {
      await more();
      process.kill(await postmasterOf(own), restart % 2 === 0 ? 'SIGQUIT' : 'SIGINT');
    }
    await more();
    await load.stop();
    expect([...load.statuses.keys()].sort()).toEqual([201, 503]);
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0 });
    await expectAllOnce(load, key, environment);
    await own.remove();
  },
  RESTARTS * 30_000,
);
