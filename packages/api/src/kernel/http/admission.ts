import type { FastifyReply, FastifyRequest } from 'fastify';
import { recordRefusal } from '../activity/record-refusal.ts';
import { KeyRefused } from '../auth/api-keys.ts';
import { type Caller, holds } from '../auth/permissions.ts';
import { ApiError } from '../base/errors.ts';
import { addressBucket, type Policy, rateLimitHeaders, type Verdict } from '../limits/rate-limiter.ts';
import type { AppOptions } from './app.ts';
import { checkMediaType } from './media-types.ts';
import type { Runtime } from './operation.ts';

const FAILED_AUTHENTICATION: Policy = { name: 'authentication', quota: 300, windowSeconds: 60 };

/**
 * Returns the function that decides everything that needs no body: key, rate limit, permission, media type. It throws ApiError 401, 429,
 * 403, and 415.
 */
export function createAdmission(runtime: Runtime, options: Pick<AppOptions, 'limiter' | 'rateLimit' | 'log'>) {
  const { database, concurrency, keyRing } = runtime;
  const { limiter, rateLimit, log } = options;
  const policy: Policy = { name: 'default', quota: rateLimit, windowSeconds: 60 };

  /** Records a refusal in the organization's activity log. If that fails, logs it; the caller is refused in any case. */
  async function logRefusal(caller: Caller, request: FastifyRequest, details: Record<string, unknown>): Promise<void> {
    const context = { operationId: request.routeOptions.config.bound?.operationId ?? '', requestId: request.id };
    try {
      await concurrency.run(caller.organizationId, () => recordRefusal(database, caller, { ...context, details }));
    } catch (err) {
      log.error({ err, ...context, ...details }, 'could not record a refusal in the activity log');
    }
  }

  /** Returns the key's caller. A refused key counts against the address, not against an organization. */
  async function authenticate(request: FastifyRequest): Promise<Caller> {
    const { 'x-api-key': key } = request.headers;
    try {
      return await keyRing.authenticate(key);
    } catch (error) {
      if (!(error instanceof KeyRefused && key !== undefined)) throw error;
      const verdict = await limiter.take(FAILED_AUTHENTICATION, addressBucket(request.socket.remoteAddress ?? ''));
      if (!verdict.allowed) {
        throw tooManyRequests('Too many failed authentications from this address', FAILED_AUTHENTICATION, verdict);
      }
      if (error.caller !== undefined) await logRefusal(error.caller, request, { status: 401, reason: error.reason });
      throw error;
    }
  }

  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const operation = request.routeOptions.config.bound?.operation;
    if (operation === undefined) return;
    const caller = await authenticate(request);
    request.caller = caller;
    const verdict = await limiter.take(policy, caller.organizationId);
    reply.headers(rateLimitHeaders(policy, verdict));
    if (!verdict.allowed) {
      throw tooManyRequests(`Rate limit of ${policy.quota} requests per minute exceeded`, policy, verdict);
    }
    if (operation.permission !== null && !holds(caller, operation.permission)) {
      await logRefusal(caller, request, { status: 403, reason: 'permission', permission: operation.permission });
      throw new ApiError('forbidden', 'You do not have permission to perform this action');
    }
    checkMediaType(operation, request.headers);
  };
}

const tooManyRequests = (problem: string, policy: Policy, verdict: Verdict): ApiError =>
  new ApiError('too_many_requests', `${problem}; retry in ${verdict.retryAfterSeconds} s`, undefined, {
    'retry-after': String(verdict.retryAfterSeconds),
    ...rateLimitHeaders(policy, verdict),
  });
