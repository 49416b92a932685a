import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type Database, openDatabase } from './kernel/database/database.ts';
import { migrate } from './kernel/database/migrate.ts';
import { startWorker } from './kernel/jobs/worker.ts';
import { openRateLimiter } from './kernel/limits/redis-rate-limiter.ts';
import { createLogger } from './kernel/ops/log.ts';
import { startMaintenance } from './kernel/ops/maintenance.ts';
import { jobHandlers } from './resources/jobs.ts';

const GRACE_MS = 35_000;
/** As long as a handler may run. */
const DRAIN_MS = 30_000;
const LINGER_MS = 1000;
const STOP_SIGNALS: ('SIGHUP' | 'SIGINT' | 'SIGTERM')[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];
/** One Ctrl-C comes twice under npm: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 1000;

export interface RunningServer {
  /** Where it answers: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly database: Database;
  /** Stops taking requests, lets those in flight finish, and closes everything. */
  close(): Promise<void>;
}

/** How this machine reaches the server: one that listens everywhere answers on loopback too. */
function baseUrl({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Connects, migrates and listens. Throws when any of these fails, and leaves nothing open. */
export async function startServer(config: Config, log: Logger = createLogger(config.logLevel)): Promise<RunningServer> {
  // The embedded database starts while the API is loaded and compiled.
  const [database, { assembleServer }] = await Promise.all([openDatabase(config), import('./server.ts')]);
  const limiter = openRateLimiter(config.redisUrl, log);
  try {
    const migrated = migrate(database);
    migrated.catch(() => {});
    const { rateLimit } = config;
    const app = await assembleServer({ database, migrated, limiter: limiter.limiter, rateLimit, log });
    await app.server.listen({ port: config.port, host: config.host });
    const url = baseUrl(app.server.server.address() as AddressInfo);
    log.info({ url }, 'listening');
    const stopMaintenance = startMaintenance(database, log);
    const stopWorker = startWorker({ database, handlers: jobHandlers, log });
    return {
      url,
      database,
      async close() {
        stopMaintenance();
        app.startClosing();
        const workerStopped = stopWorker();
        // Until then the listener stays, so that /readyz can say that this server is stopping.
        for (const until = Date.now() + DRAIN_MS; app.inFlight() > 0 && Date.now() < until; ) await wait(25);
        const closed = app.server.close();
        // What is still open has no request: a connection made ahead, or one whose response was not fetched.
        const rest = setTimeout(() => app.server.server.closeAllConnections(), LINGER_MS);
        await closed;
        clearTimeout(rest);
        app.metrics.close();
        await limiter.close();
        await workerStopped;
        await database.close();
      },
    };
  } catch (error) {
    await limiter.close();
    await database.close();
    throw error;
  }
}

/**
 * Runs until a signal ends it: readiness off, requests in flight finish, exit code 0.
 * `started` belongs to starting: when it throws, the server is closed and the error is this function's.
 */
export async function serve(
  config: Config,
  started: (server: RunningServer) => Promise<void> = async () => {},
): Promise<void> {
  const log = createLogger(config.logLevel);
  const server = await startServer(config, log);
  let stopping = false;
  const grace = closeWithGrace({ delay: GRACE_MS, logger: false, skip: STOP_SIGNALS }, async ({ err }) => {
    stopping = true;
    if (err !== undefined) log.fatal({ err }, 'stopping after an error');
    await server.close();
    log.info('stopped');
  });
  onStopSignal((signal) => {
    log.info({ signal }, 'stopping');
    grace.close();
  });
  try {
    await started(server);
  } catch (error) {
    if (stopping) return;
    grace.uninstall();
    await server.close();
    throw error;
  }
}

/** Calls `stop` at the first signal to stop; a later one means that whoever sent it will not wait. */
function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  let first: number | undefined;
  for (const name of STOP_SIGNALS) {
    process.on(name, (signal) => {
      if (first === undefined) {
        first = performance.now();
        stop(signal);
      } else if (performance.now() - first > SAME_SIGNAL_MS) process.exit(1);
    });
  }
}
