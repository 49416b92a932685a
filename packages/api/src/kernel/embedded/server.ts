import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { asDescriptor, type Cluster, give } from './cluster.ts';
import { EmbeddedError } from './embedded-error.ts';
import { readPostmaster, stopLeftover } from './postmaster.ts';
import type { User } from './programs.ts';

const KEEPER = fileURLToPath(new URL('./keeper.mjs', import.meta.url));
/** Only names the socket, where there is one. */
const PORT = 5432;
const LOG_BYTES = 1_000_000;
const STEP_MS = 10;
const RESTART_MS = 1000;
/** How often a start is tried after a crash: what is left of the former server may take a moment to end. */
const TRIES = 5;

/** What a keeper runs. */
export interface KeeperOrder {
  readonly program: string;
  readonly parameters: readonly string[];
  /** It becomes descriptor 3. */
  readonly directory: string;
  /** Removed at the end. */
  readonly scratch: string;
  readonly user: User;
  readonly environment: Readonly<Record<string, string>>;
}

/** A running PostgreSQL: it is started again when it ends by itself, and stops with this process. */
export interface EmbeddedServer {
  /** A directory with its socket, or an address. */
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

interface Running {
  readonly keeper: ChildProcess;
  readonly host: string;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

const settingsOf = ({ programs, scratch, settings }: Cluster): Readonly<Record<string, string>> => ({
  ...(process.platform === 'win32'
    ? { listen_addresses: '127.0.0.1' }
    : { listen_addresses: '', unix_socket_directories: scratch, unix_socket_permissions: '0700' }),
  max_connections: '50',
  // One installation on one machine: nobody replicates from it.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '256MB',
  jit: 'off',
  ...(programs.major >= 18 ? { io_method: 'sync' } : {}),
  // What goes wrong with the database, and no statement of a client's with the values in it.
  log_min_messages: 'log',
  log_checkpoints: 'off',
  ...settings,
});

/** The last reason that PostgreSQL gave, behind what its log had before. */
async function reason(log: string, from: number): Promise<string> {
  const written = (await readFile(log)).subarray(from).toString();
  const reasons = [...written.matchAll(/\b(?:FATAL|PANIC): +(.*)/g)];
  return reasons.at(-1)?.[1] ?? 'it does not say why';
}

function spawnKeeper(cluster: Cluster, port: number, output: number): ChildProcess {
  const { directory, programs, scratch, user } = cluster;
  const settings = Object.entries(settingsOf(cluster)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const order: KeeperOrder = {
    program: programs.postgres,
    parameters: ['-D', asDescriptor(directory), '-p', String(port), ...settings],
    directory,
    scratch,
    user,
    environment: programs.environment,
  };
  const keeper = spawn(process.execPath, [KEEPER, JSON.stringify(order)], {
    // In a session of its own: Ctrl-C in a terminal stops the owner, and the owner the database when its requests are done.
    detached: true,
    env: {},
    stdio: ['pipe', output, output],
    windowsHide: true,
  });
  keeper.stdin?.on('error', () => {});
  return keeper;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Starts PostgreSQL and waits until it accepts connections, however long it takes to recover from a crash. */
async function startOnce(cluster: Cluster, log: string, port: number): Promise<Running> {
  const { directory } = cluster;
  await stopLeftover(directory);
  const before = await readPostmaster(directory);
  const grown = await stat(log).catch(() => undefined);
  const output = await open(log, (grown?.size ?? 0) > LOG_BYTES ? 'w' : 'a', 0o600);
  await give(log, cluster.user);
  const { size } = await output.stat();
  const keeper = spawnKeeper(cluster, port, output.fd);
  await output.close();
  for (;;) {
    const postmaster = await readPostmaster(directory);
    if (postmaster?.isReady && postmaster.text !== before?.text) return { keeper, host: postmaster.host };
    if (hasEnded(keeper)) {
      throw new EmbeddedError(`The embedded database in ${directory} does not start: ${await reason(log, size)}.`);
    }
    await wait(STEP_MS);
  }
}

async function start(cluster: Cluster, log: string, port: number): Promise<Running> {
  const isUnclean = (await readPostmaster(cluster.directory)) !== undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(cluster, log, port);
    } catch (error) {
      if (!isUnclean || attempt === TRIES) throw error;
      await wait(RESTART_MS);
    }
  }
}

/**
 * Starts PostgreSQL on a cluster that is this process's alone.
 * @throws EmbeddedError with PostgreSQL's own reason when it does not start.
 */
export async function startServer(cluster: Cluster, log: string): Promise<EmbeddedServer> {
  const port = process.platform === 'win32' ? await freePort() : PORT;
  let { keeper, host } = await start(cluster, log, port);
  let isClosing = false;
  const stop = () => keeper.stdin?.end();
  async function startAgain(): Promise<void> {
    while (!isClosing) {
      try {
        ({ keeper } = await startOnce(cluster, log, port));
        if (isClosing) stop();
        return;
      } catch {
        // Its log says why; the next attempt may find more space, or more memory.
        await wait(RESTART_MS, undefined, { ref: false });
      }
    }
  }
  async function keepRunning(): Promise<void> {
    do {
      // The database does not keep its owner's process alive.
      keeper.unref();
      if (keeper.stdin instanceof Socket) keeper.stdin.unref();
      if (!hasEnded(keeper)) await once(keeper, 'exit');
      await startAgain();
    } while (!isClosing || !hasEnded(keeper));
  }
  const running = keepRunning();
  return {
    host,
    port,
    async close() {
      isClosing = true;
      keeper.ref();
      stop();
      await running;
    },
  };
}
