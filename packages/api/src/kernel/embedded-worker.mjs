// The embedded PostgreSQL, on a thread of its own, so that a long query does not stop the server from answering.
// It speaks the wire protocol: one message in (bytes from the driver), one message out (bytes for it).
// Plain JavaScript because a worker is loaded by file name, from the sources (tests) as from dist/.
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

if (parentPort === null) throw new Error('embedded-worker runs as a worker');
const port = parentPort;

/** @type {{ dataDir: string | undefined, snapshot: string | undefined }} */
const { dataDir, snapshot } = workerData;

const database = await PGlite.create({
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(snapshot === undefined ? {} : { loadDataDir: new Blob([await readFile(snapshot)]) }),
});

/** @type {Promise<unknown>} */
let queue = Promise.resolve();

port.on(
  'message',
  (
    /** @type {{ kind: 'bytes', session: number, bytes: Uint8Array } | { kind: 'reset' | 'close' | 'dump' }} */ message,
  ) => {
    queue = queue.then(async () => {
      switch (message.kind) {
        case 'bytes': {
          const bytes = await database.execProtocolRaw(message.bytes);
          port.postMessage({ kind: 'bytes', session: message.session, bytes });
          return;
        }
        case 'reset':
          // The driver dropped its connection: what it left open must not leak into the next one.
          await database.exec('rollback');
          await database.exec('discard all');
          return;
        case 'dump': {
          const dump = await database.dumpDataDir('none');
          port.postMessage({ kind: 'dump', bytes: new Uint8Array(await dump.arrayBuffer()) });
          return;
        }
        case 'close':
          await database.close();
          port.postMessage({ kind: 'closed' });
          port.close();
      }
    });
  },
);

port.postMessage({ kind: 'ready' });
