import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processExists } from './directory-lock.ts';
import { EmbeddedError } from './embedded-error.ts';

/** The server of a cluster, from its postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** The directory of its socket, or an address. */
  readonly host: string;
  readonly isReady: boolean;
  /** The whole file, which differs for each start. */
  readonly text: string;
}

const run = promisify(execFile);

/** Returns undefined when there is no complete postmaster.pid. A server that was killed leaves its file. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, socketDirectory, address, , status = ''] = text.split('\n');
  const host = socketDirectory || address;
  if (!host) return undefined;
  return { pid: Number(pid), port: Number(port), host, isReady: status.trim() === 'ready', text };
}

/** Reports whether a process is the server of this cluster, and not one that reuses its process id. */
export async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  if (!processExists(pid)) return false;
  if (process.platform === 'linux') {
    // The working directory of PostgreSQL is its cluster.
    const [working, own] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(() => undefined), stat(cluster)]);
    return working?.ino === own.ino && working.dev === own.dev;
  }
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes(cluster);
}

const STEP_MS = 20;
/** In an immediate shutdown, PostgreSQL kills its own processes after 5 s. */
const SHUTDOWN_MS = 15_000;

/**
 * Stops a server that still runs because its owner and its keeper were both killed, by an immediate shutdown: it recovers when it starts.
 * Never kills it: its own processes would still hold the shared memory, and no server could start.
 * @throws EmbeddedError when it does not stop.
 */
export async function stopLeftover(cluster: string): Promise<void> {
  const leftover = await readPostmaster(cluster);
  if (leftover === undefined || !(await isServerOf(cluster, leftover.pid))) return;
  try {
    process.kill(leftover.pid, 'SIGQUIT');
  } catch {
    // It has just stopped, or it belongs to another user and the checks below find it running.
  }
  for (const until = performance.now() + SHUTDOWN_MS; performance.now() < until; await wait(STEP_MS)) {
    if (!(await isServerOf(cluster, leftover.pid))) return;
  }
  throw new EmbeddedError(
    `Process ${leftover.pid} still serves the embedded database in ${cluster}; stop it, and try again.`,
  );
}
