import { text } from 'node:stream/consumers';
import underPressure from '@fastify/under-pressure';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { KeyRing } from '../auth/api-keys.ts';
import type { Caller } from '../auth/permissions.ts';
import { ApiError, errorAnswer, RefusedAnswer, unavailable } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { createMetrics, type Metrics } from '../ops/metrics.ts';
import type { Implementation } from '../slice/implement.ts';
import { Cursors } from '../slice/pages.ts';
import { createAdmission } from './admission.ts';
import { createTagging } from './etags.ts';
import { RunningKeys } from './idempotency.ts';
import { IMPORT_LIMIT_BYTES, JSON_LIMIT_BYTES } from './media-types.ts';
import { type BoundOperation, bindOperation } from './operation.ts';
import type { OutgoingAnswer } from './present-response.ts';
import {
  answerConnect,
  answerExpectation,
  answerParserError,
  asApiError,
  checkRequestLine,
  MAX_HEADER_BYTES,
  requestId,
  shuttingDown,
} from './transport-errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    bound?: BoundOperation;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

export interface AppOptions {
  readonly database: Database;
  readonly implementations: readonly Implementation[];
  readonly limiter: RateLimiter;
  /** Requests per minute of an organization. */
  readonly rateLimit: number;
  /** The software's version. */
  readonly version: string;
  /** Known by the time that the server listens. */
  readonly cursorSecret: () => string;
  readonly log: Logger;
  /** Milliseconds after which a handler is cancelled. */
  readonly handlerDeadlineMs?: number;
  readonly timeouts?: Timeouts | undefined;
  readonly now?: () => number;
}

/** How long a client may take to send, in milliseconds. */
export interface Timeouts {
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often it is looked who took longer. */
  readonly checkMs: number;
}

export interface App {
  readonly server: FastifyInstance;
  readonly metrics: Metrics;
  /** From now on nothing new is taken on and readiness is off; what runs may finish. */
  startClosing(): void;
  /** Requests that were taken on and are not answered yet. */
  inFlight(): number;
  isClosing(): boolean;
}

const HANDLER_DEADLINE_MS = 30_000;
/** A whole request may take as long as an import over a slow line; Node.js would look for late ones every 30 s only. */
const TIMEOUTS: Timeouts = { headersMs: 15_000, requestMs: 120_000, checkMs: 1000 };
const MAX_EVENT_LOOP_DELAY_MS = 2000;

/** A cache that many share knows nothing of X-API-Key; the caller's own may keep an answer, and asks before it is used again. */
const FOR_THE_CALLER = { 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' };
const JSON_TYPE = 'application/json; charset=utf-8';
/** What service-routes.ts adds. */
const SERVICE_PATHS = ['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs', '/docs/scalar.js'];

/** The server without its address: the steps that every request passes, in their order. */
export function createApp(options: AppOptions): App {
  const { database, limiter, log, timeouts = TIMEOUTS } = options;
  const keyRing = new KeyRing(database, options.now);
  const admit = createAdmission({ database, keyRing, limiter, rateLimit: options.rateLimit, log });
  const metrics = createMetrics(database);
  let closing = false;
  const inFlight = new Set<FastifyRequest>();

  const server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    requestIdHeader: false,
    bodyLimit: JSON_LIMIT_BYTES,
    requestTimeout: timeouts.requestMs,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: timeouts.headersMs,
      connectionsCheckingInterval: timeouts.checkMs,
      requireHostHeader: false,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_HEADER_BYTES },
    clientErrorHandler: (error, socket) => answerParserError(error, socket, log),
    frameworkErrors: (error, request, reply) => answerError(error, request, reply),
  });
  server.server.on('checkExpectation', answerExpectation);
  server.server.on('connect', answerConnect);
  server.decorateRequest('caller', undefined);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    pressureHandler: () => {
      throw unavailable('The server is overloaded; retry later', 2);
    },
  });

  function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { bound } = request.routeOptions.config;
    reply.header('x-request-id', request.id);
    if (thrown instanceof RefusedAnswer && bound !== undefined) {
      send(reply, bound.refuse(thrown));
      return;
    }
    const error = asApiError(thrown, bound?.constraints ?? {});
    const cause = error === thrown ? error.cause : thrown;
    if (error.status >= 500 && cause !== undefined) {
      const about = { err: cause, requestId: request.id, operationId: bound?.operationId };
      if (error.status === 500) log.error(about, 'request failed');
      else log.warn(about, 'request could not be served');
    }
    const answer = errorAnswer(error);
    reply.code(answer.status).headers(answer.headers).type(JSON_TYPE).send(JSON.stringify(answer.body));
  }

  server.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-request-id': request.id, ...FOR_THE_CALLER });
    if (closing) {
      reply.header('connection', 'close');
      if (request.routeOptions.config.bound !== undefined) throw shuttingDown();
    }
    // Node.js ignores what it does not upgrade to, but loses track of what follows on the connection.
    if (request.headers.upgrade !== undefined) reply.header('connection', 'close');
    checkRequestLine(request.raw);
    if (request.routeOptions.config.bound !== undefined) {
      inFlight.add(request);
      // Also when the caller goes away before the answer is whole.
      reply.raw.once('close', () => inFlight.delete(request));
    }
    await admit(request, reply);
  });
  // A request that was in flight when the server began to stop: its connection would stay open and hold the stop up.
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { bound } = request.routeOptions.config;
    const operationId = bound?.operationId ?? request.routeOptions.url ?? 'none';
    const durationMs = reply.elapsedTime;
    metrics.observe(operationId, reply.statusCode, durationMs / 1000);
    log.info(
      {
        requestId: request.id,
        organizationId: request.caller?.organizationId,
        apiKeyId: request.caller?.apiKeyId,
        operationId,
        method: request.method,
        status: reply.statusCode,
        durationMs: Math.round(durationMs * 1000) / 1000,
      },
      'request',
    );
    done();
  });
  server.setErrorHandler(answerError);

  const bind = {
    database,
    keyRing,
    cursors: new Cursors(options.cursorSecret),
    runningKeys: new RunningKeys(),
    tagging: createTagging(options.version),
    deadlineMs: options.handlerDeadlineMs ?? HANDLER_DEADLINE_MS,
  };
  const bound: BoundOperation[] = options.implementations.flatMap((implementation) =>
    Object.entries(implementation.contract).map(([operationId, operation]) => {
      const record = () =>
        bound.find((other) => other.operation.method === 'GET' && other.operation.path === operation.path);
      return bindOperation({ ...bind, operationId, operation, implementation, record });
    }),
  );
  for (const route of bound) addRoute(server, route);
  server.setNotFoundHandler((request) => {
    const allowed = allowedMethods(bound, request.url);
    if (allowed.length === 0)
      throw new ApiError('not_found', 'There is nothing at this path; GET /docs lists what there is');
    const allow = allowed.join(', ');
    throw new ApiError('method_not_allowed', `${request.method} is not allowed here; use ${allow}`, undefined, {
      allow,
    });
  });

  return {
    server,
    metrics,
    startClosing() {
      closing = true;
    },
    inFlight: () => inFlight.size,
    isClosing: () => closing,
  };
}

/** From so many characters on, an answer is made bytes of once; its length would be counted and its text converted apart. */
const LONG_TEXT = 65_536;
const encoder = new TextEncoder();

function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(text.length);
  const { read } = encoder.encodeInto(text, bytes);
  // It has its length only where every character is ASCII.
  return read === text.length ? bytes : Buffer.from(text);
}

const send = (reply: FastifyReply, { status, headers, body }: OutgoingAnswer): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .send(typeof body === 'string' && body.length >= LONG_TEXT ? bytesOf(body) : body);

function addRoute(server: FastifyInstance, bound: BoundOperation): void {
  const { operation } = bound;
  server.route({
    method: operation.method,
    url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: operation.body?.kind === 'csv' ? IMPORT_LIMIT_BYTES : JSON_LIMIT_BYTES,
    config: { bound },
    async handler(request, reply) {
      const answer = await bound.run({
        requestId: request.id,
        // `admit` let nobody through without one.
        caller: request.caller as Caller,
        params: request.params as Record<string, string>,
        url: request.url,
        headers: request.headers,
        body: request.body as Buffer | undefined,
      });
      // Below HTTP/1.1 an answer without a length ends with the connection: cut off, it could not be told from a whole one.
      const { body } = answer;
      const isStream = typeof body !== 'string';
      return send(
        reply,
        isStream && request.raw.httpVersion === '1.0' ? { ...answer, body: await text(body) } : answer,
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
  const methods = bound.filter((route) => route.matches(path)).map(({ operation }) => operation.method);
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
