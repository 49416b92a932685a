import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryInUse, lockDirectory, processSpace } from './directory-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const lockFile = () => path.join(directory, 'server.lock');

describe('a data directory', () => {
  it('is free again when its owner was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)']);
    await once(child.stdout, 'data');
    const startedAt = (await readFile(`/proc/${child.pid}/stat`, 'latin1')).split(') ')[1]?.split(' ')[19];
    await writeFile(
      lockFile(),
      JSON.stringify({ pid: child.pid, host: hostname(), space: await processSpace(), startedAt, token: 'x' }),
    );
    await expect(lockDirectory(directory, 'server')).rejects.toThrow(DirectoryInUse);
    await expect(lockDirectory(directory, 'server')).rejects.toThrow(`in use by process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await lockDirectory(directory, 'server');
    await lock.release();
  });

  it('is free when its owner’s process id belongs to another process by now', async () => {
    await writeFile(
      lockFile(),
      JSON.stringify({ pid: process.pid, host: hostname(), space: await processSpace(), startedAt: '1', token: 'x' }),
    );
    const lock = await lockDirectory(directory, 'server');
    await lock.release();
  });

  it('is free when its lock is damaged', async () => {
    await writeFile(lockFile(), '{"pid":');
    const lock = await lockDirectory(directory, 'server');
    await lock.release();
  });

  it('of a living owner on another host, seen by its heartbeat, is not free; of a dead one it is', async () => {
    const owner = { pid: 1, host: 'another-container', startedAt: '1', token: 'x' };
    await writeFile(lockFile(), JSON.stringify(owner));
    const beating = setInterval(() => void writeFile(lockFile(), JSON.stringify(owner)), 500);
    await expect(lockDirectory(directory, 'server')).rejects.toThrow('in use by process 1 on another-container');
    clearInterval(beating);
    const lock = await lockDirectory(directory, 'server');
    await lock.release();
  });

  it('is taken by one of many that try at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory, 'server')));
    const taken = tries.filter((attempt) => attempt.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    await taken[0]?.value.release();
  });
});
