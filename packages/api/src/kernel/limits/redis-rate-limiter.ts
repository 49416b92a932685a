import { Redis, ReplyError } from 'ioredis';
import type { Logger } from 'pino';
import {
  intervalMs,
  LocalRateLimiter,
  type Policy,
  type RateLimiter,
  type Verdict,
  verdictOf,
} from './rate-limiter.ts';

const COMMAND_TIMEOUT_MS = 250;
const CONNECT_TIMEOUT_MS = 2000;
const LONGEST_RETRY_MS = 2000;
const WARN_EVERY_MS = 10_000;

/**
 * The rule of LocalRateLimiter, by the clock of Redis: atomic, and so exact for any number of servers. Times are in microseconds. A bucket
 * never holds more than the window, also after that clock was set back.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
local kept = tonumber(redis.call('GET', KEYS[1]) or now) or now
local before = math.min(math.max(kept, now), now + window)
local after = before + interval
local allowed = after - now <= window + 1
local held = allowed and after or before
if held ~= kept then redis.call('SET', KEYS[1], string.format('%.3f', held), 'PX', math.ceil((held - now) / 1000) + 1) end
return {allowed and 1 or 0, held - now}
`;

/** Keeps buckets in Redis. While Redis does not respond, this process counts on its own. */
export class RedisRateLimiter implements RateLimiter {
  readonly #redis: Redis;
  readonly #local = new LocalRateLimiter();
  readonly #log: Logger;
  #lastError: unknown;
  #lastWarning = Number.NEGATIVE_INFINITY;
  #fallbacks = 0;

  constructor(url: string, log: Logger) {
    this.#log = log;
    // Nothing is queued or sent again: brief inexactness is better than waiting.
    this.#redis = new Redis(url, {
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (attempt) => Math.min(attempt * 100, LONGEST_RETRY_MS),
    });
    this.#redis.on('error', (error) => {
      this.#lastError = error;
    });
  }

  get fallbacks(): number {
    return this.#fallbacks;
  }

  async take(policy: Policy, bucket: string): Promise<Verdict> {
    if (this.#redis.status !== 'ready') return this.#takeHere(policy, bucket);
    const key = `raptor-comply:rate:${policy.name}:${bucket}`;
    const microseconds = [intervalMs(policy) * 1000, policy.windowSeconds * 1_000_000];
    try {
      const [allowed, held] = (await this.#redis.eval(SCRIPT, 1, key, ...microseconds)) as [number, number];
      return verdictOf(policy, allowed === 1, held / 1000);
    } catch (error) {
      this.#lastError = error;
      // A new connection is ready once Redis responds on it; until then, no request waits.
      if (!(error instanceof ReplyError) && this.#redis.status === 'ready') this.#redis.disconnect(true);
      return this.#takeHere(policy, bucket);
    }
  }

  close(): void {
    this.#redis.disconnect();
  }

  #takeHere(policy: Policy, bucket: string): Promise<Verdict> {
    this.#fallbacks++;
    const now = performance.now();
    if (now - this.#lastWarning >= WARN_EVERY_MS) {
      this.#lastWarning = now;
      this.#log.warn({ err: this.#lastError }, 'Redis does not respond; rate limits are counted in this process');
    }
    return this.#local.take(policy, bucket);
  }
}
