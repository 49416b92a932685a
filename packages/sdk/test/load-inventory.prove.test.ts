import { expect, test } from 'vitest';
import { startLoader } from './loader.ts';
import { useRealServer } from './real-server.ts';

const server = useRealServer();

// Ten times the default limit, so that the proof takes 2 minutes; `TEST_RATE_LIMIT=600` takes 21.
const rateLimit = Number(process.env.TEST_RATE_LIMIT ?? 6000);

test(
  'a loader of 12,732 requests uses the rate limit up, and under 1 % of them are refused',
  async () => {
    const limited = await server.startAnother({ rateLimit });
    const startedAt = performance.now();
    const inventory = { plants: 3113, systems: 392, assets: 22 };
    const { code, requests, refused } = await startLoader(inventory, { url: limited.url, key: await limited.newKey() })
      .ended;
    expect(code).toBe(0);
    expect(requests).toBeGreaterThanOrEqual(12_732);
    expect(refused).toBeLessThan(requests / 100);
    expect(performance.now() - startedAt).toBeLessThan((requests / rateLimit) * 1.2 * 60_000);
    await limited.close();
  },
  30 * 60_000,
);
