import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Files that are complete or absent, also after a power failure. */

export const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** Makes a new, removed, or renamed file of the directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory; NTFS logs its changes.
  if (process.platform === 'win32') return;
  const handle = await open(directory);
  await handle.sync().finally(() => handle.close());
}

async function writeAside(file: string, text: string, mode: number): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  const aside = `${file}.${randomUUID()}.unfinished`;
  const handle = await open(aside, 'wx', mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return aside;
}

/** Creates a file. Returns false, and changes nothing, if there is one of this name. */
export async function createFile(file: string, text: string, mode = 0o600): Promise<boolean> {
  const aside = await writeAside(file, text, mode);
  try {
    // Unlike a rename, a link does not replace a file.
    await link(aside, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(aside);
    await syncDirectory(path.dirname(file));
  }
}

/** Creates a file, or replaces it. */
export async function replaceFile(file: string, text: string, mode = 0o600): Promise<void> {
  await rename(await writeAside(file, text, mode), file);
  await syncDirectory(path.dirname(file));
}
