// The embedded PostgreSQL on a directory: made so that it is there whole or not at all, and opened so that a commit that
// was acknowledged survives a power cut.
import fs from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { DurableFiles, syncDirectory, syncTree } from './embedded-files.mjs';

/** How the lines begin in which PostgreSQL says why it cannot go on. */
const LAST_WORDS = /\b(?:PANIC|FATAL): +(.*)/;

const startParams = [
  // PGlite's own, but for the one that turns fsync off.
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'full_page_writes=on', '-c', 'synchronous_commit=on'],
  // The default, fdatasync, does nothing in Emscripten.
  ...['-c', 'wal_sync_method=fsync'],
];

/**
 * Makes an empty database beside its place and moves it there when every file is on the disk. Until then nothing in it was
 * acknowledged, so the remains of an attempt that was cut off are thrown away.
 * @param {string} directory
 */
async function create(directory) {
  if (fs.existsSync(directory) && fs.readdirSync(directory).length > 0) {
    throw new Error(`${directory} is not empty and has no database in it; move away what is there`);
  }
  const unfinished = `${directory}.unfinished`;
  fs.rmSync(unfinished, { recursive: true, force: true });
  fs.mkdirSync(unfinished, { mode: 0o700 });
  const database = await PGlite.create(unfinished);
  await database.close();
  syncTree(unfinished);
  fs.renameSync(unfinished, directory);
}

/**
 * An upgrade of PGlite may change what the file system relies on, and nothing would be seen of it until a power cut.
 * @param {PGlite} database
 * @param {DurableFiles} files
 */
export async function verifyDurable(database, files) {
  const before = files.syncs;
  await database.exec("select pg_logical_emit_message(true, 'start', '')");
  // Every start makes postmaster.pid anew, and PostgreSQL syncs it.
  const durable = files.syncs > before && files.nameSyncs > 0;
  const { rows } = await database.query("select current_setting('fsync') as fsync");
  if (durable && /** @type {{ fsync: string }} */ (rows[0]).fsync === 'on') return;
  throw new Error(
    'The embedded database does not write its commits through to the disk, so a power cut would lose them: ' +
      'this version of @electric-sql/pglite is not the one that embedded-files.mjs was made for',
  );
}

/**
 * Opens the database in a directory that is this process's alone, making it on first use.
 * @param {string} dataDir
 * @param {(reason: string) => void} onPanic must end the thread: PostgreSQL panicked, as it does when an fsync fails, and
 * PGlite goes on with what is left of it
 */
export async function openDirectory(dataDir, onPanic) {
  const directory = path.resolve(dataDir);
  if (!fs.existsSync(path.join(directory, 'PG_VERSION'))) await create(directory);
  // Up to the root, as the directories on the way may be new; at every start, as the one that made them may have been killed.
  for (let child = directory; path.dirname(child) !== child; child = path.dirname(child)) {
    syncDirectory(path.dirname(child));
  }
  // Whoever wrote it is gone, or this process would not have the directory; PostgreSQL refuses one that a power cut emptied.
  fs.rmSync(path.join(directory, 'postmaster.pid'), { force: true });
  let reason = 'it does not say why';
  const files = new DurableFiles(directory, () => onPanic(reason));
  const onStderr = (/** @type {string} */ line) => {
    reason = LAST_WORDS.exec(line)?.[1] ?? reason;
    return true;
  };
  const database = await PGlite.create({ fs: files, startParams, onStderr }).catch((cause) => {
    throw new Error(`The embedded database in ${directory} does not start: ${reason}`, { cause });
  });
  await verifyDurable(database, files);
  return database;
}
