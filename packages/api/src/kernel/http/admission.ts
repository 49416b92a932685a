import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { recordRefusal } from '../activity/record-refusal.ts';
import { KeyRefused, type KeyRing } from '../auth/api-keys.ts';
import { type Caller, holds } from '../auth/permissions.ts';
import { ApiError } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import {
  addressBucket,
  type Policy,
  type RateLimiter,
  rateLimitHeaders,
  type Verdict,
} from '../limits/rate-limiter.ts';
import type { TenantConcurrency } from '../limits/tenant-concurrency.ts';
import { checkMediaType } from './media-types.ts';

const FAILED_AUTHENTICATION: Policy = { name: 'authentication', quota: 300, windowSeconds: 60 };

export interface AdmissionParts {
  readonly database: Database;
  readonly concurrency: TenantConcurrency;
  readonly keyRing: KeyRing;
  readonly limiter: RateLimiter;
  /** Requests per minute of an organization. */
  readonly rateLimit: number;
  readonly log: Logger;
}

/** Lets a request in, or throws ApiError: everything that is decided before a body is read. */
export type Admit = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export function createAdmission(parts: AdmissionParts): Admit {
  const { database, concurrency, keyRing, limiter, rateLimit, log } = parts;
  const policy: Policy = { name: 'default', quota: rateLimit, windowSeconds: 60 };

  /** The organization's log tells of the refusal; where it cannot, the server's log does, and the caller is refused all the same. */
  async function logRefusal(caller: Caller, request: FastifyRequest, details: Record<string, unknown>): Promise<void> {
    const operationId = request.routeOptions.config.bound?.operationId ?? '';
    try {
      await concurrency.run(caller.organizationId, () =>
        recordRefusal(database, caller, { operationId, requestId: request.id, details }),
      );
    } catch (err) {
      log.error({ err, requestId: request.id, operationId, ...details }, 'a refusal could not be recorded');
    }
  }

  /** The key's caller, or a 401; a key that is refused counts against the address, and only against it. */
  async function authenticate(request: FastifyRequest): Promise<Caller> {
    try {
      return await keyRing.authenticate(request.headers['x-api-key']);
    } catch (error) {
      const attempted = request.headers['x-api-key'] !== undefined;
      if (!(error instanceof KeyRefused && attempted)) throw error;
      const verdict = await limiter.take(FAILED_AUTHENTICATION, addressBucket(request.socket.remoteAddress ?? ''));
      if (verdict.allowed) {
        if (error.caller !== undefined) await logRefusal(error.caller, request, { status: 401, reason: error.reason });
        throw error;
      }
      throw tooManyRequests('Too many failed authentications from this address', FAILED_AUTHENTICATION, verdict);
    }
  }

  /** Key to caller, rate, permission, media type: everything that is decided before a body is read. */
  return async (request, reply) => {
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

const tooManyRequests = (what: string, policy: Policy, verdict: Verdict): ApiError =>
  new ApiError('too_many_requests', `${what}; retry in ${verdict.retryAfterSeconds} s`, undefined, {
    'retry-after': String(verdict.retryAfterSeconds),
    ...rateLimitHeaders(policy, verdict),
  });
