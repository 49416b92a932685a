import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createFile, hasCode } from './durable-files.ts';

/**
 * A value in a file that several processes replace. A new value is a file with the next generation in its name, so that of two processes
 * that replace the same value only one succeeds.
 */

export interface Generation {
  readonly generation: number;
  readonly file: string;
  readonly text: string;
}

const fileOf = (folder: string, name: string, generation: number): string => path.join(folder, `${name}.${generation}`);

/** Newest first. */
async function generationsOf(folder: string, name: string): Promise<number[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  return files
    .filter((file) => file.startsWith(`${name}.`) && /^\d+$/.test(file.slice(name.length + 1)))
    .map((file) => Number(file.slice(name.length + 1)))
    .sort((a, b) => b - a);
}

/** Reads the newest value; undefined if there is none. */
export async function readGeneration(folder: string, name: string): Promise<Generation | undefined> {
  for (;;) {
    const [generation] = await generationsOf(folder, name);
    if (generation === undefined) return undefined;
    const file = fileOf(folder, name, generation);
    try {
      return { generation, file, text: await readFile(file, 'utf8') };
    } catch (error) {
      // Another process has written the next one and removed this one.
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
}

/** Writes the value that follows a generation, 0 for the first one. Returns false if another process has done so. */
export async function writeGeneration(
  folder: string,
  name: string,
  { generation, text }: Omit<Generation, 'file'>,
): Promise<boolean> {
  const next = generation + 1;
  if (!(await createFile(fileOf(folder, name, next), text))) return false;
  const [last = 0, ...others] = await generationsOf(folder, name);
  if (last > next) {
    // This process was so late that its file's name was free again.
    await rm(fileOf(folder, name, next), { force: true });
    return false;
  }
  for (const old of others) await rm(fileOf(folder, name, old), { force: true });
  return true;
}
