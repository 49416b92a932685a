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
import { errorResponse, RequestRefused, unavailable } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import type { RateLimiter } from '../limits/rate-limiter.ts';
import { TenantConcurrency } from '../limits/tenant-concurrency.ts';
import { createMetrics, type Metrics } from '../ops/metrics.ts';
import type { Implementation } from '../slice/implement.ts';
import { Cursors } from '../slice/pages.ts';
import { type Admit, createAdmission } from './admission.ts';
import { createTagging } from './etags.ts';
import { RunningKeys } from './idempotency.ts';
import { JSON_LIMIT_BYTES } from './media-types.ts';
import type { BoundOperation, Runtime } from './operation.ts';
import { addRoutes, send } from './routes.ts';
import {
  asApiError,
  checkRequestLine,
  MAX_HEADER_BYTES,
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
/** Of the tenant connections, how many one organization may use at a time. */
const ORGANIZATION_SHARE = 0.6;
const MAX_EVENT_LOOP_DELAY_MS = 2000;

/** A cache that many share knows nothing of X-API-Key; the caller's own may keep an response, and asks before it is used again. */
const FOR_THE_CALLER = { 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' };
const JSON_TYPE = 'application/json; charset=utf-8';

/** What the steps of a request share. */
interface Steps {
  readonly options: AppOptions;
  readonly admit: Admit;
  readonly metrics: Metrics;
  readonly inFlight: Set<FastifyRequest>;
  isClosing: boolean;
}

/** The server without its address. */
export function createApp(options: AppOptions): App {
  const { database, limiter, rateLimit, log } = options;
  const concurrency = new TenantConcurrency(Math.ceil(database.tenantConnections * ORGANIZATION_SHARE));
  const keyRing = new KeyRing(database, options.now);
  const runtime: Runtime = {
    database,
    concurrency,
    keyRing,
    cursors: new Cursors(options.cursorSecret),
    runningKeys: new RunningKeys(),
    tagging: createTagging(options.version),
    deadlineMs: options.handlerDeadlineMs ?? HANDLER_DEADLINE_MS,
  };
  const steps: Steps = {
    options,
    admit: createAdmission({ database, concurrency, keyRing, limiter, rateLimit, log }),
    metrics: createMetrics(database),
    inFlight: new Set(),
    isClosing: false,
  };
  const server = createServer(options);
  addSteps(server, steps);
  addRoutes(server, runtime, options.implementations);
  return {
    server,
    metrics: steps.metrics,
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

/** The steps that every request passes before and after its operation, in their order. */
function addSteps(server: FastifyInstance, steps: Steps): void {
  server.addHook('onRequest', async (request, reply) => {
    takeOn(steps, request, reply);
    await steps.admit(request, reply);
  });
  // A request that was in flight when the server began to stop: its connection would stay open and hold the stop up.
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (steps.isClosing) reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    report(steps, request, reply);
    done();
  });
  server.setErrorHandler((error, request, reply) => sendError(steps.options.log, error, request, reply));
}

/** Limits of the request line and of a server that is stopping. Throws ApiError. */
function takeOn({ inFlight, isClosing }: Steps, request: FastifyRequest, reply: FastifyReply): void {
  const { bound } = request.routeOptions.config;
  reply.headers({ 'x-request-id': request.id, ...FOR_THE_CALLER });
  // Node.js ignores what it does not upgrade to, but loses track of what follows on the connection.
  if (isClosing || request.headers.upgrade !== undefined) reply.header('connection', 'close');
  if (isClosing && bound !== undefined) throw shuttingDown();
  checkRequestLine(request.raw);
  if (bound === undefined) return;
  inFlight.add(request);
  // Also when the caller goes away before the response is complete.
  reply.raw.once('close', () => inFlight.delete(request));
}

function report({ metrics, options }: Steps, request: FastifyRequest, reply: FastifyReply): void {
  const { config, url = 'none' } = request.routeOptions;
  const operationId = config.bound?.operationId ?? url;
  const durationMs = reply.elapsedTime;
  metrics.observe(operationId, reply.statusCode, durationMs / 1000);
  options.log.info(
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
}

/** The one error formatter's way out. */
function sendError(log: Logger, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { bound } = request.routeOptions.config;
  reply.header('x-request-id', request.id);
  if (thrown instanceof RequestRefused && bound !== undefined) {
    send(reply, bound.presenter.refuse(thrown));
    return;
  }
  const error = asApiError(thrown, bound?.constraints ?? {});
  const cause = error === thrown ? error.cause : thrown;
  if (error.status >= 500 && cause !== undefined) {
    const about = { err: cause, requestId: request.id, operationId: bound?.operationId };
    if (error.status === 500) log.error(about, 'request failed');
    else log.warn(about, 'request could not be served');
  }
  const { status, headers, body } = errorResponse(error);
  reply.code(status).headers(headers).type(JSON_TYPE).send(JSON.stringify(body));
}
