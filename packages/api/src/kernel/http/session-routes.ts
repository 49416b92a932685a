import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { KeyRefused } from '../auth/api-keys.ts';
import type { Caller } from '../auth/permissions.ts';
import type { Session } from '../auth/sessions.ts';
import { findSignInToken, redeemSignInToken } from '../auth/sign-in-links.ts';
import { parse } from '../slice/validation.ts';
import type { AppOptions } from './app.ts';
import type { Authentication } from './authentication.ts';
import { requireOwnPage, sessionCookie, sessionToken } from './console-requests.ts';
import { readJson } from './media-types.ts';
import type { Runtime } from './operation.ts';

// How a person signs in to the console: a key or a one-time link begins a session. Nothing else knows how one begins.

const PATH = '/console/session';
const BODY_LIMIT_BYTES = 4096;

const beginning = z.union(
  [z.strictObject({ key: z.string().max(200) }), z.strictObject({ token: z.string().max(200) })],
  'must have a key or a token',
);

/** Adds the routes of the session. They are no operations: nobody needs a key for them. */
export function addSessionRoutes(
  server: FastifyInstance,
  { database, keyRing, sessions, concurrency, afterWrite, clock }: Runtime,
  {
    authentication,
    publicUrl,
    describeSession,
  }: Pick<AppOptions, 'publicUrl' | 'describeSession'> & { authentication: Authentication },
): void {
  const describe = async ({ id, caller, createdAt, expiresAt }: Session) => ({
    id,
    ...(await concurrency.run(caller.organizationId, () => describeSession(database, caller))),
    permissions: [...caller.permissions],
    createdAt,
    expiresAt,
  });

  /** Runs a change of an organization's sessions, of which one organization can run only its share at a time. */
  async function change<T>({ organizationId }: Caller, work: () => Promise<T>): Promise<T> {
    const result = await concurrency.run(organizationId, work);
    afterWrite(organizationId);
    return result;
  }

  /** Ends the session that the browser has, if any. */
  async function endCurrent(request: FastifyRequest, find: (token: string) => Promise<Session>): Promise<void> {
    const token = sessionToken(request, publicUrl);
    if (token === undefined) return;
    try {
      const session = await find(token);
      await change(session.caller, () => sessions.end(session, request.id));
    } catch (error) {
      // It has ended already.
      if (!(error instanceof KeyRefused)) throw error;
    }
  }

  async function begin(request: FastifyRequest, reply: FastifyReply) {
    requireOwnPage(request, publicUrl);
    const sent = parse(beginning, readJson(request.body as Buffer | undefined));
    const caller = await authentication.countFailures(request, () =>
      'key' in sent ? keyRing.authenticate(sent.key.trim()) : findSignInToken(database, sent.token, clock),
    );
    request.caller = caller;
    await authentication.takeRequest(caller, reply);
    // Only now: a link stays good if its request is refused.
    if ('token' in sent)
      await authentication.countFailures(request, () => redeemSignInToken(database, sent.token, clock));
    await endCurrent(request, (token) => sessions.find(token));
    const { id: requestId, ip: address, headers } = request;
    const origin = { requestId, address, userAgent: headers['user-agent'] };
    const token = await change(caller, () => sessions.begin(caller, origin));
    reply.headers({ 'set-cookie': sessionCookie(request, token), 'cache-control': 'no-store' });
    return reply.code(201).send(await describe(await sessions.find(token)));
  }

  server.route({ method: 'POST', url: PATH, bodyLimit: BODY_LIMIT_BYTES, handler: begin });
  server.get(PATH, async (request, reply) => {
    const token = sessionToken(request, publicUrl);
    if (token === undefined) throw new KeyRefused('Nobody is signed in');
    const session = await authentication.countFailures(request, () => sessions.use(token));
    request.caller = session.caller;
    await authentication.takeRequest(session.caller, reply);
    reply.header('cache-control', 'no-store');
    return describe(session);
  });
  server.delete(PATH, async (request, reply) => {
    requireOwnPage(request, publicUrl);
    await endCurrent(request, (token) => authentication.countFailures(request, () => sessions.find(token)));
    return reply.code(204).header('set-cookie', sessionCookie(request, undefined)).send();
  });
}
