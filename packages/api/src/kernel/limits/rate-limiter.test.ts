import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../../test/support/client.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { makeKey } from '../auth/api-keys.ts';
import { createLogger } from '../ops/log.ts';
import { addressBucket, LocalRateLimiter, type Policy, type Verdict } from './rate-limiter.ts';
import { RedisRateLimiter } from './redis-rate-limiter.ts';

const policy = (quota: number): Policy => ({ name: 'test', quota, windowSeconds: 60 });

describe('the rule', () => {
  it('the limiter allows the whole quota at once, and then evenly', async () => {
    let now = 1_000_000;
    const limiter = new LocalRateLimiter(() => now);
    const take = () => limiter.take(policy(10), 'a');
    for (let left = 9; left >= 0; left--) expect(await take()).toMatchObject({ allowed: true, remaining: left });
    expect(await take()).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 6 });
    now += 6000;
    expect(await take()).toMatchObject({ allowed: true, remaining: 0 });
    expect((await take()).allowed).toBe(false);
  });

  it('the limiter never allows more than the quota and what was replenished, and Retry-After is always enough', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 200 }),
        async (quota, gaps) => {
          let now = 1_700_000_000_000;
          const start = now;
          const limiter = new LocalRateLimiter(() => now);
          let allowed = 0;
          for (const gap of gaps) {
            now += gap;
            const verdict = await limiter.take(policy(quota), 'a');
            if (verdict.allowed) allowed++;
            else {
              now += verdict.resetSeconds * 1000;
              expect((await limiter.take(policy(quota), 'a')).allowed).toBe(true);
              allowed++;
            }
            expect(allowed).toBeLessThanOrEqual(quota + Math.ceil(((now - start) / 60_000) * quota) + 1);
          }
        },
      ),
    );
  });

  it('each response says, to the second, when one more request is allowed than now', async () => {
    const afterHistory = async (quota: number, gaps: readonly number[], waitMs: (last: Verdict) => number) => {
      let now = 0;
      const limiter = new LocalRateLimiter(() => now);
      let last = await limiter.take(policy(quota), 'a');
      for (const gap of gaps) {
        now += gap;
        last = await limiter.take(policy(quota), 'a');
      }
      now += waitMs(last);
      const next = await limiter.take(policy(quota), 'a');
      return { last, wasRestored: next.allowed && next.remaining >= last.remaining };
    };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2000 }),
        fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 50 }),
        async (quota, gaps) => {
          const { last, wasRestored } = await afterHistory(quota, gaps, ({ resetSeconds }) => resetSeconds * 1000);
          expect(wasRestored).toBe(true);
          if (last.resetSeconds === 1) return;
          const early = await afterHistory(quota, gaps, ({ resetSeconds }) => (resetSeconds - 1) * 1000);
          expect(early.wasRestored).toBe(false);
        },
      ),
    );
  });

  it('a blocked bucket stays blocked however many others arrive', async () => {
    let now = 0;
    const limiter = new LocalRateLimiter(() => now, 100);
    while ((await limiter.take(policy(3), 'blocked')).allowed);
    for (let other = 0; other < 10_000; other++) await limiter.take(policy(3), `other-${other}`);
    expect((await limiter.take(policy(3), 'blocked')).allowed).toBe(false);
    expect(limiter.size).toBeLessThanOrEqual(101);
    now += 60_000;
    expect((await limiter.take(policy(3), 'new')).allowed).toBe(true);
  });

  it('an IPv6 host is counted by its /64, and an IPv4 host by its address', () => {
    expect(addressBucket('2001:db8:1:2:3:4:5:6')).toBe(addressBucket('2001:db8:1:2::1'));
    expect(addressBucket('2001:db8:1:2::1')).not.toBe(addressBucket('2001:db8:1:3::1'));
    expect(addressBucket('::1')).toBe('0:0:0:0');
    expect(addressBucket('::ffff:10.0.0.1')).toBe('10.0.0.1');
  });
});

describe('limits over HTTP', () => {
  let now = 0;
  const server = useTestServer({ rateLimit: 5, clock: { wallMs: Date.now, monotonicMs: () => now } });

  it('an organization’s keys share its quota; another organization has its own', async () => {
    const organization = await server.newOrganization();
    const [one, two] = await Promise.all([server.newKey(organization), server.newKey(organization)]);
    const clients = [one, two].map((key) => createClient(server.url, key));
    const statuses: number[] = [];
    for (let turn = 0; turn < 6; turn++) statuses.push((await clients[turn % 2]?.get('/facilities'))?.status ?? 0);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await (await server.newClient()).get('/facilities')).status).toBe(200);
  });

  it('a refused request is told when to retry, and is then accepted', async () => {
    const client = await server.newClient();
    const headers: (string | null)[] = [];
    for (let turn = 0; turn < 5; turn++) headers.push((await client.get('/facilities')).headers.get('ratelimit'));
    expect(headers[0]).toBe('"default";r=4;t=12');
    expect(headers[4]).toBe('"default";r=0;t=12');
    const refused = await client.get('/facilities');
    expect(refused.headers.get('retry-after')).toBe('12');
    expect(refused.headers.get('ratelimit')).toBe('"default";r=0;t=12');
    expect(refused.headers.get('ratelimit-policy')).toBe('"default";q=5;w=60');
    expect(refused.body).toEqual({
      error: 'Too Many Requests',
      message: 'Rate limit of 5 requests per minute exceeded; retry in 12 s',
    });
    now += 11_000;
    expect((await client.get('/facilities')).status).toBe(429);
    now += 1000;
    expect((await client.get('/facilities')).status).toBe(200);
  });

  it('failed authentications are limited by address, and spend no organization’s quota', async () => {
    const key = await server.newKey(await server.newOrganization());
    const wrong = createClient(server.url, makeKey(false));
    let refused = await wrong.get('/facilities');
    while (refused.status === 401) refused = await wrong.get('/facilities');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('ratelimit')).toMatch(/^"authentication";r=0;t=\d+$/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const right = await createClient(server.url, key).get('/facilities');
    expect([right.status, right.headers.get('ratelimit')]).toEqual([200, '"default";r=4;t=12']);
  });
});

describe('when Redis does not respond', () => {
  it('this process counts instead, and logs that it does', async () => {
    const lines: string[] = [];
    // Nothing listens on the discard port.
    const limiter = new RedisRateLimiter(
      'redis://127.0.0.1:9',
      createLogger('warn', { write: (line) => lines.push(line) }),
    );
    expect((await limiter.take(policy(1), 'a')).allowed).toBe(true);
    expect((await limiter.take(policy(1), 'a')).allowed).toBe(false);
    expect(lines.join('')).toContain('rate limits are counted in this process');
    expect(limiter.fallbacks).toBe(2);
    limiter.close();
  });
});
