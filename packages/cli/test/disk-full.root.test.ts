import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Load } from './support/crash-load.ts';
import { expectWholeLog, newAdminKey, titles } from './support/crashes.ts';
import { type Environment, startServer, stop } from './support/processes.ts';

/** A full disk, which only root can make: a small file system of the test's own. */

const SIZE = '160m';
const WRITERS = 4;

let disk: string;
let environment: Environment;
beforeAll(() => {
  disk = mkdtempSync(path.join(tmpdir(), 'raptor-comply-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', disk]);
  environment = { DATA_DIR: path.join(disk, 'data'), RATE_LIMIT: '1000000' };
});
afterAll(() => {
  execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true });
});

/** Takes all the space that is left. */
async function fillDisk(file: string): Promise<void> {
  const handle = await open(file, 'a');
  try {
    for (let size = 1 << 20; size > 0; ) {
      await handle.write(Buffer.alloc(size)).catch(() => {
        size >>= 1;
      });
    }
  } finally {
    await handle.close();
  }
}

it('a full disk brings 503s, and with space again the same server goes on; nothing acknowledged is lost or done twice', async () => {
  const key = await newAdminKey(environment);
  const server = await startServer(environment);
  const load = new Load(key, WRITERS);
  load.start(server.url);
  await load.more(20);
  const filler = path.join(disk, 'filler');
  // Again and again, as PostgreSQL gives space back while it recovers.
  while (!load.statuses.has(503)) {
    await fillDisk(filler);
    await wait(20);
  }
  await rm(filler);
  await load.more(20);
  await load.stop();
  await load.settle(server.url);
  expect([...load.statuses.keys()].sort()).toEqual([201, 503]);
  expect(await titles(server.url, key)).toEqual([...load.acknowledged].sort());
  await stop(server);
  await expectWholeLog(load, environment);
});
