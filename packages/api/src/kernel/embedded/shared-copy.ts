import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError } from './embedded-error.ts';

const run = promisify(execFile);

async function contentHash(directory: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    const content = await readFile(file);
    hash.update(`${path.relative(directory, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

/** Whether a directory is this user's and nobody else can change it. */
async function isOurs(directory: string): Promise<boolean> {
  const found = await lstat(directory).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/**
 * A copy of a directory that everyone can read and only this user can change: made once for what is in it, as `<cache>/<hash>/<name>`.
 * Returns `<cache>/<hash>`.
 * @throws EmbeddedError when another user could have put something else in its place.
 */
export async function sharedCopy(directory: string, cache: string): Promise<string> {
  const place = path.join(cache, await contentHash(directory));
  await mkdir(cache, { recursive: true, mode: 0o755 });
  if (!(await isOurs(cache))) {
    throw new EmbeddedError(`${cache} may be changed by other users; remove it, so that it can be made again.`);
  }
  if (await isOurs(place)) return place;
  const unfinished = await mkdtemp(path.join(cache, 'unfinished-'));
  try {
    await cp(directory, path.join(unfinished, path.basename(directory)), { recursive: true, verbatimSymlinks: true });
    // Whatever the umask was when the packages were installed.
    await run('chmod', ['-R', 'u=rwX,go=rX', unfinished]);
    // A rename may reach the disk before the contents do.
    await run('sync');
    await rename(unfinished, place).catch(async (error) => {
      // Another process was faster.
      if (!(await isOurs(place))) throw error;
    });
    return place;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
