import type { FastifyReply, FastifyRequest } from 'fastify';
import { recordRefusal } from '../activity/record-refusal.ts';
import { KeyRefused } from '../auth/api-keys.ts';
import type { Caller } from '../auth/permissions.ts';
import { ApiError } from '../base/errors.ts';
import {
  addressBucket,
  type Policy,
  type RateLimiter,
  rateLimitHeaders,
  type Verdict,
} from '../limits/rate-limiter.ts';
import { isUuid } from '../slice/fields.ts';
import type { AppOptions } from './app.ts';
import { isWrite, requireOwnPage, sessionToken } from './console-requests.ts';
import type { Runtime } from './operation.ts';

const FAILED_AUTHENTICATION: Policy = { name: 'authentication', quota: 300, windowSeconds: 60 };

/** The first id in a path. */
export const resourceIdOf = ({ params }: FastifyRequest): string | undefined =>
  // No parameters if no route was found.
  Object.values((params ?? {}) as Readonly<Record<string, string>>).find(isUuid);

/** The kind of record in a path, and its id. */
function targetOf(request: FastifyRequest) {
  const [, type = ''] = request.routeOptions.url?.split('/') ?? [];
  return { type, id: resourceIdOf(request) };
}

const tooManyRequests = (problem: string, policy: Policy, verdict: Verdict): ApiError =>
  new ApiError('too_many_requests', `${problem}; retry in ${verdict.resetSeconds} s`, undefined, {
    'retry-after': String(verdict.resetSeconds),
    ...rateLimitHeaders(policy, verdict),
  });

/** Counts a failed authentication. Throws ApiError 429 if there were too many from the address. */
export async function countFailure(limiter: RateLimiter, address: string): Promise<void> {
  const verdict = await limiter.take(FAILED_AUTHENTICATION, addressBucket(address));
  if (verdict.allowed) return;
  throw tooManyRequests('Too many failed authentications from this address', FAILED_AUTHENTICATION, verdict);
}

/** Takes a request from an organization's quota. Throws ApiError 429. Returns the headers of the response. */
export async function countRequest(
  { limiter, rateLimit }: Pick<AppOptions, 'limiter' | 'rateLimit'>,
  { organizationId }: Pick<Caller, 'organizationId'>,
): Promise<Record<string, string>> {
  const policy: Policy = { name: 'default', quota: rateLimit, windowSeconds: 60 };
  const verdict = await limiter.take(policy, organizationId);
  if (verdict.allowed) return rateLimitHeaders(policy, verdict);
  throw tooManyRequests(`Rate limit of ${rateLimit} requests per minute exceeded`, policy, verdict);
}

/** The functions that find out who sends a request, and count what is sent. */
export type Authentication = ReturnType<typeof createAuthentication>;

export function createAuthentication(
  { database, concurrency, keyRing, sessions }: Runtime,
  { limiter, rateLimit, log, publicUrl }: Pick<AppOptions, 'limiter' | 'rateLimit' | 'log' | 'publicUrl'>,
) {
  /** Records a refusal in the organization's activity log. If that fails, logs it; the caller is refused in any case. */
  async function logRefusal(caller: Caller, request: FastifyRequest, details: Record<string, unknown>): Promise<void> {
    const { bound } = request.routeOptions.config;
    const context = { operationId: bound?.operationId ?? '', requestId: request.id, target: targetOf(request) };
    try {
      await concurrency.run(caller.organizationId, () => recordRefusal(database, caller, { ...context, details }));
    } catch (err) {
      log.error({ err, ...context, ...details }, 'could not record a refusal in the activity log');
    }
  }

  /** Returns what `authenticate` returns. A refusal counts against the address, not against an organization. */
  async function countFailures<T>(request: FastifyRequest, authenticate: () => Promise<T>): Promise<T> {
    try {
      return await authenticate();
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error;
      await countFailure(limiter, request.ip);
      if (error.caller !== undefined) await logRefusal(error.caller, request, { status: 401, reason: error.reason });
      throw error;
    }
  }

  /** Returns the caller that a request's key, or its session, is accepted for. A key goes before a session. */
  async function identify(request: FastifyRequest, isUse: boolean): Promise<Caller> {
    const { 'x-api-key': key } = request.headers;
    const token = key === undefined ? sessionToken(request, publicUrl) : undefined;
    if (token === undefined) return keyRing.authenticate(key);
    return (await (isUse ? sessions.use(token) : sessions.find(token))).caller;
  }

  return {
    logRefusal,
    countFailures,
    /** Throws ApiError 401, 429, and 403 for a change that another site may have sent. */
    async authenticate(request: FastifyRequest): Promise<Caller> {
      const { 'x-api-key': key } = request.headers;
      const token = sessionToken(request, publicUrl);
      if (key === undefined && token === undefined) return keyRing.authenticate(key);
      if (key === undefined && isWrite(request.method)) requireOwnPage(request, publicUrl);
      return countFailures(request, () => identify(request, true));
    },
    /** Whether a response that is being sent must be cut off. An unavailable database refuses nobody. */
    isRefused: (request: FastifyRequest): Promise<boolean> =>
      identify(request, false).then(
        () => false,
        (error: unknown) => error instanceof KeyRefused,
      ),
    /** Takes a request from the organization's quota. Throws ApiError 429. */
    async takeRequest(caller: Caller, reply: FastifyReply): Promise<void> {
      reply.headers(await countRequest({ limiter, rateLimit }, caller));
    },
  };
}
