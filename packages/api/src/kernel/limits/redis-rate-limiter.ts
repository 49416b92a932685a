import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { LocalRateLimiter, type RateLimiter, RedisRateLimiter } from './rate-limiter.ts';

const COMMAND_TIMEOUT_MS = 250;
const WARN_EVERY_MS = 10_000;

/** Opens a limiter in this process, or in Redis for several servers. */
export function openRateLimiter(
  redisUrl: string | undefined,
  log: Logger,
): { limiter: RateLimiter; close(): Promise<void> } {
  const local = new LocalRateLimiter();
  if (redisUrl === undefined) return { limiter: local, close: async () => {} };
  // Commands fail fast while Redis is unavailable: brief inexactness is better than waiting.
  const redis = new Redis(redisUrl, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  });
  let lastWarning = 0;
  const warn = (err: unknown) => {
    if (Date.now() - lastWarning < WARN_EVERY_MS) return;
    lastWarning = Date.now();
    log.warn({ err }, 'Redis is not available; rate limits are counted in this process');
  };
  redis.on('error', warn);
  return { limiter: new RedisRateLimiter(redis, local, warn), close: async () => redis.disconnect() };
}
