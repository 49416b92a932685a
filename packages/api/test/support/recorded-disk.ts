import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

/** One change of a disk; files and directories are numbered, so that a name can move from one to another. */
export type DiskEvent =
  | { readonly kind: 'write'; readonly file: number; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly file: number; readonly size: number }
  | { readonly kind: 'names'; readonly changes: readonly NameChange[] }
  | { readonly kind: 'sync'; readonly file: number; readonly path: string };

export interface NameChange {
  readonly directory: number;
  readonly name: string;
  /** What it names from now on. */
  readonly file: number | undefined;
}

export interface Recording {
  /** What was done so far, in order. */
  readonly events: DiskEvent[];
  /** Which of the numbers are directories; 0 is the one that is recorded. */
  readonly directories: ReadonlySet<number>;
  stop(): void;
}

const { O_CREAT, O_TRUNC } = fs.constants;

/** Records what this process does to the files in a directory, an empty one, through `node:fs`. */
export function recordDisk(root: string): Recording {
  const events: DiskEvent[] = [];
  const directories = new Set([0]);
  const numbers = new Map([[root, 0]]);
  const opened = new Map<number, { readonly file: number; readonly path: string }>();
  let next = 1;
  // What `node:fs` calls of itself is part of the call that was recorded.
  let inside = false;

  const isHere = (file: unknown): file is string =>
    typeof file === 'string' && (file === root || file.startsWith(`${root}${path.sep}`));

  function numberOf(file: string): number {
    const number = numbers.get(file);
    if (number === undefined) throw new Error(`Not recorded: ${file}`);
    return number;
  }

  const change = (file: string, number: number | undefined): NameChange => ({
    directory: numberOf(path.dirname(file)),
    name: path.basename(file),
    file: number,
  });

  function add(file: string): void {
    if (numbers.has(file)) return;
    numbers.set(file, next);
    events.push({ kind: 'names', changes: [change(file, next)] });
    next += 1;
  }

  function remove(file: string): void {
    if (!numbers.has(file)) return;
    events.push({ kind: 'names', changes: [change(file, undefined)] });
    for (const known of [...numbers.keys()]) {
      if (known === file || known.startsWith(`${file}${path.sep}`)) numbers.delete(known);
    }
  }

  function move(from: string, to: string): void {
    events.push({ kind: 'names', changes: [change(from, undefined), change(to, numberOf(from))] });
    for (const [known, number] of [...numbers]) {
      if (known !== from && !known.startsWith(`${from}${path.sep}`)) continue;
      numbers.delete(known);
      numbers.set(to + known.slice(from.length), number);
    }
  }

  const here = (file: unknown, record: (file: string) => void) => isHere(file) && record(path.normalize(file));
  const ofOpen = (descriptor: number, record: (file: number) => void) => {
    const entry = opened.get(descriptor);
    if (entry !== undefined) record(entry.file);
  };

  /** What to note down once a call has succeeded. */
  const notes = {
    openSync: (descriptor: number, file: unknown, flags: unknown) =>
      here(file, (known) => {
        if (typeof flags === 'number' ? (flags & O_TRUNC) !== 0 : flags !== 'r') throw new Error('Not modelled');
        if (typeof flags === 'number' && (flags & O_CREAT) !== 0) add(known);
        opened.set(descriptor, { file: numberOf(known), path: known });
      }),
    closeSync: (_: unknown, descriptor: number) => opened.delete(descriptor),
    writeSync: (written: number, descriptor: number, buffer: Uint8Array, offset: number, _: unknown, at: number) =>
      ofOpen(descriptor, (file) => {
        events.push({ kind: 'write', file, at, bytes: Uint8Array.from(buffer.subarray(offset, offset + written)) });
      }),
    writeFileSync: (_: unknown, file: unknown, content: unknown) =>
      here(file, (known) => {
        if (content !== '') throw new Error('Not modelled');
        add(known);
        events.push({ kind: 'resize', file: numberOf(known), size: 0 });
      }),
    ftruncateSync: (_: unknown, descriptor: number, size: number) =>
      ofOpen(descriptor, (file) => events.push({ kind: 'resize', file, size })),
    truncateSync: (_: unknown, file: unknown, size: number) =>
      here(file, (known) => events.push({ kind: 'resize', file: numberOf(known), size })),
    fsyncSync: (_: unknown, descriptor: number) => {
      const entry = opened.get(descriptor);
      if (entry !== undefined) events.push({ kind: 'sync', ...entry });
    },
    mkdirSync: (_: unknown, file: unknown) =>
      here(file, (known) => {
        add(known);
        directories.add(numberOf(known));
      }),
    renameSync: (_: unknown, from: unknown, to: string) => here(from, (known) => move(known, to)),
    unlinkSync: (_: unknown, file: unknown) => here(file, remove),
    rmdirSync: (_: unknown, file: unknown) => here(file, remove),
    rmSync: (_: unknown, file: unknown) => here(file, remove),
  };

  const originals: Record<string, unknown> = {};
  for (const [name, note] of Object.entries(notes)) {
    const original: unknown = Reflect.get(fs, name);
    if (typeof original !== 'function') throw new Error(`node:fs has no ${name}`);
    originals[name] = original;
    Reflect.set(fs, name, (...values: unknown[]) => {
      if (inside) return original(...values);
      inside = true;
      try {
        const result: unknown = original(...values);
        Reflect.apply(note, undefined, [result, ...values]);
        return result;
      } finally {
        inside = false;
      }
    });
  }
  syncBuiltinESMExports();

  return {
    events,
    directories,
    stop() {
      Object.assign(fs, originals);
      syncBuiltinESMExports();
    },
  };
}
