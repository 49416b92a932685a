import { randomUUID } from 'node:crypto';
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** What a process opens a data directory for: a server keeps it, a command soon gives it back. */
export type DirectoryUse = 'server' | 'command';

/** Who has a data directory open. */
export interface DirectoryOwner {
  readonly pid: number;
  readonly host: string;
  /** When the process started, as the system counts it: tells a living owner from a reused process id. */
  readonly startedAt: string;
  /** Where its process id means this process: the running system, and the container in it. */
  readonly space: string;
  readonly token: string;
  readonly use: DirectoryUse;
}

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Another process has the data directory. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';
  readonly owner: DirectoryOwner;

  constructor(directory: string, owner: DirectoryOwner) {
    super(
      `The data directory ${directory} is in use by process ${owner.pid}` +
        `${owner.host === hostname() ? '' : ` on ${owner.host}`}, a ${owner.use}.` +
        ' Stop it first, or set DATA_DIR to another directory.',
    );
    this.owner = owner;
  }
}

const HEARTBEAT_MS = 2000;

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** The start time in /proc/<pid>/stat (field 22); empty where there is no /proc. */
async function startTimeOf(pid: number): Promise<string> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'latin1');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Two processes with the same one see the same process ids; empty where the system does not say. */
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
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function isAlive(file: string, owner: DirectoryOwner): Promise<boolean> {
  if (owner.host === hostname() && owner.space === (await processSpace())) {
    return processExists(owner.pid) && (await startTimeOf(owner.pid)) === owner.startedAt;
  }
  // Another container on a shared volume: its process ids mean nothing here, its heartbeat does.
  const before = (await stat(file)).mtimeMs;
  await wait(2 * HEARTBEAT_MS);
  return (await stat(file)).mtimeMs !== before;
}

async function readOwner(file: string): Promise<DirectoryOwner | undefined> {
  const content = await readFile(file, 'utf8');
  try {
    return JSON.parse(content) as DirectoryOwner;
  } catch {
    // Damaged by a power cut: no living process wrote it.
    return undefined;
  }
}

/** Moves a dead owner's lock away; puts it back when it turns out to be another's, taken a moment ago. */
async function removeStale(file: string, dead: DirectoryOwner | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  await rename(file, aside);
  const moved = await readOwner(aside);
  if (moved?.token !== dead?.token) await link(aside, file).catch(() => {});
  await rm(aside);
}

/** Links a lock into its place. Returns the living owner of the one that is there already. */
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

/**
 * Takes a directory for this process.
 * @throws DirectoryInUse when a living process has it.
 */
export async function lockDirectory(directory: string, use: DirectoryUse): Promise<DirectoryLock> {
  const file = path.join(directory, 'server.lock');
  const owner: DirectoryOwner = {
    pid: process.pid,
    host: hostname(),
    startedAt: await startTimeOf(process.pid),
    space: await processSpace(),
    token: randomUUID(),
    use,
  };
  // Written aside and linked into place: nobody ever reads a half-written lock.
  const aside = `${file}.${owner.token}`;
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
      // Never another's: a process that was thought dead may wake up.
      if ((await readOwner(file).catch(() => undefined))?.token === owner.token) await rm(file, { force: true });
    },
  };
}
