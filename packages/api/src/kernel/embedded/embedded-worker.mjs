// The embedded PostgreSQL, on a thread of its own, so that a long query does not stop the server from answering.
// It speaks the wire protocol: one message in (bytes from the driver), one message out (bytes for it).
// Plain JavaScript because a worker is loaded by file name, from the sources (tests) as from dist/.
import { constants } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { openDirectory } from './embedded-directory.mjs';

if (parentPort === null) throw new Error('embedded-worker runs as a worker');
const port = parentPort;

/** @type {{ dataDir: string | undefined, snapshot: string | undefined }} */
const { dataDir, snapshot } = workerData;

/** @param {string} reason */
function stop(reason) {
  port.postMessage({ kind: 'panic', reason });
  // At once, from inside PostgreSQL's call: an exception would be caught by PGlite. It ends this thread, not the process.
  process.exit(1);
}

const inMemory = async () =>
  PGlite.create(snapshot === undefined ? {} : { loadDataDir: new Blob([await readFile(snapshot)]) });

const database = dataDir === undefined ? await inMemory() : await openDirectory(dataDir, stop);

/**
 * Copies the files while nothing else happens here: as a crash at this moment would leave them, so every commit is in the copy.
 * @param {string} directory
 */
async function copied(directory) {
  try {
    await cp(String(dataDir), directory, { recursive: true, mode: constants.COPYFILE_FICLONE });
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** A long answer is on its way while the rest of it is made. */
const PART_BYTES = 65_536;

/**
 * Runs what a client sent. As a stream, because PGlite would read everything that it gives back otherwise, which takes longer than
 * making it.
 * @param {number} session
 * @param {Uint8Array} sent
 */
async function run(session, sent) {
  /** @type {Uint8Array[]} */
  let part = [];
  let length = 0;
  const send = () => {
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const piece of part) {
      bytes.set(piece, at);
      at += piece.length;
    }
    port.postMessage({ kind: 'bytes', session, bytes }, [bytes.buffer]);
    part = [];
    length = 0;
  };
  await database.execProtocolRawStream(sent, {
    onRawData(piece) {
      if (length >= PART_BYTES) send();
      // It is PostgreSQL's memory, which is used again at once.
      part.push(piece.slice());
      length += piece.length;
    },
  });
  // The end of an answer says that it is done, so it waits until that is so.
  send();
}

/** @type {Promise<unknown>} */
let queue = Promise.resolve();

port.on(
  'message',
  (
    /** @type {{ kind: 'bytes', session: number, bytes: Uint8Array } | { kind: 'copy', question: number, directory: string } | { kind: 'dump', question: number } | { kind: 'reset' | 'close' }} */ message,
  ) => {
    queue = queue.then(async () => {
      switch (message.kind) {
        case 'bytes':
          await run(message.session, message.bytes);
          return;
        case 'reset':
          // The driver dropped its connection: what it left open must not leak into the next one.
          await database.exec('rollback');
          await database.exec('discard all');
          return;
        case 'dump': {
          const dump = await database.dumpDataDir('none');
          port.postMessage({
            kind: 'dump',
            question: message.question,
            bytes: new Uint8Array(await dump.arrayBuffer()),
          });
          return;
        }
        case 'copy':
          port.postMessage({ kind: 'copied', question: message.question, error: await copied(message.directory) });
          return;
        case 'close':
          await database.close();
          port.postMessage({ kind: 'closed' });
          port.close();
      }
    });
  },
);

port.postMessage({ kind: 'ready' });
