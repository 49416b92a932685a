import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createCluster, give, madeBy, syncWayTo, urlOf } from './cluster.ts';
import { DirectoryInUse, type DirectoryLock, type DirectoryUse, lockDirectory } from './directory-lock.ts';
import { EmbeddedError } from './embedded-error.ts';
import { isListening, readPostmaster } from './postmaster.ts';
import { findPrograms, type User } from './programs.ts';
import { startServer } from './server.ts';

/** PostgreSQL on a data directory, ready for connections. */
export interface Embedded {
  readonly url: string;
  /** Stops it, if this process started it. */
  close(): Promise<void>;
}

/** In a data directory. */
const CLUSTER = 'cluster';
const LOG = 'cluster.log';
/** Where earlier versions of this software had theirs. */
const EARLIER = 'postgres';

/** How long a command waits for the one before it, and for a server that starts. */
const PATIENCE_MS = 60_000;
const STEP_MS = 50;
/** So that the path of a socket fits into the 107 bytes that systems have for it. */
const SHORT = 64;

/** PostgreSQL refuses to run as root: then it runs as whoever has the cluster, or as nobody. */
async function userOf(cluster: string): Promise<User> {
  if (process.getuid?.() !== 0) return {};
  const { uid, gid } = (await stat(cluster).catch(() => undefined)) ?? { uid: 0, gid: 0 };
  return uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid, gid };
}

async function makeScratch(user: User): Promise<string> {
  // Another user may not be able to reach root's own temporary directory.
  const parent = tmpdir().length > SHORT || user.uid !== undefined ? '/tmp' : tmpdir();
  const scratch = await mkdtemp(path.join(parent, 'raptor-comply-'));
  await give(scratch, user);
  return scratch;
}

async function refuseEarlierData(dataDir: string): Promise<void> {
  const earlier = path.join(dataDir, EARLIER);
  if ((await stat(earlier).catch(() => undefined)) === undefined) return;
  throw new EmbeddedError(
    `${earlier} holds data of an earlier version of this software, which this one cannot read: write a backup with the earlier ` +
      'version, set DATA_DIR to a new directory, and restore the backup there with this one.',
  );
}

/** Starts PostgreSQL on a directory that this process has locked, making the cluster on first use. */
async function openOwn(
  dataDir: string,
  lock: DirectoryLock,
  settings: Readonly<Record<string, string>>,
): Promise<Embedded> {
  const directory = path.resolve(dataDir, CLUSTER);
  const user = await userOf(directory);
  const scratch = await makeScratch(user);
  try {
    const major = await madeBy(directory);
    if (major === undefined) await refuseEarlierData(dataDir);
    const programs = await findPrograms({ user, scratch, major });
    const cluster = { directory, programs, user, scratch, settings };
    if (major === undefined) await createCluster(cluster);
    // At every start, as the process that made them may have been killed.
    await syncWayTo(directory);
    const server = await startServer(cluster, path.resolve(dataDir, LOG));
    return {
      url: await urlOf(directory, server),
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

/** The URL of another process's database, once it accepts connections. */
async function runningUrl(dataDir: string): Promise<string | undefined> {
  const directory = path.resolve(dataDir, CLUSTER);
  const postmaster = await readPostmaster(directory);
  if (!postmaster?.isReady || !(await isListening(postmaster))) return undefined;
  return urlOf(directory, postmaster);
}

/**
 * Opens the database in a data directory, making it on first use. The process that holds the directory runs it: a command uses a
 * server's, and waits for another command to end.
 * @throws DirectoryInUse when a server finds another one, or a command waited too long.
 * @throws EmbeddedError when PostgreSQL is not to be found, does not start, or cannot use what is in the directory.
 */
export async function openEmbedded(
  dataDir: string,
  use: DirectoryUse,
  settings: Readonly<Record<string, string>> = {},
): Promise<Embedded> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const until = Date.now() + PATIENCE_MS; ; await wait(STEP_MS)) {
    let lock: DirectoryLock;
    try {
      lock = await lockDirectory(dataDir, use);
    } catch (error) {
      if (!(error instanceof DirectoryInUse) || Date.now() > until) throw error;
      if (error.owner.use === 'command') continue;
      if (use === 'server') throw error;
      const url = await runningUrl(dataDir);
      if (url === undefined) continue;
      return { url, close: async () => {} };
    }
    try {
      return await openOwn(dataDir, lock, settings);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }
}
