// The embedded PostgreSQL's files on a disk, such that what PostgreSQL was told is on the disk is there after a power cut.
// PGlite's own file system for Node.js has no fsync: PostgreSQL asks for it and nothing happens.
import fs from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { EmscriptenBuiltinFilesystem } from '@electric-sql/pglite/basefs';

/**
 * What is used of Emscripten's file system: its nodes, its open files, and its operations on a directory of the host.
 * @typedef {{ parent: FileNode, mode: number }} FileNode
 * @typedef {{ node: FileNode, nfd: number }} OpenFile
 * @typedef {(...values: never[]) => unknown} Operation
 * @typedef {{
 *   realPath(node: FileNode): string,
 *   node_ops: Record<string, Operation>,
 *   stream_ops: Record<string, Operation>,
 * }} HostFiles
 * @typedef {{
 *   FS: {
 *     ErrnoError: new (errno: number) => Error,
 *     isDir(mode: number): boolean,
 *     mkdirTree(path: string): void,
 *     mount(type: HostFiles, options: { root: string }, path: string): void,
 *     quit(): void,
 *   },
 *   NODEFS: HostFiles,
 *   onAbort: () => void,
 * }} EmscriptenModule
 */

/** What a directory answers to fsync where the system, or the file system, has no such thing: nothing can be done. */
const NO_DIRECTORY_SYNC = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'EPERM', 'EROFS']);

/** WASI's number of EIO; PostgreSQL treats every failed fsync alike. */
const EIO = 29;

/** @param {() => void} sync */
function whereDirectoriesSync(sync) {
  try {
    sync();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NO_DIRECTORY_SYNC.has(String(error.code)))) throw error;
  }
}

/** @param {string} file */
function syncFile(file) {
  const descriptor = fs.openSync(file, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/**
 * Makes the names in a directory durable.
 * @param {string} directory
 */
export const syncDirectory = (directory) => whereDirectoriesSync(() => syncFile(directory));

/**
 * Makes a directory and all that is in it durable.
 * @param {string} directory
 */
export function syncTree(directory) {
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) syncTree(file);
    else syncFile(file);
  }
  syncDirectory(directory);
}

export class DurableFiles extends EmscriptenBuiltinFilesystem {
  /** How often PostgreSQL had a file synced. */
  syncs = 0;
  /** How often a directory had to be synced because a synced file was new in it. */
  nameSyncs = 0;
  /**
   * Directories with names that are not durable yet.
   * @type {WeakSet<FileNode>}
   */
  #changed = new WeakSet();
  #root;
  #onAbort;

  /**
   * @param {string} directory
   * @param {() => void} onAbort when PostgreSQL gave up
   */
  constructor(directory, onAbort) {
    super(directory);
    this.#root = path.resolve(directory);
    this.#onAbort = onAbort;
  }

  /**
   * @override
   * @param {PGlite} database
   * @param {Parameters<EmscriptenBuiltinFilesystem['init']>[1]} options
   * @returns {ReturnType<EmscriptenBuiltinFilesystem['init']>}
   */
  async init(database, options) {
    this.pg = database;
    const mount = (/** @type {unknown} */ started) => {
      const module = /** @type {EmscriptenModule} */ (started);
      module.onAbort = this.#onAbort;
      this.#makeDurable(module);
      module.FS.mkdirTree(PGlite.paths.PGDATA);
      module.FS.mount(module.NODEFS, { root: this.#root }, PGlite.paths.PGDATA);
    };
    return { emscriptenOpts: { ...options, preRun: [...(options.preRun ?? []), mount] } };
  }

  /** @override */
  async closeFs() {
    this.pg?.Module.FS.quit();
  }

  /** @param {EmscriptenModule} module */
  #makeDurable({ FS, NODEFS }) {
    NODEFS.stream_ops.fsync = (/** @type {OpenFile} */ { node, nfd }) => {
      try {
        if (FS.isDir(node.mode)) {
          whereDirectoriesSync(() => fs.fsyncSync(nfd));
          this.#changed.delete(node);
        } else {
          fs.fsyncSync(nfd);
        }
        this.syncs += 1;
        this.#syncNames(NODEFS, node);
      } catch {
        throw new FS.ErrnoError(EIO);
      }
    };
    /** @type {(name: string, changed: (...values: never[]) => FileNode) => void} */
    const watch = (name, changed) => {
      const operation = NODEFS.node_ops[name];
      if (operation === undefined) throw new Error(`PGlite’s file system has no operation ${name} any more`);
      NODEFS.node_ops[name] = (...values) => {
        const result = operation(...values);
        this.#changed.add(changed(...values));
        return result;
      };
    };
    // Not unlink and rmdir: a name that comes back is what PostgreSQL is prepared for, or it syncs the directory itself.
    watch('mknod', (/** @type {FileNode} */ parent) => parent);
    watch('symlink', (/** @type {FileNode} */ parent) => parent);
    watch('rename', (/** @type {FileNode} */ _node, /** @type {FileNode} */ parent) => parent);
  }

  /**
   * A synced file must be found again. PostgreSQL syncs the directory of a file it renamed, but not that of a table's new
   * file: it counts on file systems that keep the name with the file, as the common ones of Linux do and POSIX does not ask.
   * @param {HostFiles} files
   * @param {FileNode} node
   */
  #syncNames(files, node) {
    for (let { parent } = node, child = node; parent !== child; child = parent, parent = parent.parent) {
      if (!this.#changed.has(parent)) continue;
      syncDirectory(files.realPath(parent));
      this.#changed.delete(parent);
      this.nameSyncs += 1;
    }
  }
}
