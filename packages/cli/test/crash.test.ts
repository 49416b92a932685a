import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { SEED, scaled, seededRandom } from '../../api/test/support/scaled.ts';
import { Load } from './support/crash-load.ts';
import { expectAllOnce, newAdminKey, start } from './support/crashes.ts';
import { usePlace } from './support/use-place.ts';

const CRASHES = scaled(50, 3);

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
