import type { Redis } from 'ioredis';

/**
 * GCRA (ITU-T I.371): the state of a bucket is one number, the theoretical arrival time of its next request. The whole quota can be used
 * at once and is restored evenly.
 */

export interface Policy {
  readonly name: string;
  /** Requests per window. */
  readonly quota: number;
  readonly windowSeconds: number;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Requests that would be allowed now. */
  readonly remaining: number;
  /** Seconds until the whole quota is restored, rounded up. */
  readonly resetSeconds: number;
  /** Whole seconds until one more request is allowed, at least 1; 0 if this one was allowed. */
  readonly retryAfterSeconds: number;
}

export interface RateLimiter {
  /** Takes one request from a bucket, if the policy allows it. */
  take(policy: Policy, bucket: string): Promise<Verdict>;
}

const intervalMs = (policy: Policy): number => (policy.windowSeconds * 1000) / policy.quota;

/** The verdict on a request after which the bucket's time is `heldMs` from now. */
function verdictOf(policy: Policy, allowed: boolean, heldMs: number): Verdict {
  const interval = intervalMs(policy);
  const window = policy.windowSeconds * 1000;
  return {
    allowed,
    remaining: Math.max(0, Math.floor((window - heldMs) / interval + 1e-6)),
    resetSeconds: Math.max(0, Math.ceil(heldMs / 1000)),
    retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((heldMs + interval - window) / 1000)),
  };
}

const MAX_BUCKETS = 200_000;
const SWEEP_EVERY = 1024;

/**
 * Keeps buckets in this process. Only full buckets are deleted, which changes no verdict. When more than `maxBuckets` are in use, further
 * ones share one bucket.
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
      if (this.#arrivals.size >= this.#maxBuckets) name = `${policy.name}: overflow`;
    }
    const before = Math.max(this.#arrivals.get(name) ?? now, now);
    const after = before + intervalMs(policy);
    // The tolerance of a microsecond absorbs floating-point errors.
    const allowed = after - now <= policy.windowSeconds * 1000 + 0.001;
    const held = allowed ? after : before;
    this.#arrivals.set(name, held);
    return verdictOf(policy, allowed, held - now);
  }

  get size(): number {
    return this.#arrivals.size;
  }

  #sweep(now: number): void {
    for (const [name, arrival] of this.#arrivals) if (arrival <= now) this.#arrivals.delete(name);
    this.#untilSweep = Math.max(SWEEP_EVERY, this.#arrivals.size);
  }
}

/** The same algorithm in Redis, by its clock: atomic, and so exact for any number of servers. Times are in microseconds. */
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

/** Keeps buckets in Redis. While Redis is unavailable, this process counts on its own. */
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
    const key = `raptor-comply:rate:${policy.name}:${bucket}`;
    const microseconds = [intervalMs(policy) * 1000, policy.windowSeconds * 1_000_000];
    try {
      const [allowed, held] = (await this.#redis.eval(SCRIPT, 1, key, ...microseconds)) as [number, number];
      return verdictOf(policy, allowed === 1, held / 1000);
    } catch (error) {
      this.#onFailure(error);
      return this.#local.take(policy, bucket);
    }
  }
}

/** The `RateLimit` and `RateLimit-Policy` headers of draft-ietf-httpapi-ratelimit-headers. */
export const rateLimitHeaders = (policy: Policy, { remaining, resetSeconds }: Verdict): Record<string, string> => ({
  ratelimit: `"${policy.name}";r=${remaining};t=${resetSeconds}`,
  'ratelimit-policy': `"${policy.name}";q=${policy.quota};w=${policy.windowSeconds}`,
});

/** The bucket of an address for failed authentications: an IPv4 address, or the /64 of an IPv6 host. */
export function addressBucket(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (!plain.includes(':')) return plain;
  const groupsOf = (part = '') => part.split(':').filter((group) => group !== '');
  const [head, tail] = plain.split('::').map(groupsOf);
  const zeros = tail === undefined ? 0 : 8 - (head?.length ?? 0) - tail.length;
  return [...(head ?? []), ...Array<string>(zeros).fill('0'), ...(tail ?? [])].slice(0, 4).join(':');
}
