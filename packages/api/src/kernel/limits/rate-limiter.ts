import type { Redis } from 'ioredis';

/**
 * GCRA (ITU-T I.371): a bucket is one number, the theoretical arrival time of its next request. A whole quota may be
 * used at once and comes back evenly.
 */

export interface Policy {
  readonly name: string;
  /** Requests per window. */
  readonly quota: number;
  readonly windowSeconds: number;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Requests that would be allowed right now. */
  readonly remaining: number;
  /** Seconds until the whole quota is back, rounded up. */
  readonly resetSeconds: number;
  /** Whole seconds after which one more request is allowed; at least 1; 0 when this one was. */
  readonly retryAfterSeconds: number;
}

export interface RateLimiter {
  /** Takes one request from a bucket, or tells when to come back. */
  take(policy: Policy, bucket: string): Promise<Verdict>;
}

const intervalMs = (policy: Policy): number => (policy.windowSeconds * 1000) / policy.quota;

/** The rule itself: the bucket's new time when the request fits, its old one when not. Times are milliseconds. */
export function decide(
  policy: Policy,
  arrival: number | undefined,
  now: number,
): { arrival: number; verdict: Verdict } {
  const interval = intervalMs(policy);
  const window = policy.windowSeconds * 1000;
  const before = Math.max(arrival ?? now, now);
  const after = before + interval;
  // Half an interval's tolerance would be too generous; a microsecond absorbs what floating point loses.
  const allowed = after - now <= window + 0.001;
  const held = allowed ? after : before;
  return {
    arrival: held,
    verdict: {
      allowed,
      remaining: Math.max(0, Math.floor((window - (held - now)) / interval + 1e-6)),
      resetSeconds: Math.max(0, Math.ceil((held - now) / 1000)),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((after - window - now) / 1000)),
    },
  };
}

const MAX_BUCKETS = 200_000;
const SWEEP_EVERY = 1024;

/**
 * Buckets in this process. Only a bucket that is full again is forgotten, which changes nothing; a blocked one never is.
 * Should more than `maxBuckets` be in use at a time, all further ones share one bucket.
 */
export class LocalRateLimiter implements RateLimiter {
  readonly #arrivals = new Map<string, number>();
  readonly #now: () => number;
  readonly #maxBuckets: number;
  #untilSweep = SWEEP_EVERY;

  constructor(now: () => number = Date.now, maxBuckets = MAX_BUCKETS) {
    this.#now = now;
    this.#maxBuckets = maxBuckets;
  }

  async take(policy: Policy, bucket: string): Promise<Verdict> {
    const now = this.#now();
    if (--this.#untilSweep <= 0) this.#sweep(now);
    let name = `${policy.name}:${bucket}`;
    if (!this.#arrivals.has(name) && this.#arrivals.size >= this.#maxBuckets) {
      this.#sweep(now);
      if (this.#arrivals.size >= this.#maxBuckets) name = `${policy.name}: crowd`;
    }
    const { arrival, verdict } = decide(policy, this.#arrivals.get(name), now);
    this.#arrivals.set(name, arrival);
    return verdict;
  }

  get size(): number {
    return this.#arrivals.size;
  }

  #sweep(now: number): void {
    for (const [name, arrival] of this.#arrivals) if (arrival <= now) this.#arrivals.delete(name);
    this.#untilSweep = Math.max(SWEEP_EVERY, this.#arrivals.size);
  }
}

/** The same rule in Redis, by Redis' clock: atomic, so exact over any number of servers. Times are microseconds. */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
local before = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local after = before + interval
if after - now > window + 1 then return {0, before - now} end
redis.call('SET', KEYS[1], string.format('%.3f', after), 'PX', math.ceil((after - now) / 1000) + 1)
return {1, after - now}
`;

/** Buckets in Redis; when Redis does not response, this process's own count stands in, rather than nothing or a refusal. */
export class RedisRateLimiter implements RateLimiter {
  readonly #redis: Redis;
  readonly #local: RateLimiter;
  readonly #onFailure: (error: unknown) => void;

  constructor(redis: Redis, local: RateLimiter, onFailure: (error: unknown) => void) {
    this.#redis = redis;
    this.#local = local;
    this.#onFailure = onFailure;
  }

  async take(policy: Policy, bucket: string): Promise<Verdict> {
    const interval = intervalMs(policy) * 1000;
    const window = policy.windowSeconds * 1_000_000;
    try {
      const [allowed, held] = (await this.#redis.eval(
        SCRIPT,
        1,
        `raptor-comply:rate:${policy.name}:${bucket}`,
        interval,
        window,
      )) as [number, number];
      return {
        allowed: allowed === 1,
        remaining: Math.max(0, Math.floor((window - held) / interval)),
        resetSeconds: Math.max(0, Math.ceil(held / 1_000_000)),
        retryAfterSeconds: allowed === 1 ? 0 : Math.max(1, Math.ceil((held + interval - window) / 1_000_000)),
      };
    } catch (error) {
      this.#onFailure(error);
      return this.#local.take(policy, bucket);
    }
  }
}

/** `RateLimit` and `RateLimit-Policy`, by draft-ietf-httpapi-ratelimit-headers. */
export const rateLimitHeaders = (policy: Policy, { remaining, resetSeconds }: Verdict): Record<string, string> => ({
  ratelimit: `"${policy.name}";r=${remaining};t=${resetSeconds}`,
  'ratelimit-policy': `"${policy.name}";q=${policy.quota};w=${policy.windowSeconds}`,
});

/** The client address that failed authentications are counted by; an IPv6 host owns its whole /64. */
export function addressBucket(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const fill =
    tail === undefined
      ? []
      : Array(8 - groups.length - tail.split(':').filter((group) => group !== '').length).fill('0');
  return [...groups, ...fill, ...(tail ?? '').split(':')].slice(0, 4).join(':');
}
