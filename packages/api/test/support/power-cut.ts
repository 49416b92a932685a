import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DiskEvent, NameChange, Recording } from './recorded-disk.ts';

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type ContentEvent = Extract<DiskEvent, { kind: 'write' | 'resize' }>;

interface Content {
  bytes: Uint8Array;
  size: number;
  /** What was done since it was synced. */
  pending: ContentEvent[];
}

function resize(content: Content, size: number): void {
  if (size > content.bytes.length) {
    const larger = new Uint8Array(Math.max(size, 2 * content.bytes.length));
    larger.set(content.bytes);
    content.bytes = larger;
  }
  if (size < content.size) content.bytes.fill(0, size, content.size);
  content.size = size;
}

function write(content: Content, at: number, bytes: Uint8Array): void {
  if (at + bytes.length > content.size) resize(content, at + bytes.length);
  content.bytes.set(bytes, at);
}

function apply(content: Content, event: ContentEvent): void {
  if (event.kind === 'write') write(content, event.at, event.bytes);
  else resize(content, event.size);
}

/** What of an unsynced change is there all the same: each sector of a write, or not. */
function applyTorn(content: Content, event: ContentEvent, sector: number, isKept: () => boolean): void {
  if (event.kind === 'resize') {
    if (isKept()) resize(content, event.size);
    return;
  }
  const end = event.at + event.bytes.length;
  for (let at = event.at; at < end; ) {
    const sectorEnd = Math.min(end, (Math.floor(at / sector) + 1) * sector);
    if (isKept()) write(content, at, event.bytes.subarray(at - event.at, sectorEnd - event.at));
    at = sectorEnd;
  }
}

/**
 * Writes into `target` what a power cut after the first `moment` events may leave: all that was synced, and of the rest
 * what chance wants, in any order: sectors of writes, changes of size, names.
 */
export function leaveByPowerCut(recording: Recording, moment: number, random: () => number, target: string): void {
  const contents = new Map<number, Content>();
  const names = new Map<number, Map<string, number>>([...recording.directories].map((number) => [number, new Map()]));
  let pendingNames: (readonly NameChange[])[] = [];

  const contentOf = (file: number): Content => {
    const content = contents.get(file) ?? { bytes: new Uint8Array(), size: 0, pending: [] };
    contents.set(file, content);
    return content;
  };
  const applyNames = (changes: readonly NameChange[]) => {
    for (const { directory, name, file } of changes) {
      if (file === undefined) names.get(directory)?.delete(name);
      else names.get(directory)?.set(name, file);
    }
  };

  for (const event of recording.events.slice(0, moment)) {
    if (event.kind === 'names') {
      pendingNames.push(event.changes);
    } else if (event.kind !== 'sync') {
      contentOf(event.file).pending.push(event);
    } else if (recording.directories.has(event.file)) {
      const isHere = (changes: readonly NameChange[]) => changes.some(({ directory }) => directory === event.file);
      pendingNames.filter(isHere).forEach(applyNames);
      pendingNames = pendingNames.filter((changes) => !isHere(changes));
    } else {
      const content = contentOf(event.file);
      for (const pending of content.pending) apply(content, pending);
      content.pending = [];
    }
  }

  // From a cache that lost everything to one that lost nothing.
  const chance = Math.max(0, Math.min(1, 1.5 * random() - 0.25));
  const isKept = () => random() < chance;
  const sector = random() < 0.5 ? 512 : 4096;
  for (const changes of pendingNames) if (isKept()) applyNames(changes);
  for (const content of contents.values()) {
    for (const pending of content.pending) applyTorn(content, pending, sector, isKept);
  }

  const make = (directory: number, place: string) => {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    for (const [name, number] of names.get(directory) ?? []) {
      const file = path.join(place, name);
      if (recording.directories.has(number)) make(number, file);
      else writeFileSync(file, contentOf(number).bytes.subarray(0, contentOf(number).size));
    }
  };
  make(0, target);
}
