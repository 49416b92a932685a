// The embedded database's worker on a disk that breaks when it is told to.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', (/** @type {{ kind: string }} */ { kind }) => {
  if (kind !== 'break') return;
  fs.fsyncSync = () => {
    throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
  };
  syncBuiltinESMExports();
});

await import('../../src/kernel/embedded/embedded-worker.mjs');
