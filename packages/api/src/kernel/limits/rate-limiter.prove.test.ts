import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../test/support/client.ts';
import { openTestDatabase, startTestServer } from '../../../test/support/test-server.ts';
import type { Policy } from './rate-limiter.ts';
import { RedisRateLimiter } from './redis-rate-limiter.ts';

const REDIS_URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';

const policy = (quota: number): Policy => ({ name: 'test', quota, windowSeconds: 60 });
const log = pino({ level: 'silent' });

/** Whether the limiter counts in Redis. */
async function isShared(limiter: RedisRateLimiter): Promise<boolean> {
  const before = limiter.fallbacks;
  await limiter.take(policy(1000), randomUUID());
  return limiter.fallbacks === before;
}

async function open(url: string): Promise<RedisRateLimiter> {
  const limiter = new RedisRateLimiter(url, log);
  await expect.poll(() => isShared(limiter), { interval: 5 }).toBe(true);
  return limiter;
}

describe('limits in Redis', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = new Redis(REDIS_URL, { maxRetriesPerRequest: 1 });
    await redis.ping();
  });
  afterAll(() => redis.quit());

  it('several servers share one exact limit', async () => {
    const limiters = await Promise.all([open(REDIS_URL), open(REDIS_URL), open(REDIS_URL)]);
    const bucket = randomUUID();
    const verdicts = await Promise.all(
      Array.from({ length: 300 }, (_, turn) => limiters[turn % 3]?.take(policy(100), bucket)),
    );
    const allowed = verdicts.filter((verdict) => verdict?.allowed).length;
    // One comes back every 600 ms; the 300 take a fraction of that, or a few of them on a busy machine.
    expect(allowed).toBeGreaterThanOrEqual(100);
    expect(allowed).toBeLessThanOrEqual(105);
    expect(await limiters[0]?.take(policy(100), bucket)).toMatchObject({ remaining: 0 });
    expect(await redis.pttl(`raptor-comply:rate:test:${bucket}`)).toBeGreaterThan(50_000);
    for (const limiter of limiters) limiter.close();
  });

  it('a bucket from before the clock of Redis was set back by an hour is at most full, and restored as usual', async () => {
    const limiter = await open(REDIS_URL);
    const bucket = randomUUID();
    await redis.set(`raptor-comply:rate:test:${bucket}`, String((Date.now() + 3_600_000) * 1000));
    expect(await limiter.take(policy(600), bucket)).toEqual({ allowed: false, remaining: 0, resetSeconds: 1 });
    await expect.poll(async () => (await limiter.take(policy(600), bucket)).allowed, { interval: 50 }).toBe(true);
    limiter.close();
  });

  it('two servers on one database share one limit', async () => {
    const database = await openTestDatabase();
    const limiters = await Promise.all([open(REDIS_URL), open(REDIS_URL)]);
    const servers = await Promise.all(limiters.map((limiter) => startTestServer({ database, limiter, rateLimit: 6 })));
    const key = await servers[0]?.newKey(await servers[0].newOrganization());
    const statuses: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      statuses.push((await createClient(servers[turn % 2]?.url ?? '', key).get('/facilities')).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
    await Promise.all(servers.map((server) => server.close()));
    for (const limiter of limiters) limiter.close();
    await database.close();
  });
});

describe('a Redis that stops responding', () => {
  it('delays only the requests that are waiting for it, and is used again once it responds', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-redis-'));
    const socket = path.join(directory, 'redis.sock');
    const server = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', ''], { stdio: 'ignore' });
    const limiter = await open(socket);
    server.kill('SIGSTOP');
    const took = async () => {
      const start = performance.now();
      await limiter.take(policy(1000), 'a');
      return performance.now() - start;
    };
    expect(await took()).toBeGreaterThan(200);
    const later = await Promise.all(Array.from({ length: 200 }, took));
    expect(Math.max(...later)).toBeLessThan(100);
    expect(limiter.fallbacks).toBeGreaterThanOrEqual(201);
    server.kill('SIGCONT');
    await expect.poll(() => isShared(limiter), { timeout: 10_000 }).toBe(true);
    limiter.close();
    server.kill('SIGKILL');
    await once(server, 'exit');
    await rm(directory, { recursive: true });
  });
});
