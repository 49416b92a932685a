import { text } from 'node:stream/consumers';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ApiError } from '../base/errors.ts';
import type { Implementation } from '../slice/implement.ts';
import { IMPORT_LIMIT_BYTES, JSON_LIMIT_BYTES } from './media-types.ts';
import { bindOperation, type Route, type Runtime, runOperation } from './operation.ts';
import type { ApiResponse } from './present-response.ts';
import type { ApiRequest } from './read-request.ts';

/** The routes that service-routes.ts adds. */
const SERVICE_PATHS = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs', '/docs/scalar.js'];

/** Node.js encodes a string twice, to count its bytes and to send them. Longer ones are encoded here, once. */
const LONG_TEXT = 65_536;
const encoder = new TextEncoder();

function encode(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(text.length);
  const { read } = encoder.encodeInto(text, bytes);
  // Only ASCII text has as many bytes as characters.
  return read === text.length ? bytes : Buffer.from(text);
}

export const send = (reply: FastifyReply, { status, headers, body }: ApiResponse): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .send(typeof body === 'string' && body.length >= LONG_TEXT ? encode(body) : body);

/** Adds a route for each operation, and the 404 and 405 responses to all other requests. */
export function addRoutes(server: FastifyInstance, runtime: Runtime, implementations: readonly Implementation[]): void {
  const all = implementations.flatMap((implementation) =>
    Object.keys(implementation.contract).map((operationId) => bindOperation(runtime, operationId, implementation)),
  );
  for (const bound of all) {
    const { path } = bound.operation;
    addRoute(server, {
      bound,
      recordGet: all.find(({ operation }) => operation.method === 'GET' && operation.path === path),
    });
  }
  const patterns = all.map(({ operation: { method, path } }) => ({
    methods: method === 'GET' ? ['GET', 'HEAD'] : [method],
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }));
  server.setNotFoundHandler(({ method, url }) => {
    const path = decodedPath(url);
    const allowed = SERVICE_PATHS.includes(path)
      ? ['GET', 'HEAD']
      : patterns.flatMap(({ methods, pattern }) => (pattern.test(path) ? methods : []));
    if (allowed.length === 0) throw new ApiError('not_found', 'This path does not exist; GET /docs lists all paths');
    const allow = allowed.join(', ');
    throw new ApiError('method_not_allowed', `${method} is not allowed here; use ${allow}`, undefined, { allow });
  });
}

function addRoute(server: FastifyInstance, route: Route): void {
  const { operation } = route.bound;
  server.route({
    method: operation.method,
    url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: operation.body?.kind === 'csv' ? IMPORT_LIMIT_BYTES : JSON_LIMIT_BYTES,
    config: { bound: route.bound },
    async handler(request, reply) {
      // `admit` refuses every request without a caller.
      const response = await runOperation(route, request as ApiRequest);
      const { body } = response;
      if (typeof body === 'string' || request.raw.httpVersion !== '1.0') return send(reply, response);
      // HTTP/1.0 has no chunks: a stream that is cut off would look complete.
      return send(reply, { ...response, body: await text(body) });
    },
  });
}

/** The decoded path of a URL. An escaped slash stays part of its segment. */
const decodedPath = (url: string): string =>
  (url.split('?', 1)[0] ?? '')
    .split('/')
    .map((segment) => decodeURIComponent(segment).replaceAll('/', '%2F'))
    .join('/');
