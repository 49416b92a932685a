import type { FastifyReply, FastifyRequest } from 'fastify';
import { holds } from '../auth/permissions.ts';
import { ApiError } from '../base/errors.ts';
import type { Authentication } from './authentication.ts';
import { checkBodyHeaders } from './media-types.ts';

/**
 * Returns the function that decides everything that needs no body: caller, rate limit, permission, type and length of the
 * body. It throws ApiError 401, 429, 403, 415, and 413.
 */
export const createAdmission =
  ({ authenticate, takeRequest, logRefusal }: Authentication) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const operation = request.routeOptions.config.bound?.operation;
    if (operation === undefined) return;
    const caller = await authenticate(request);
    request.caller = caller;
    await takeRequest(caller, reply);
    const missing = [operation.permission, operation.alsoNeeds].find((needed) => needed && !holds(caller, needed));
    if (missing) {
      await logRefusal(caller, request, { status: 403, reason: 'permission', permission: missing });
      throw new ApiError('forbidden', 'You do not have permission to perform this action');
    }
    checkBodyHeaders(operation, request.headers);
  };
