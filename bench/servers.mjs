// The measured processes, started as users start them and observed from outside.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** @typedef {'floor' | 'product'} Side */
/** @typedef {{ side: Side, url: string, pid: number, place: import('./places.mjs').Place, process: import('node:child_process').ChildProcess, stop(): Promise<void> }} Server */

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
export const cli = path('../packages/cli/bin/raptor-comply.js');
const SCRIPTS = {
  product: [cli, 'serve'],
  floor: [path('floor.mjs')],
};
/** Variables of the calling shell that must not reach a server. */
const OBEYED = /^(DATABASE_URL|DATA_DIR|PORT|HOST|REDIS_URL|RATE_LIMIT|LOG_LEVEL|NODE_OPTIONS)$/;
const START_DEADLINE_MS = 60_000;
/** Clock ticks per second in /proc: fixed by the kernel's ABI. */
const TICKS = 100;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
}

/** Returns the status of a GET, or undefined while nothing listens. */
const statusOf = (url, headers) =>
  new Promise((resolve) => {
    const request = get(url, { headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    request.on('error', () => resolve(undefined));
  });

/**
 * Waits until the server returns 200.
 * @returns milliseconds since `since`
 */
async function answered(url, headers, since, child) {
  while ((await statusOf(url, headers)) !== 200) {
    if (child.exitCode !== null || performance.now() - since > START_DEADLINE_MS)
      throw new Error(`No response from ${url}`);
    await wait(3);
  }
  return performance.now() - since;
}

/**
 * @param {Side} side
 * @param {import('./places.mjs').Place} place
 * @param {{ environment?: Record<string, string>, nodeOptions?: string[], ipc?: boolean, first?: { path: string, headers: Record<string, string> } }} options
 * @returns {Promise<Server & { startMs: number }>}
 */
export async function startServer(side, place, { environment = {}, nodeOptions = [], ipc = false, first } = {}) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OBEYED.test(name)));
  const port = await freePort();
  const since = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, ...SCRIPTS[side]], {
    env: {
      ...inherited,
      PORT: String(port),
      RATE_LIMIT: '1000000000',
      LOG_LEVEL: 'info',
      ...place.environment,
      ...environment,
    },
    // The product's log on stderr is discarded. The floor writes only errors.
    stdio: ['ignore', 'ignore', side === 'floor' ? 'inherit' : 'ignore', ...(ipc ? ['ipc'] : [])],
  });
  const url = `http://127.0.0.1:${port}`;
  const { path: firstPath = '/readyz', headers = {} } = first ?? {};
  const startMs = await answered(url + firstPath, headers, since, child);
  return {
    side,
    url,
    place,
    startMs,
    pid: child.pid,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Returns the CPU seconds of a process with all its threads; undefined if it is not on this machine. */
export function cpuSeconds(pid) {
  try {
    // The name in parentheses may have spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
}

const memory = (pid, name) =>
  Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Returns the resident megabytes. */
export const residentMb = ({ pid }) => memory(pid, 'VmRSS');

/** Resets `peakMb`. Returns false if the kernel does not allow it. */
export function resetPeak({ pid }) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    return true;
  } catch {
    return false;
  }
}

/** Returns the maximum resident megabytes since `resetPeak`. */
export const peakMb = ({ pid }) => memory(pid, 'VmHWM');
