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
/** A handler may run this long. */
const DRAIN_MS = 30_000;
const LINGER_MS = 1000;
const STOP_SIGNALS: ('SIGHUP' | 'SIGINT' | 'SIGTERM')[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];
/** Under npm, one Ctrl-C arrives twice: from the terminal, and from npm. */
const SAME_SIGNAL_MS = 1000;

interface RunningServer {
  /** The base URL, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly database: Database;
  /** Stops accepting requests, finishes those in flight, and closes everything. */
  close(): Promise<void>;
}

/** Returns the URL of the server from this machine: loopback if it listens on all addresses. */
function baseUrl({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Connects, migrates, and listens. Closes everything if any of these throws. */
async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  // The embedded database starts while the modules of the API load.
  const [database, { assembleServer }] = await Promise.all([openDatabase(config), import('./server.ts')]);
  const { limiter, close: closeLimiter } = openRateLimiter(config.redisUrl, log);
  try {
    const migrated = migrate(database);
    migrated.catch(() => {});
    const app = await assembleServer({ database, migrated, limiter, rateLimit: config.rateLimit, log });
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
        // The server keeps listening during this time, so that /readyz can report that it is stopping.
        for (const until = Date.now() + DRAIN_MS; app.inFlight() > 0 && Date.now() < until; ) await wait(25);
        const closed = app.server.close();
        // The connections that are still open have no request in flight: they are idle, or nobody read their response.
        const rest = setTimeout(() => app.server.server.closeAllConnections(), LINGER_MS);
        await closed;
        clearTimeout(rest);
        app.metrics.close();
        await closeLimiter();
        await workerStopped;
        await database.close();
      },
    };
  } catch (error) {
    await closeLimiter();
    await database.close();
    throw error;
  }
}

/**
 * Runs the server until a signal stops it: /readyz returns 503, requests in flight finish, and the exit code is 0.
 * If `started` throws, the server is closed and the error is thrown.
 */
export async function serve(config: Config, started: (server: RunningServer) => Promise<void>): Promise<void> {
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

/** Calls `stop` on the first stop signal. A later signal ends the process at once. */
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
