import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { LogSigner } from '../activity/signer.ts';
import { KEYS_CHANGED } from '../auth/api-keys.ts';
import type { Caller } from '../auth/permissions.ts';
import type { Clock } from '../base/clock.ts';
import { ApiError, unavailable } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import type { TenantConcurrency } from '../limits/tenant-concurrency.ts';
import { createMetrics, type Metrics } from '../ops/metrics.ts';
import type { Implementation } from '../slice/implement.ts';
import { createAdmission } from './admission.ts';
import { createAuthentication, resourceIdOf } from './authentication.ts';
import { compressed, inParts } from './compression.ts';
import { beforeBody, refuseConnect, respondToParserError, sendContinue } from './connections.ts';
import { watchEventLoop } from './event-loop.ts';
import { acceptedTypes } from './media-types.ts';
import { type BoundOperation, createRuntime } from './operation.ts';
import { ResponsesInFlight } from './responses-in-flight.ts';
import { addRoutes, routeRefusals, send } from './routes.ts';
import { addSessionRoutes } from './session-routes.ts';
import {
  asApiError,
  checkRequestLine,
  commonHeaders,
  MAX_HEADER_BYTES,
  presentApiError,
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
  readonly signer: LogSigner;
  readonly version: string;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Where people find the server, with the prefix of a gateway if there is one. By default, where a request says it was sent. */
  readonly publicUrl?: URL | undefined;
  /** The address that mail is sent from; undefined if none is sent. */
  readonly mailFrom?: string | undefined;
  /** What the console is told about who is signed in. */
  readonly describeSession: (database: Database, caller: Caller) => Promise<object>;
  /** Called only after the server listens. */
  readonly cursorSecret: () => string;
  readonly log: Logger;
  /** Milliseconds after which a handler is cancelled. */
  readonly handlerDeadlineMs?: number;
  readonly timeouts?: Partial<Timeouts>;
  readonly clock?: Clock;
  /** Is told of each request that may have changed an organization's data. */
  readonly afterWrite?: (organizationId: string) => void;
}

/** Milliseconds. The first three are options of Node.js. */
export interface Timeouts {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
  /** How long a client may read nothing of a response. */
  readonly readTimeout: number;
}

export interface App {
  readonly server: FastifyInstance;
  readonly metrics: Metrics;
  readonly concurrency: TenantConcurrency;
  /** Reports not ready, so that load balancers send no more requests; serves those that they still send. */
  startLeaving(): void;
  /** Refuses new requests; running requests may finish. */
  startClosing(): void;
  /** The number of requests without a complete response. */
  inFlight(): number;
  isReady(): boolean;
}

/** An import over a slow line takes long. By default, Node.js checks for late clients only every 30 s. */
const TIMEOUTS: Timeouts = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 1000,
  readTimeout: 60_000,
};

/** Creates the server; it does not listen yet. The hooks are the steps before and after every operation, in order. */
export function createApp(options: AppOptions): App {
  const { database, log } = options;
  const runtime = createRuntime(options);
  const authentication = createAuthentication(runtime, options);
  const admit = createAdmission(authentication);
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const inFlight = new ResponsesInFlight(authentication.isRefused, timeouts.readTimeout);
  const eventLoop = watchEventLoop();
  let isLeaving = false;
  let isClosing = false;
  const metrics = createMetrics({
    database,
    version: options.version,
    rateLimitFallbacks: () => options.limiter.fallbacks ?? 0,
  });
  const server = createServer(timeouts, { log, metrics, inFlight, trustedProxies: options.trustedProxies ?? [] });
  database.listen(KEYS_CHANGED, () => runtime.keyRing.forget());

  server.addHook('onRequest', async (request, reply) => {
    inFlight.add(reply);
    acceptRequest(reply, isClosing);
    // The router takes the asterisk of `GET *` for a slash.
    if (request.is404 || request.url.startsWith('*')) throw refuseRoute(request);
    if (request.routeOptions.config.bound !== undefined) {
      if (eventLoop.isOverloaded()) throw unavailable('The server is overloaded; retry later', 2);
      await admit(request, reply);
    }
    sendContinue(reply.raw);
  });
  server.addHook('onSend', (_request, reply, body, done) => {
    // The response to a request that was in flight: an open connection would delay the shutdown.
    if (isLeaving) reply.header('connection', 'close');
    const sent = compressed(reply, body);
    // Few responses are compressed; the others need no promise.
    if (sent instanceof Promise) return sent.then((bytes) => inParts(reply, bytes));
    done(null, inParts(reply, sent));
  });
  server.addHook('onResponse', (_request, reply, done) => {
    reportRequest(reply, metrics, log);
    done();
  });
  server.addHook('onClose', async () => {
    eventLoop.stop();
    inFlight.stop();
  });
  server.setErrorHandler((error, _request, reply) => sendError(error, reply, { log, metrics }));
  const refuseRoute = routeRefusals(server);
  addRoutes(server, runtime, options.implementations);
  addSessionRoutes(server, runtime, { ...options, authentication });

  return {
    server,
    metrics,
    concurrency: runtime.concurrency,
    startLeaving() {
      isLeaving = true;
    },
    startClosing() {
      isLeaving = true;
      isClosing = true;
    },
    inFlight: () => inFlight.size,
    isReady: () => !isLeaving,
  };
}

interface ServerParts extends Pick<App, 'metrics'> {
  readonly log: Logger;
  readonly inFlight: ResponsesInFlight;
  readonly trustedProxies: readonly string[];
}

function createServer(timeouts: Timeouts, { log, metrics, inFlight, trustedProxies }: ServerParts): FastifyInstance {
  const server = fastify({
    // The client's address is then the rightmost one in X-Forwarded-For that is not a trusted proxy's.
    ...(trustedProxies.length > 0 && { trustProxy: [...trustedProxies] }),
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    requestIdHeader: false,
    requestTimeout: timeouts.requestTimeout,
    http: { ...timeouts, maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_HEADER_BYTES },
    clientErrorHandler(error, socket) {
      metrics.refuse('invalid_http');
      respondToParserError(error, socket, { inFlight, log });
    },
    frameworkErrors: (error, _request, reply) => sendError(error, reply, { log, metrics }),
  });
  server.server.on('connect', (request, socket) => {
    metrics.refuse('method_not_allowed');
    refuseConnect(request, socket);
  });
  // Without these, Node.js would ask for every body, and refuse an unknown `Expect` without one.
  server.server.on('checkContinue', server.routing);
  server.server.on('checkExpectation', server.routing);
  server.decorateRequest('caller', undefined);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  return server;
}

/** Checks the request line and whether the server is shutting down. Throws ApiError. */
function acceptRequest(reply: FastifyReply, isClosing: boolean): void {
  const { id, raw, headers, routeOptions } = reply.request;
  reply.headers(commonHeaders(id));
  // Node.js ignores an upgrade that it does not support, but loses track of what follows on the connection.
  if (isClosing || headers.upgrade !== undefined) reply.header('connection', 'close');
  if (isClosing && routeOptions.config.bound !== undefined) throw shuttingDown();
  checkRequestLine(raw);
}

function reportRequest(reply: FastifyReply, metrics: Metrics, log: Logger): void {
  const { elapsedTime: elapsedMs, statusCode: status, request } = reply;
  const { caller, method, routeOptions } = request;
  const { bound } = routeOptions.config;
  const operationId = bound?.operationId ?? routeOptions.url ?? 'none';
  metrics.observe(operationId, status, elapsedMs / 1000);
  // One literal: spreading would cost as much as the rest of the line.
  log.info(
    {
      requestId: request.id,
      organizationId: caller?.organizationId,
      apiKeyId: caller?.apiKeyId,
      address: request.ip,
      operationId,
      method,
      path: bound?.operation.path ?? routeOptions.url,
      resourceId: resourceIdOf(request),
      status,
      durationMs: Math.round(elapsedMs * 1000) / 1000,
    },
    'request',
  );
}

/** The caller disconnected in the middle of the body. This is not a fault of the server. */
const CUT_OFF = new ApiError('bad_request', 'The request was cut off');

/** Sends the response to every error, counts refusals, and logs the cause of a 5xx. */
function sendError(
  thrown: unknown,
  reply: FastifyReply,
  { log, metrics }: Pick<App, 'metrics'> & { log: Logger },
): void {
  const { request } = reply;
  const { bound } = request.routeOptions.config;
  reply.headers(commonHeaders(request.id));
  const error = request.raw.readableAborted ? CUT_OFF : asApiError(thrown, bound?.constraints ?? {});
  if (error.status !== 500) metrics.refuse(error.code);
  if (error.code === 'unsupported_media_type' && bound?.operation.method === 'PATCH') {
    reply.header('accept-patch', acceptedTypes(bound.operation).join(', '));
  }
  const isExpected = error === thrown && error.cause === undefined;
  if (error.status >= 500 && !isExpected) {
    const err = error === thrown ? error.cause : thrown;
    const context = { err, requestId: request.id, operationId: bound?.operationId };
    if (error.status === 500) log.error(context, 'request failed');
    else log.warn(context, 'request could not be served');
  }
  const response = presentApiError(error);
  send(reply, request.raw.complete ? response : beforeBody(response, request.raw));
}
