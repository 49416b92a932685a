import { randomUUID } from 'node:crypto';
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A server keeps a data directory until it stops; a command releases it soon. */
export type DirectoryUse = 'server' | 'command';

export interface DirectoryOwner {
  readonly pid: number;
  readonly host: string;
  /** The start time of the process in clock ticks. It detects a reused process id. */
  readonly startedAt: string;
  /** The boot and PID namespace in which `pid` is valid. */
  readonly space: string;
  readonly token: string;
  readonly use: DirectoryUse;
}

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Another process has locked the data directory. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';
  readonly owner: DirectoryOwner;

  constructor(directory: string, owner: DirectoryOwner) {
    const host = owner.host === hostname() ? '' : ` on ${owner.host}`;
    super(
      `The data directory ${directory} is in use by process ${owner.pid}${host}, a ${owner.use}.` +
        ' Stop it first, or set DATA_DIR to another directory.',
    );
    this.owner = owner;
  }
}

const HEARTBEAT_MS = 2000;

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Fields 3 and 22 of /proc/<pid>/stat. Returns '' for a zombie and where there is no /proc. */
async function startTimeOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

/** Processes with the same value see the same process ids. Returns '' where the system does not report it. */
export async function processSpace(): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function isAlive(file: string, owner: DirectoryOwner): Promise<boolean> {
  if (owner.host === hostname() && owner.space === (await processSpace())) {
    return processExists(owner.pid) && (await startTimeOf(owner.pid)) === owner.startedAt;
  }
  // Another container on a shared volume: its process ids mean nothing here, but its heartbeat does.
  const before = (await stat(file)).mtimeMs;
  await wait(2 * HEARTBEAT_MS);
  return (await stat(file)).mtimeMs !== before;
}

async function readOwner(file: string): Promise<DirectoryOwner | undefined> {
  const content = await readFile(file, 'utf8');
  try {
    return JSON.parse(content) as DirectoryOwner;
  } catch {
    // A power failure damaged it, so its owner is gone.
    return undefined;
  }
}

/** Removes a dead owner's lock, but keeps a lock that another process has just placed. */
async function removeStale(file: string, dead: DirectoryOwner | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside);
  const moved = await readOwner(aside);
  if (moved?.token !== dead?.token) await link(aside, file).catch(() => {});
  await rm(aside);
}

/** Places a lock, unless a living process holds one: then returns its owner. */
async function place(aside: string, file: string): Promise<DirectoryOwner | undefined> {
  for (;;) {
    try {
      await link(aside, file);
      return undefined;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    try {
      const other = await readOwner(file);
      if (other !== undefined && (await isAlive(file, other))) return other;
      await removeStale(file, other);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
}

/** Locks a directory for this process. @throws DirectoryInUse when a living process has locked it. */
export async function lockDirectory(directory: string, use: DirectoryUse): Promise<DirectoryLock> {
  const file = path.join(directory, 'server.lock');
  const { pid } = process;
  const [startedAt, space, token] = [await startTimeOf(pid), await processSpace(), randomUUID()];
  const owner: DirectoryOwner = { pid, host: hostname(), startedAt, space, token, use };
  // Written under another name and then linked, so no process reads a partial lock.
  const aside = `${file}.${token}`;
  await writeFile(aside, JSON.stringify(owner));
  const other = await place(aside, file).finally(() => rm(aside));
  if (other !== undefined) throw new DirectoryInUse(directory, other);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      // Another process may have taken the lock while this one was suspended.
      if ((await readOwner(file).catch(() => undefined))?.token === token) await rm(file, { force: true });
    },
  };
}
