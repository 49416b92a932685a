import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processExists } from './directory-lock.ts';
import { EmbeddedError } from './embedded-error.ts';

/** The server of a cluster, as it describes itself in postmaster.pid. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** A directory with its socket, or an address. */
  readonly host: string;
  readonly isReady: boolean;
  /** The whole of the file: different for each start. */
  readonly text: string;
}

const run = promisify(execFile);

/** Undefined when no server has described itself; the one that has may be gone. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, socketDirectory, address, , status = ''] = text.split('\n');
  const host = socketDirectory || address;
  if (!host) return undefined;
  return { pid: Number(pid), port: Number(port), host, isReady: status.trim() === 'ready', text };
}

/** Whether something accepts connections where a server says that it does. */
export function isListening({ host, port }: Postmaster): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = path.isAbsolute(host) ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Whether a process is the server of this cluster, and not another that has its process id by now. */
async function serves(pid: number, cluster: string): Promise<boolean> {
  if (!processExists(pid)) return false;
  if (process.platform === 'linux') {
    // PostgreSQL works in the directory of its cluster.
    const [working, own] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(() => undefined), stat(cluster)]);
    return working?.ino === own.ino && working.dev === own.dev;
  }
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes(cluster);
}

const STEP_MS = 20;
const PER_SIGNAL_MS = 5000;

/**
 * Stops a server that was left running because the process that started it and that one's keeper were both killed.
 * @throws EmbeddedError when it does not stop.
 */
export async function stopLeftover(cluster: string): Promise<void> {
  const left = await readPostmaster(cluster);
  if (left === undefined) return;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!(await serves(left.pid, cluster))) return;
    process.kill(left.pid, signal);
    for (const until = Date.now() + PER_SIGNAL_MS; Date.now() < until; await wait(STEP_MS)) {
      if (!(await serves(left.pid, cluster))) return;
    }
  }
  throw new EmbeddedError(`Process ${left.pid} still serves the embedded database in ${cluster} and does not stop.`);
}
