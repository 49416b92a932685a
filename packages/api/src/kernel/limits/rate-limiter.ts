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
  /** Whole seconds until one more request would be allowed, rounded up. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /** Takes one request from a bucket, if the policy allows it. */
  take(policy: Policy, bucket: string): Promise<Verdict>;
  /** How many requests this process has counted on its own, because the shared counter did not respond. */
  readonly fallbacks?: number;
}

export const intervalMs = (policy: Policy): number => (policy.windowSeconds * 1000) / policy.quota;

/** The verdict on a request after which the bucket's time is `heldMs` from now. */
export function verdictOf(policy: Policy, allowed: boolean, heldMs: number): Verdict {
  const interval = intervalMs(policy);
  const freeMs = policy.windowSeconds * 1000 - heldMs;
  // A millionth of a request absorbs floating-point errors.
  const remaining = allowed ? Math.max(0, Math.floor(freeMs / interval + 1e-6)) : 0;
  return { allowed, remaining, resetSeconds: Math.max(1, Math.ceil(((remaining + 1) * interval - freeMs) / 1000)) };
}

const MAX_BUCKETS = 200_000;
const SWEEP_EVERY = 1024;

/**
 * Keeps buckets in this process. Only full buckets are deleted, which changes no verdict. When more than `maxBuckets` are in use, further
 * ones share one bucket. Times are monotonic: a step of the system's clock changes nothing.
 */
export class LocalRateLimiter implements RateLimiter {
  readonly #arrivals = new Map<string, number>();
  readonly #nowMs: () => number;
  readonly #maxBuckets: number;
  #untilSweep = SWEEP_EVERY;

  constructor(nowMs = () => performance.now(), maxBuckets = MAX_BUCKETS) {
    this.#nowMs = nowMs;
    this.#maxBuckets = maxBuckets;
  }

  async take(policy: Policy, bucket: string): Promise<Verdict> {
    const now = this.#nowMs();
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
