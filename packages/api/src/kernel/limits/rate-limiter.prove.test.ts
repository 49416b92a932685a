import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../test/support/client.ts';
import { openTestDatabase, startTestServer } from '../../../test/support/test-server.ts';
import { LocalRateLimiter, type Policy, type RateLimiter, RedisRateLimiter } from './rate-limiter.ts';
import { openRateLimiter } from './redis-rate-limiter.ts';

const REDIS_URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';

const policy = (quota: number): Policy => ({ name: 'test', quota, windowSeconds: 60 });

describe('limits in Redis', () => {
  let redis: Redis;
  let local: RateLimiter;
  beforeAll(async () => {
    redis = new Redis(REDIS_URL, { maxRetriesPerRequest: 1 });
    local = new LocalRateLimiter();
    await redis.ping();
  });
  afterAll(() => redis.quit());
  const open = () =>
    new RedisRateLimiter(redis, local, (error) => {
      throw error;
    });

  it('several servers share one exact limit', async () => {
    const limiters = [open(), open(), open()];
    const bucket = randomUUID();
    const verdicts = await Promise.all(
      Array.from({ length: 300 }, (_, turn) => limiters[turn % 3]?.take(policy(100), bucket)),
    );
    const allowed = verdicts.filter((verdict) => verdict?.allowed).length;
    // One comes back every 600 ms; the 300 take a fraction of that, or a few of them on a busy machine.
    expect(allowed).toBeGreaterThanOrEqual(100);
    expect(allowed).toBeLessThanOrEqual(105);
    const refused = await open().take(policy(100), bucket);
    expect(refused).toMatchObject({ remaining: 0 });
    expect(await redis.pttl(`raptor-comply:rate:test:${bucket}`)).toBeGreaterThan(50_000);
  });

  it('two servers on one database share one limit', async () => {
    const database = await openTestDatabase();
    const log = pino({ level: 'silent' });
    const limiters = [openRateLimiter(REDIS_URL, log), openRateLimiter(REDIS_URL, log)];
    const servers = await Promise.all(
      limiters.map(({ limiter }) => startTestServer({ database, limiter, rateLimit: 6 })),
    );
    const key = await servers[0]?.newKey(await servers[0].newOrganization());
    const statuses: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      statuses.push((await createClient(servers[turn % 2]?.url ?? '', key).get('/facilities')).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    await Promise.all([...servers.map((server) => server.close()), ...limiters.map((limiter) => limiter.close())]);
    await database.close();
  });
});
