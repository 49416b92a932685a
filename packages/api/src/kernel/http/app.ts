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
import { RequestRefused, unavailable } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { TenantConcurrency } from '../limits/tenant-concurrency.ts';
import { createMetrics, type Metrics } from '../ops/metrics.ts';
import type { Implementation } from '../slice/implement.ts';
import { Cursors } from '../slice/pages.ts';
import { createAdmission } from './admission.ts';
import { EtagCache } from './conditional-requests.ts';
import { RunningKeys } from './idempotency.ts';
import { JSON_LIMIT_BYTES } from './media-types.ts';
import type { BoundOperation, Runtime } from './operation.ts';
import { addRoutes, send } from './routes.ts';
import {
  asApiError,
  checkRequestLine,
  MAX_HEADER_BYTES,
  presentApiError,
  refuseConnect,
  refuseExpectation,
  requestId,
  respondToParserError,
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
  readonly version: string;
  /** Called only after the server listens. */
  readonly cursorSecret: () => string;
  readonly log: Logger;
  /** Milliseconds after which a handler is cancelled. */
  readonly handlerDeadlineMs?: number;
  readonly timeouts?: Timeouts | undefined;
  readonly now?: () => number;
}

/** How long a client may take to send its request, in milliseconds. */
export interface Timeouts {
  readonly headersMs: number;
  readonly requestMs: number;
  /** The interval between checks for late clients. */
  readonly checkMs: number;
}

export interface App {
  readonly server: FastifyInstance;
  readonly metrics: Metrics;
  /** Refuses new requests and reports not ready; running requests may finish. */
  startClosing(): void;
  /** The number of requests without a complete response. */
  inFlight(): number;
  isClosing(): boolean;
}

const HANDLER_DEADLINE_MS = 30_000;
/** An import over a slow line takes long. By default, Node.js checks for late clients only every 30 s. */
const TIMEOUTS: Timeouts = { headersMs: 15_000, requestMs: 120_000, checkMs: 1000 };
/** The share of the tenant connections that one organization may use at a time. */
const ORGANIZATION_SHARE = 0.6;
const MAX_EVENT_LOOP_DELAY_MS = 2000;

/** Shared caches ignore X-API-Key, so they must not store responses. The caller's own cache may, but must revalidate. */
const CALLER_ONLY = { 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' };

/** Creates the server; it does not listen yet. The hooks are the steps before and after every operation, in order. */
export function createApp(options: AppOptions): App {
  const { database, log } = options;
  const runtime: Runtime = {
    database,
    concurrency: new TenantConcurrency(Math.ceil(database.tenantConnections * ORGANIZATION_SHARE)),
    keyRing: new KeyRing(database, options.now),
    cursors: new Cursors(options.cursorSecret),
    runningKeys: new RunningKeys(),
    softwareVersion: options.version,
    etagCache: new EtagCache(),
    deadlineMs: options.handlerDeadlineMs ?? HANDLER_DEADLINE_MS,
  };
  const admit = createAdmission(runtime, options);
  const metrics = createMetrics(database);
  const inFlight = new Set<FastifyRequest>();
  let isClosing = false;
  const server = createServer(options);

  server.addHook('onRequest', async (request, reply) => {
    acceptRequest(reply, isClosing);
    if (request.routeOptions.config.bound === undefined) return;
    inFlight.add(request);
    // `close` also fires if the caller disconnects before the response is complete.
    reply.raw.once('close', () => inFlight.delete(request));
    await admit(request, reply);
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    // The response to a request that was in flight: an open connection would delay the shutdown.
    if (isClosing) reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (_request, reply, done) => {
    reportRequest(reply, metrics, log);
    done();
  });
  server.setErrorHandler((error, _request, reply) => sendError(error, reply, log));
  addRoutes(server, runtime, options.implementations);

  return {
    server,
    metrics,
    startClosing() {
      isClosing = true;
    },
    inFlight: () => inFlight.size,
    isClosing: () => isClosing,
  };
}

function createServer({ log, timeouts = TIMEOUTS }: AppOptions): FastifyInstance {
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
    clientErrorHandler: (error, socket) => respondToParserError(error, socket, log),
    frameworkErrors: (error, _request, reply) => sendError(error, reply, log),
  });
  server.server.on('checkExpectation', refuseExpectation);
  server.server.on('connect', refuseConnect);
  server.decorateRequest('caller', undefined);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    pressureHandler: () => {
      throw unavailable('The server is overloaded; retry later', 2);
    },
  });
  return server;
}

/** Checks the request line and whether the server is shutting down. Throws ApiError. */
function acceptRequest(reply: FastifyReply, isClosing: boolean): void {
  const { id, raw, headers, routeOptions } = reply.request;
  reply.headers({ 'x-request-id': id, ...CALLER_ONLY });
  // Node.js ignores an upgrade that it does not support, but loses track of what follows on the connection.
  if (isClosing || headers.upgrade !== undefined) reply.header('connection', 'close');
  if (isClosing && routeOptions.config.bound !== undefined) throw shuttingDown();
  checkRequestLine(raw);
}

function reportRequest(reply: FastifyReply, metrics: Metrics, log: Logger): void {
  const { elapsedTime: elapsedMs, statusCode: status, request } = reply;
  const { id: requestId, caller, method, routeOptions } = request;
  const operationId = routeOptions.config.bound?.operationId ?? routeOptions.url ?? 'none';
  metrics.observe(operationId, status, elapsedMs / 1000);
  const durationMs = Math.round(elapsedMs * 1000) / 1000;
  const { organizationId, apiKeyId } = caller ?? {};
  log.info({ requestId, organizationId, apiKeyId, operationId, method, status, durationMs }, 'request');
}

/** Sends the response to every error, and logs the cause of a 5xx. */
function sendError(thrown: unknown, reply: FastifyReply, log: Logger): void {
  const { request } = reply;
  const { bound } = request.routeOptions.config;
  reply.header('x-request-id', request.id);
  if (thrown instanceof RequestRefused && bound !== undefined) {
    send(reply, bound.presenter.presentError(thrown));
    return;
  }
  const error = asApiError(thrown, bound?.constraints ?? {});
  const cause = error === thrown ? error.cause : thrown;
  if (error.status >= 500 && cause !== undefined) {
    const context = { err: cause, requestId: request.id, operationId: bound?.operationId };
    if (error.status === 500) log.error(context, 'request failed');
    else log.warn(context, 'request could not be served');
  }
  send(reply, presentApiError(error));
}
