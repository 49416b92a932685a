import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedError } from './embedded-error.ts';
import type { Programs, User } from './programs.ts';

export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly directory: string;
  readonly programs: Programs;
  readonly user: User;
  /** A short private directory of the user's, for the socket. */
  readonly scratch: string;
  /** Settings of PostgreSQL that override ours. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The file in the cluster that holds the password of its only user. */
const PASSWORD = 'raptor-comply.password';

/**
 * The path by which a child process finds a directory that is its descriptor 3. On Linux it uses the descriptor, as its user may not be
 * allowed to enter the parent directories.
 */
export const descriptorPath = (directory: string): string =>
  process.platform === 'linux' ? '/proc/self/fd/3' : directory;

export async function changeOwner(file: string, user: User): Promise<void> {
  if (user.uid !== undefined) await chown(file, user.uid, user.gid);
}

/** Codes of systems and file systems that cannot sync a directory. */
const NO_DIRECTORY_SYNC = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'EPERM', 'EROFS']);

/** Syncs every directory above a file: the directories may be new. */
export async function syncParents(file: string): Promise<void> {
  for (let child = path.resolve(file); path.dirname(child) !== child; child = path.dirname(child)) {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path.dirname(child));
      await handle.sync();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && NO_DIRECTORY_SYNC.has(String(error.code)))) throw error;
    } finally {
      await handle?.close();
    }
  }
}

/** Text sorts the same on every system and after library upgrades, where PostgreSQL supports it. */
const localeOptions = (major: number): string[] =>
  major >= 17
    ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    : ['--locale=C.UTF-8', '--locale-provider=libc'];

async function runInitdb({ directory, programs, user, settings }: Cluster, passwordFile: string): Promise<void> {
  const handle = await open(directory);
  const { status, stderr, error } = spawnSync(
    programs.initdb,
    [
      ...['-D', descriptorPath(directory), '-U', 'postgres', '-E', 'UTF8', ...localeOptions(programs.major)],
      ...['-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...(settings.fsync === 'off' ? ['--no-sync'] : [])],
    ],
    { ...user, env: programs.environment, cwd: '/', encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe', handle.fd] },
  );
  await handle.close();
  if (status === 0) return;
  throw new EmbeddedError(
    `The embedded database cannot be created in ${directory}: ${error?.message ?? stderr.trim()}.`,
  );
}

/**
 * Creates a cluster under another name and renames it once it is on disk, so a crash never leaves a partial cluster.
 * @throws EmbeddedError when initdb fails.
 */
export async function createCluster(cluster: Cluster): Promise<void> {
  const { directory, user, scratch } = cluster;
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await changeOwner(unfinished, user);
  const password = randomBytes(32).toString('base64url');
  async function writePassword(file: string): Promise<string> {
    await writeFile(file, password, { mode: 0o600, flush: true });
    await changeOwner(file, user);
    return file;
  }
  // initdb needs an empty directory.
  const initial = await writePassword(path.join(scratch, 'password'));
  await runInitdb({ ...cluster, directory: unfinished }, initial);
  await rm(initial);
  await syncParents(await writePassword(path.join(unfinished, PASSWORD)));
  await rename(unfinished, directory);
}

/**
 * Returns the major version of PostgreSQL that created a cluster, or undefined if there is no cluster yet.
 * @throws EmbeddedError when the directory holds something else.
 */
export async function clusterVersion(directory: string): Promise<number | undefined> {
  if ((await stat(directory).catch(() => undefined)) === undefined) return undefined;
  const version = await readFile(path.join(directory, 'PG_VERSION'), 'utf8').catch(() => '');
  if (/^\d+\s*$/.test(version)) return Number(version);
  throw new EmbeddedError(`${directory} is not a database; move its contents to another directory.`);
}

/** The URL of a cluster's database on the address where its server listens. */
export async function clusterUrl(directory: string, { host, port }: { host: string; port: number }): Promise<string> {
  const password = await readFile(path.join(directory, PASSWORD), 'utf8');
  return `postgres://postgres:${password}@${encodeURIComponent(host)}:${port}/postgres?sslmode=disable`;
}
