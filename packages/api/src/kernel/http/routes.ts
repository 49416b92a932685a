import { text } from 'node:stream/consumers';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Caller } from '../auth/permissions.ts';
import { ApiError } from '../base/errors.ts';
import type { Implementation } from '../slice/implement.ts';
import { IMPORT_LIMIT_BYTES, JSON_LIMIT_BYTES } from './media-types.ts';
import { type BoundOperation, bindOperation, type Runtime, runOperation } from './operation.ts';
import type { OutgoingResponse } from './present-response.ts';

/** What service-routes.ts adds. */
const SERVICE_PATHS = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs', '/docs/scalar.js'];

/** From so many characters on, the body is encoded once, to be counted and sent. */
const LONG_TEXT = 65_536;
const encoder = new TextEncoder();

function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(text.length);
  const { read } = encoder.encodeInto(text, bytes);
  // It has its length only where every character is ASCII.
  return read === text.length ? bytes : Buffer.from(text);
}

export const send = (reply: FastifyReply, { status, headers, body }: OutgoingResponse): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .send(typeof body === 'string' && body.length >= LONG_TEXT ? bytesOf(body) : body);

/** Adds a route for each operation, and the responses to requests that have none. */
export function addRoutes(server: FastifyInstance, runtime: Runtime, implementations: readonly Implementation[]): void {
  const all = implementations.flatMap((implementation) =>
    Object.keys(implementation.contract).map((operationId) => bindOperation(runtime, operationId, implementation)),
  );
  for (const bound of all) addRoute(server, runtime, { bound, record: recordOf(bound, all) });
  server.setNotFoundHandler((request) => {
    const allowed = allowedMethods(all, request.url);
    if (allowed.length === 0)
      throw new ApiError('not_found', 'There is nothing at this path; GET /docs lists what there is');
    const allow = allowed.join(', ');
    throw new ApiError('method_not_allowed', `${request.method} is not allowed here; use ${allow}`, undefined, {
      allow,
    });
  });
}

/** The GET of the record that an operation changes. */
const recordOf = ({ operation }: BoundOperation, all: readonly BoundOperation[]): BoundOperation | undefined =>
  all.find((other) => other.operation.method === 'GET' && other.operation.path === operation.path);

function addRoute(
  server: FastifyInstance,
  runtime: Runtime,
  route: { bound: BoundOperation; record: BoundOperation | undefined },
): void {
  const { operation } = route.bound;
  server.route({
    method: operation.method,
    url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: operation.body?.kind === 'csv' ? IMPORT_LIMIT_BYTES : JSON_LIMIT_BYTES,
    config: { bound: route.bound },
    async handler(request, reply) {
      const response = await runOperation(runtime, route, {
        requestId: request.id,
        // `admit` let nobody through without one.
        caller: request.caller as Caller,
        params: request.params as Record<string, string>,
        url: request.url,
        headers: request.headers,
        body: request.body as Buffer | undefined,
      });
      // Below HTTP/1.1 a response without a length ends with the connection: cut off, it could not be told from a complete one.
      const { body } = response;
      const isStream = typeof body !== 'string';
      return send(
        reply,
        isStream && request.raw.httpVersion === '1.0' ? { ...response, body: await text(body) } : response,
      );
    },
  });
}

/** The methods that the path of a URL has operations for, HEAD with every GET. */
function allowedMethods(bound: readonly BoundOperation[], url: string): string[] {
  // An escaped slash is part of its segment.
  const segments = (url.split('?', 1)[0] ?? '').split('/');
  const path = segments.map((segment) => decodeURIComponent(segment).replaceAll('/', '%2F')).join('/');
  if (SERVICE_PATHS.includes(path)) return ['GET', 'HEAD'];
  const methods = bound.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation.method);
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
