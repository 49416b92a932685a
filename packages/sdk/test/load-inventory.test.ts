import { expect, test } from 'vitest';
import { RaptorComply } from '../src/index.ts';
import { makeInventory } from './inventory.ts';
import { startLoader } from './loader.ts';
import { useRealServer } from './real-server.ts';

const server = useRealServer();
const small = { plants: 60, systems: 5, assets: 6 };

test('the loader works in an organization that has records, continues after it was killed, and changes nothing when it is done', async () => {
  const key = await server.newKey();
  const comply = new RaptorComply({ apiKey: key, baseUrl: server.url, logger: false });
  const { facility, asset } = await makeInventory(comply);
  const target = { url: server.url, key };

  const killed = startLoader(small, target);
  await expect.poll(async () => (await comply.facilities.list()).length, { timeout: 20_000 }).toBeGreaterThan(10);
  killed.kill();
  expect((await killed.ended).stdout).toBe('');

  const { code, stdout, stderr } = await startLoader(small, target).ended;
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('mismatch')]);
  expect(stdout).toContain('Every record matches what was sent.');
  const facilities = await comply.facilities.list();
  expect(facilities.map(({ id }) => id)).toContain(facility.id);
  expect(new Set(facilities.map(({ facilityCode }) => facilityCode)).size).toBe(61);
  expect(facilities).toHaveLength(61);
  const assets = await comply.cyberAssets.list();
  expect(assets.map(({ id }) => id)).toContain(asset.id);
  // The loaded ones, the imported copies of one system's, and the one that was there before.
  expect(assets).toHaveLength(30 + 6 + 1);

  const again = await startLoader({ ...small, systems: 6 }, target).ended;
  expect(again.code).toBe(0);
  expect(again.stdout).toMatch(/create 0 of 60 facilities.*create 1 of 6 cyber systems.*create 6 of 36 cyber assets/s);
  expect(await comply.facilities.list()).toEqual(facilities);
}, 60_000);
