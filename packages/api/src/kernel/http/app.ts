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
import { type Admit, createAdmission } from './admission.ts';
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
  /** The software's version. */
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

/** What the steps of a request share. */
interface Steps {
  readonly log: Logger;
  readonly admit: Admit;
  readonly metrics: Metrics;
  readonly inFlight: Set<FastifyRequest>;
  isClosing: boolean;
}

/** Creates the server; it does not listen yet. */
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
  const metrics = createMetrics(database);
  const steps: Steps = {
    log,
    admit: createAdmission(runtime, options),
    metrics,
    inFlight: new Set(),
    isClosing: false,
  };
  const server = createServer(options);
  addSteps(server, steps);
  addRoutes(server, runtime, options.implementations);
  return {
    server,
    metrics,
    startClosing() {
      steps.isClosing = true;
    },
    inFlight: () => steps.inFlight.size,
    isClosing: () => steps.isClosing,
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
    frameworkErrors: (error, request, reply) => sendError(log, error, request, reply),
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

/** Adds the steps before and after every operation, in order. The steps in between are in operation.ts. */
function addSteps(server: FastifyInstance, steps: Steps): void {
  server.addHook('onRequest', async (request, reply) => {
    acceptRequest(steps, request, reply);
    await steps.admit(request, reply);
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    // The response to a request that was in flight: an open connection would delay the shutdown.
    if (steps.isClosing) reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    logRequest(steps, request, reply);
    done();
  });
  server.setErrorHandler((error, request, reply) => sendError(steps.log, error, request, reply));
}

/** Checks the request line and whether the server is shutting down. Throws ApiError. */
function acceptRequest({ inFlight, isClosing }: Steps, request: FastifyRequest, reply: FastifyReply): void {
  const { bound } = request.routeOptions.config;
  reply.headers({ 'x-request-id': request.id, ...CALLER_ONLY });
  // Node.js ignores an upgrade that it does not support, but loses track of what follows on the connection.
  if (isClosing || request.headers.upgrade !== undefined) reply.header('connection', 'close');
  if (isClosing && bound !== undefined) throw shuttingDown();
  checkRequestLine(request.raw);
  if (bound === undefined) return;
  inFlight.add(request);
  // `close` also fires if the caller disconnects before the response is complete.
  reply.raw.once('close', () => inFlight.delete(request));
}

function logRequest({ metrics, log }: Steps, request: FastifyRequest, reply: FastifyReply): void {
  const { config, url = 'none' } = request.routeOptions;
  const operationId = config.bound?.operationId ?? url;
  const { elapsedTime: durationMs, statusCode: status } = reply;
  metrics.observe(operationId, status, durationMs / 1000);
  log.info(
    {
      requestId: request.id,
      organizationId: request.caller?.organizationId,
      apiKeyId: request.caller?.apiKeyId,
      operationId,
      method: request.method,
      status,
      durationMs: Math.round(durationMs * 1000) / 1000,
    },
    'request',
  );
}

/** Sends the response to every error, and logs the cause of a 5xx. */
function sendError(log: Logger, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
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
