import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { changeOwner, clusterUrl, clusterVersion, createCluster, syncParents } from './cluster.ts';
import { DirectoryInUse, type DirectoryLock, type DirectoryUse, lockDirectory } from './directory-lock.ts';
import { EmbeddedError } from './embedded-error.ts';
import { isServerOf, readPostmaster } from './postmaster.ts';
import { findPrograms, type User } from './programs.ts';
import { type Embedded, startPostgres } from './server.ts';

type Settings = Readonly<Record<string, string>>;

/** How long to wait for a command that uses the directory, or for a server that starts. */
const WAIT_MS = 60_000;
const STEP_MS = 50;
/** A socket's path may have 107 bytes. */
const MAX_PARENT_LENGTH = 64;
const NOBODY = 65_534;

/** PostgreSQL refuses to run as root: it then runs as the owner of the cluster, or as nobody. */
async function databaseUser(cluster: string): Promise<User> {
  if (process.getuid?.() !== 0) return {};
  const { uid, gid } = (await stat(cluster).catch(() => undefined)) ?? { uid: 0, gid: 0 };
  return uid === 0 ? { uid: NOBODY, gid: NOBODY } : { uid, gid };
}

async function createScratch(user: User): Promise<string> {
  // Root's own temporary directory may be closed to the user.
  const parent = tmpdir().length > MAX_PARENT_LENGTH || user.uid !== undefined ? '/tmp' : tmpdir();
  const scratch = await mkdtemp(path.join(parent, 'raptor-comply-'));
  await changeOwner(scratch, user);
  return scratch;
}

async function refuseEarlierData(dataDir: string): Promise<void> {
  const earlier = path.join(dataDir, 'postgres');
  if ((await stat(earlier).catch(() => undefined)) === undefined) return;
  throw new EmbeddedError(
    `${earlier} holds data of an earlier version of this software, which this one cannot read: write a backup with the earlier ` +
      'version, set DATA_DIR to a new directory, and restore the backup there with this one.',
  );
}

async function openLocked(dataDir: string, lock: DirectoryLock, settings: Settings): Promise<Embedded> {
  const directory = path.resolve(dataDir, 'cluster');
  const user = await databaseUser(directory);
  const scratch = await createScratch(user);
  try {
    const major = await clusterVersion(directory);
    if (major === undefined) await refuseEarlierData(dataDir);
    const programs = await findPrograms({ user, scratch, major });
    const cluster = { directory, programs, user, scratch, settings };
    if (major === undefined) await createCluster(cluster);
    // At every start, as the process that created the directories may have been killed.
    await syncParents(directory);
    const server = await startPostgres(cluster, path.resolve(dataDir, 'cluster.log'));
    return {
      url: server.url,
      async close() {
        await server.close();
        await lock.release();
      },
    };
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

/** The URL of another process's database, if it is ready. */
async function runningUrl(dataDir: string): Promise<string | undefined> {
  const directory = path.resolve(dataDir, 'cluster');
  const postmaster = await readPostmaster(directory);
  // A server that was killed leaves its postmaster.pid.
  if (!postmaster?.isReady || !(await isServerOf(directory, postmaster.pid))) return undefined;
  return clusterUrl(directory, postmaster);
}

/**
 * Opens the database in a data directory; the first use creates it. The process that locks the directory runs the database. A command
 * uses the database of a running server, and waits for another command to end.
 * @throws DirectoryInUse when a server finds another server, or after waiting for too long.
 * @throws EmbeddedError when PostgreSQL is not found, does not start, or cannot use the contents of the directory.
 */
export async function openEmbedded(dataDir: string, use: DirectoryUse, settings: Settings = {}): Promise<Embedded> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const until = performance.now() + WAIT_MS; ; await wait(STEP_MS)) {
    let lock: DirectoryLock;
    try {
      lock = await lockDirectory(dataDir, use);
    } catch (error) {
      if (!(error instanceof DirectoryInUse) || performance.now() > until) throw error;
      if (error.owner.use === 'command') continue;
      if (use === 'server') throw error;
      const url = await runningUrl(dataDir);
      if (url !== undefined) return { url, close: async () => {} };
      continue;
    }
    try {
      return await openLocked(dataDir, lock, settings);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }
}
