import { createWriteStream, existsSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { Failure } from './failure.ts';

/**
 * Writes a file that only this user can read, under another name first, so a file of this name is always complete. `check` may refuse it.
 * @throws Failure if there is a file of this name
 */
export async function writeNewFile<T>(
  file: string,
  write: (out: Writable) => Promise<T>,
  check: (written: string) => Promise<unknown> = async () => {},
): Promise<T> {
  if (existsSync(file)) throw new Failure(`The file ${file} already exists; choose another name.`);
  const aside = `${file}.unfinished-${process.pid}`;
  try {
    const result = await write(createWriteStream(aside, { mode: 0o600 }));
    await check(aside);
    const handle = await open(aside);
    await handle.sync();
    await handle.close();
    // Unlike a rename, a link does not replace a file that has appeared meanwhile.
    await link(aside, file);
    return result;
  } finally {
    await rm(aside, { force: true });
  }
}
