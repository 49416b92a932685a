import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Cluster, changeOwner, clusterUrl, descriptorPath } from './cluster.ts';
import { EmbeddedError } from './embedded-error.ts';
import { readPostmaster, stopLeftover } from './postmaster.ts';

const KEEPER = fileURLToPath(new URL('./keeper.mjs', import.meta.url));
/** With a Unix socket, this is only part of its name. */
const PORT = 5432;
const LOG_BYTES = 1_000_000;
const STEP_MS = 10;
const RESTART_MS = 1000;
/** Starts after a crash: processes of the previous server may take a moment to end. */
const TRIES_AFTER_CRASH = 5;

/** What a keeper runs. */
export type KeeperOrder = Cluster & { readonly parameters: readonly string[] };

/** PostgreSQL on a data directory, ready for connections. It is restarted when it ends by itself, and stops with the owner's process. */
export interface Embedded {
  readonly url: string;
  /** Stops it, if this process started it. */
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function settingsOf({ programs, scratch, settings }: Cluster): Readonly<Record<string, string>> {
  return {
    ...(process.platform === 'win32'
      ? { listen_addresses: '127.0.0.1' }
      : { listen_addresses: '', unix_socket_directories: scratch, unix_socket_permissions: '0700' }),
    max_connections: '50',
    // Nothing replicates from this server.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    max_wal_size: '256MB',
    jit: 'off',
    ...(programs.major >= 18 ? { io_method: 'sync' } : {}),
    // Logs problems of the database, but no client's statement, which may contain values.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    ...settings,
  };
}

/** The last reason for a failure that PostgreSQL logged after a position in its log. */
async function failureReason(log: string, from: number): Promise<string> {
  const written = (await readFile(log)).subarray(from).toString();
  return [...written.matchAll(/\b(?:FATAL|PANIC): +(.*)/g)].at(-1)?.[1] ?? `see ${log}`;
}

function spawnKeeper(cluster: Cluster, port: number, output: number): ChildProcess {
  const settings = Object.entries(settingsOf(cluster)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const parameters = ['-D', descriptorPath(cluster.directory), '-p', String(port), ...settings];
  const order: KeeperOrder = { ...cluster, parameters };
  const keeper = spawn(process.execPath, [KEEPER, JSON.stringify(order)], {
    // In a session of its own: Ctrl-C in a terminal stops the owner, which stops the database after its requests.
    detached: true,
    env: {},
    stdio: ['pipe', output, output],
    windowsHide: true,
  });
  keeper.stdin?.on('error', () => {});
  return keeper;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Starts PostgreSQL and waits until it accepts connections, however long its crash recovery takes. */
async function startOnce(cluster: Cluster, log: string, port: number): Promise<{ keeper: ChildProcess; host: string }> {
  const { directory } = cluster;
  await stopLeftover(directory);
  const previous = await readPostmaster(directory);
  const logged = await stat(log).catch(() => undefined);
  const output = await open(log, (logged?.size ?? 0) > LOG_BYTES ? 'w' : 'a', 0o600);
  await changeOwner(log, cluster.user);
  const { size } = await output.stat();
  const keeper = spawnKeeper(cluster, port, output.fd);
  await output.close();
  for (;;) {
    const postmaster = await readPostmaster(directory);
    if (postmaster?.isReady && postmaster.text !== previous?.text) return { keeper, host: postmaster.host };
    if (hasEnded(keeper)) {
      const reason = await failureReason(log, size);
      throw new EmbeddedError(`The embedded database in ${directory} does not start: ${reason}.`);
    }
    await wait(STEP_MS);
  }
}

/**
 * Starts PostgreSQL on a cluster that this process has locked.
 * @throws EmbeddedError with PostgreSQL's own reason when it does not start.
 */
export async function startPostgres(cluster: Cluster, log: string): Promise<Embedded> {
  const port = process.platform === 'win32' ? await freePort() : PORT;
  const start = () => startOnce(cluster, log, port);
  const hasCrashed = (await readPostmaster(cluster.directory)) !== undefined;
  let { keeper, host } = await startRepeatedly(start, hasCrashed ? TRIES_AFTER_CRASH : 1);
  let isClosing = false;
  const stop = () => keeper.stdin?.end();
  async function keepRunning(): Promise<void> {
    for (;;) {
      // The database does not keep its owner's process alive.
      if (!isClosing) {
        keeper.unref();
        if (keeper.stdin instanceof Socket) keeper.stdin.unref();
      }
      if (!hasEnded(keeper)) await once(keeper, 'exit');
      if (isClosing) return;
      // A failure is logged by PostgreSQL; a later attempt may find more disk space or memory.
      const next = await start().catch(() => wait(RESTART_MS, undefined, { ref: false }));
      if (next !== undefined) keeper = next.keeper;
      if (isClosing) stop();
    }
  }
  const running = keepRunning();
  return {
    url: await clusterUrl(cluster.directory, { host, port }),
    async close() {
      isClosing = true;
      keeper.ref();
      stop();
      await running;
    },
  };
}

async function startRepeatedly<T>(start: () => Promise<T>, tries: number): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (attempt === tries) throw error;
      await wait(RESTART_MS);
    }
  }
}
