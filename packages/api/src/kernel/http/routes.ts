import { validateHeaderValue } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../base/errors.ts';
import type { Implementation } from '../slice/implement.ts';
import { bodyLimit } from './media-types.ts';
import { bindOperation, type Runtime, runOperation } from './operation.ts';
import type { ApiResponse } from './present-response.ts';
import type { ApiRequest } from './read-request.ts';

/** Sends a response. Throws if a header is invalid, while the reply can still become an error. */
export function send(reply: FastifyReply, { status, headers, body }: ApiResponse): FastifyReply {
  for (const [name, value] of Object.entries(headers)) validateHeaderValue(name, value);
  // Fastify would give a text a Content-Type, and a 304 has no body.
  return reply
    .code(status)
    .headers(headers)
    .send(status === 304 ? undefined : body);
}

/** Adds a route for each operation. */
export function addRoutes(server: FastifyInstance, runtime: Runtime, implementations: readonly Implementation[]): void {
  const all = implementations.flatMap((implementation) =>
    Object.keys(implementation.contract).map((operationId) => bindOperation(runtime, operationId, implementation)),
  );
  for (const bound of all) {
    const { method, path } = bound.operation;
    const recordGet = all.find(
      ({ operation }) => operation.method === 'GET' && operation.path === path && operation.response.kind === 'json',
    );
    server.route({
      method,
      url: path.replace(/\{(\w+)\}/g, ':$1'),
      bodyLimit: bodyLimit(bound.operation),
      config: { bound },
      async handler(request, reply) {
        // `admit` refuses every request without a caller.
        const response = await runOperation({ bound, recordGet }, request as ApiRequest);
        if (!(response.body instanceof Readable) || request.raw.httpVersion !== '1.0') return send(reply, response);
        // HTTP/1.0 has no chunks: a stream that is cut off would look complete.
        return send(reply, { ...response, body: await buffer(response.body) });
      },
    });
  }
}

/**
 * Returns a function that refuses a request without a route: with 405 if its path has a route that is added after this call, otherwise
 * with 404. It is called before the body is read, so nothing about the body matters.
 */
export function routeRefusals(server: FastifyInstance): (request: FastifyRequest) => ApiError {
  const routes: { readonly methods: string | string[]; readonly pattern: RegExp }[] = [];
  server.addHook('onRoute', ({ method: methods, url }) => {
    routes.push({
      methods,
      pattern: new RegExp(`^${url.replace('.', '\\.').replace('*', '.*').replace(/:\w+/g, '[^/]+')}$`),
    });
  });
  return ({ method, url }) => {
    // An escaped slash stays part of its segment.
    const path = decodeURI(url.split('?', 1)[0] ?? '');
    const methods = routes.flatMap((route) => (route.pattern.test(path) ? route.methods : []));
    if (methods.length === 0) return new ApiError('not_found', 'This path does not exist; GET /docs lists all paths');
    const allow = [...new Set(methods)].join(', ');
    return new ApiError('method_not_allowed', `${method} is not allowed here; use ${allow}`, undefined, { allow });
  };
}
