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

async function onlyWeCanChange(directory: string): Promise<boolean> {
  const found = await lstat(directory).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/**
 * Copies a directory to `<cache>/<hash of its content>/<name>`, once, and returns `<cache>/<hash>`. Every user can read the copy; only
 * this one can change it.
 * @throws EmbeddedError when another user can change the cache.
 */
export async function sharedCopy(directory: string, cache: string): Promise<string> {
  const copy = path.join(cache, await contentHash(directory));
  await mkdir(cache, { recursive: true, mode: 0o755 });
  if (!(await onlyWeCanChange(cache))) {
    throw new EmbeddedError(`${cache} may be changed by other users; remove it, and it is created again.`);
  }
  if (await onlyWeCanChange(copy)) return copy;
  const unfinished = await mkdtemp(path.join(cache, 'unfinished-'));
  try {
    await cp(directory, path.join(unfinished, path.basename(directory)), { recursive: true, verbatimSymlinks: true });
    // The packages may have been installed under any umask.
    await run('chmod', ['-R', 'u=rwX,go=rX', unfinished]);
    // Otherwise the rename may reach the disk before the contents.
    await run('sync');
    await rename(unfinished, copy).catch(async (error) => {
      // Another process may have finished the same copy first.
      if (!(await onlyWeCanChange(copy))) throw error;
    });
    return copy;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
