import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedError } from './embedded-error.ts';
import type { Programs, User } from './programs.ts';

/** A cluster on the disk, and what runs it. */
export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly directory: string;
  readonly programs: Programs;
  readonly user: User;
  /** A short private directory of the user's, for the socket. */
  readonly scratch: string;
  /** Settings of PostgreSQL beyond our own. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The password of the cluster's one user, in the cluster. */
const PASSWORD = 'raptor-comply.password';

/**
 * How a child process finds a directory that is its descriptor 3. On Linux by the descriptor: its user may not be allowed to enter the
 * directories above.
 */
export const asDescriptor = (directory: string): string =>
  process.platform === 'linux' ? '/proc/self/fd/3' : directory;

export async function give(file: string, user: User): Promise<void> {
  if (user.uid !== undefined) await chown(file, user.uid, user.gid);
}

/** What a system or file system that cannot sync a directory says. */
const NO_DIRECTORY_SYNC = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'EPERM', 'EROFS']);

async function syncDirectory(directory: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(directory);
    await handle.sync();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NO_DIRECTORY_SYNC.has(String(error.code)))) throw error;
  } finally {
    await handle?.close();
  }
}

/** Makes the names on the way to a file durable: the directories may be new. */
export async function syncWayTo(file: string): Promise<void> {
  for (let child = path.resolve(file); path.dirname(child) !== child; child = path.dirname(child)) {
    await syncDirectory(path.dirname(child));
  }
}

/** Sorts the same on every system and after every upgrade of its libraries, where PostgreSQL can. */
const localeOf = (major: number): string[] =>
  major >= 17
    ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    : ['--locale=C.UTF-8', '--locale-provider=libc'];

async function runInitdb({ directory, programs, user, settings }: Cluster, passwordFile: string): Promise<void> {
  const handle = await open(directory);
  try {
    const initdb = spawn(
      programs.initdb,
      [
        ...['-D', asDescriptor(directory), '-U', 'postgres', '-E', 'UTF8', ...localeOf(programs.major)],
        ...['-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...(settings.fsync === 'off' ? ['--no-sync'] : [])],
      ],
      { ...user, env: programs.environment, cwd: '/', stdio: ['ignore', 'ignore', 'pipe', handle.fd] },
    );
    let complaint = '';
    initdb.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    const [code] = await once(initdb, 'close');
    if (code === 0) return;
    throw new EmbeddedError(`The embedded database cannot be made in ${directory}: ${complaint.trim()}.`);
  } finally {
    await handle.close();
  }
}

/**
 * Makes a cluster beside its place and moves it there when all of it is on the disk: a crash leaves nothing that looks like one.
 * @throws EmbeddedError when that does not work.
 */
export async function createCluster(cluster: Cluster): Promise<void> {
  const { directory, user, scratch } = cluster;
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await give(unfinished, user);
  const password = randomBytes(32).toString('base64url');
  const passed = path.join(scratch, 'password');
  const kept = path.join(unfinished, PASSWORD);
  await writeFile(passed, password, { mode: 0o600 });
  await give(passed, user);
  await runInitdb({ ...cluster, directory: unfinished }, passed);
  await rm(passed);
  await writeFile(kept, password, { mode: 0o600, flush: true });
  await give(kept, user);
  await syncDirectory(unfinished);
  await rename(unfinished, directory);
}

/**
 * The major version of PostgreSQL that made a cluster; undefined when there is none yet.
 * @throws EmbeddedError when something else is in its place.
 */
export async function madeBy(directory: string): Promise<number | undefined> {
  if ((await stat(directory).catch(() => undefined)) === undefined) return undefined;
  const version = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch(() => '');
  if (/^\d+\s*$/.test(version)) return Number(version);
  throw new EmbeddedError(`${directory} has no database in it; move away what is there.`);
}

/** The URL of a cluster's database where its server listens. */
export async function urlOf(directory: string, { host, port }: { host: string; port: number }): Promise<string> {
  const password = await readFile(path.join(directory, PASSWORD), 'utf8');
  return `postgres://postgres:${password}@${encodeURIComponent(host)}:${port}/postgres?sslmode=disable`;
}
