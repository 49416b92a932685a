import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type Publisher, type PublisherOptions, startPublisher } from './kernel/activity/publisher.ts';
import { type Sealer, startSealer } from './kernel/activity/sealer.ts';
import { createSigner } from './kernel/activity/signer.ts';
import { openTargets } from './kernel/activity/targets.ts';
import { type Database, openDatabase } from './kernel/database/database.ts';
import { migrate } from './kernel/database/migrate.ts';
import { startDailyVerifications } from './kernel/jobs/verifications.ts';
import { startWorker } from './kernel/jobs/worker.ts';
import { LocalRateLimiter } from './kernel/limits/rate-limiter.ts';
import { RedisRateLimiter } from './kernel/limits/redis-rate-limiter.ts';
import { createLogger } from './kernel/ops/log.ts';
import { startMaintenance } from './kernel/ops/maintenance.ts';
import { startImpactDeterminations } from './operator/impact-determinations.ts';
import { startMissedDeadlines } from './operator/missed-deadlines.ts';
import { jobHandlers, mailHandlers } from './resources/jobs.ts';
import { startReminders } from './resources/reminders/enqueue-reminders.ts';

/** A handler may run this long. */
const DRAIN_MS = 30_000;
const LINGER_MS = 1000;
/** For everything after the last request. */
const CLOSE_MS = 5000;
const STOP_SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;
/** npm passes its signals on, also those that a terminal has sent to both: one signal arrives twice within this time. */
const PASSED_ON_MS = 1000;
const PARENT_CHECK_MS = 200;

/** Compares the logs with the checkpoints that others keep, and publishes new ones. */
function startPublishing(
  { checkpointTargets, witnesses, s3 }: Config,
  parts: Pick<PublisherOptions, 'database' | 'signer' | 'log' | 'report'>,
): Publisher {
  const stopping = new AbortController();
  return startPublisher({
    ...parts,
    targets: openTargets(checkpointTargets, { ...s3, signal: stopping.signal }),
    witnesses: witnesses.flatMap(({ key, url }) => (url === undefined ? [] : [{ key, url }])),
    stopping,
  });
}

interface RunningServer {
  /** The base URL, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly database: Database;
  /** Reports that it is not ready, stops listening after the delay, finishes the requests in flight, and closes everything. */
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
  const redis = config.redisUrl === undefined ? undefined : new RedisRateLimiter(config.redisUrl, log);
  const limiter = redis ?? new LocalRateLimiter();
  let publisher: Publisher | undefined;
  try {
    const migrated = migrate(database);
    migrated.catch(() => {});
    let sealer: Sealer | undefined;
    const afterWrite = (organizationId: string) => sealer?.wake(organizationId);
    const { checkpointKeyFile: keyFile, rateLimit, trustedProxies, publicUrl, mail } = config;
    const mailFrom = mail?.from.address;
    const signer = createSigner({ database, keyFile, witnesses: config.witnesses.map(({ key }) => key) });
    const settings = { rateLimit, trustedProxies, publicUrl, mailFrom };
    const app = await assembleServer({ database, migrated, limiter, signer, log, afterWrite, ...settings });
    publisher = startPublishing(config, { database, signer, log, report: app.metrics.checkpointProblem });
    signer.signAfter(publisher.compared);
    await app.server.listen({ port: config.port, host: config.host });
    const url = baseUrl(app.server.server.address() as AddressInfo);
    log.info({ url }, 'listening');
    const sendMail = config.mail && (await import('./kernel/jobs/mail.ts')).openMail(config.mail, app.metrics.mail);
    const handlers = [jobHandlers(database, log), ...(sendMail ? [mailHandlers(database, sendMail)] : [])];
    const workers = handlers.map((each) => startWorker({ database, handlers: each, log }));
    const repeated = [
      ...[startMaintenance, startMissedDeadlines, startImpactDeterminations, startDailyVerifications],
      // Without a mail server, reminders would pile up.
      ...(sendMail ? [startReminders] : []),
    ].map((start) => start(database, log));
    sealer = startSealer(database, log);
    return {
      url,
      database,
      async close() {
        for (const stop of repeated) stop();
        const workersStopped = Promise.all(workers.map((stop) => stop()));
        app.startLeaving();
        // Load balancers go on sending requests until they have seen that the server is not ready.
        await wait(config.shutdownDelayMs);
        app.startClosing();
        const closed = app.server.close();
        for (let waitedMs = 0; app.inFlight() > 0 && waitedMs < DRAIN_MS; waitedMs += 25) await wait(25);
        // The connections that are still open have no request in flight: they are idle, or nobody read their response.
        const rest = setTimeout(() => app.server.server.closeAllConnections(), LINGER_MS);
        await closed;
        clearTimeout(rest);
        app.metrics.close();
        redis?.close();
        await workersStopped;
        await publisher?.stop();
        await sealer?.stop();
        await database.close();
      },
    };
  } catch (error) {
    await publisher?.stop();
    redis?.close();
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
  const parent = process.ppid;
  const server = await startServer(config, log);
  let stopping = false;
  const delay = config.shutdownDelayMs + DRAIN_MS + CLOSE_MS;
  const grace = closeWithGrace({ delay, logger: false, skip: [...STOP_SIGNALS] }, async ({ err }) => {
    stopping = true;
    if (err !== undefined) log.fatal({ err }, 'stopping after an error');
    await server.close();
    log.info('stopped');
  });
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    grace.close();
  };
  onStopSignal(config, stop);
  if (config.isRunByNpm) onParentEnd(parent, () => stop('npm has ended'));
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
function onStopSignal({ isRunByNpm }: Config, stop: (signal: string) => void): void {
  let firstAt: number | undefined;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      const passedOnMs = isRunByNpm || signal === 'SIGINT' ? PASSED_ON_MS : 0;
      if (firstAt === undefined) {
        firstAt = performance.now();
        stop(signal);
      } else if (performance.now() - firstAt > passedOnMs) process.exit(1);
    });
  }
}

/** npm runs a program in a shell. A signal to npm ends the shell, but does not reach the program. */
function onParentEnd(parent: number, stop: () => void): void {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, PARENT_CHECK_MS);
  watch.unref();
}
