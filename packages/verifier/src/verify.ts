import {
  type Checkpoint,
  type Cryptography,
  EMPTY_TREE,
  equal,
  merkleTree,
  type Note,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  toBase64,
  type VerifierKey,
  verifiedSignatures,
} from '@raptor-comply/tlog';
import { type Content, contentBytes, type Envelope } from './entry.ts';
import { csvOf, derivedTables, type Entry } from './lists.ts';
import { FILES, type Manifest, manifestText } from './manifest.ts';
import { Scope } from './scope.ts';
import { type ReadTrust, readTrust, type Trust } from './trust.ts';

export interface Finding {
  /** Whether this was shown; undefined if the auditor has to provide something for it. */
  readonly isProven: boolean | undefined;
  readonly text: string;
}

export interface Report {
  /** Red: something is wrong. Yellow: nothing is, but the package vouches only for itself. */
  readonly color: 'green' | 'yellow' | 'red';
  readonly findings: readonly Finding[];
  readonly manifest: Manifest | undefined;
}

export type Files = ReadonlyMap<string, Uint8Array>;

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** What is wrong with the package. The message is for the auditor. */
class Wrong extends Error {}

function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) throw new Wrong('A file with one JSON per line ends in the middle of a line.');
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

/** The manifest cannot have its own hash, nor that of its signature. */
const UNLISTED = new Set<string>([FILES.manifest, FILES.signature]);

class Verification {
  readonly findings: Finding[] = [];
  manifest: Manifest | undefined;
  readonly #cryptography: Cryptography;
  readonly #files: Files;
  readonly #trust: Trust;
  readonly #tree;

  constructor(cryptography: Cryptography, files: Files, trust: Trust) {
    this.#cryptography = cryptography;
    this.#files = files;
    this.#trust = trust;
    this.#tree = merkleTree(cryptography.sha256);
  }

  /** @throws Error saying what is wrong */
  run(): void {
    const line = text(this.#file(FILES.key)).trim();
    const key = parseVerifierKey(this.#cryptography.sha256, line);
    const manifest = this.#checkManifest(key);
    this.manifest = manifest;
    const scope = this.#checkLog(key, manifest);
    this.#checkLists(this.#checkContents(scope));
    this.#checkKey(line);
  }

  #prove(text: string): void {
    this.findings.push({ isProven: true, text });
  }

  #file(name: string): Uint8Array {
    const file = this.#files.get(name);
    if (file === undefined) throw new Wrong(`The file ${name} is missing.`);
    return file;
  }

  #hash(bytes: Uint8Array): string {
    return hex(this.#cryptography.sha256(bytes));
  }

  *#envelopes(): Generator<readonly [line: Uint8Array, envelope: Envelope]> {
    for (const line of linesOf(this.#file(FILES.envelopes))) yield [line, JSON.parse(text(line)) as Envelope];
  }

  #requireSignature(note: Note, key: VerifierKey, what: string): void {
    if (verifiedSignatures(this.#cryptography, note, [key]).length === 0) {
      throw new Wrong(`${what} is not signed with the key in ${FILES.key}.`);
    }
  }

  #checkManifest(key: VerifierKey): Manifest {
    const bytes = this.#file(FILES.manifest);
    const note = parseNote(text(this.#file(FILES.signature)));
    this.#requireSignature(note, key, 'The manifest');
    if (note.text !== manifestText(toBase64(this.#cryptography.sha256(bytes)))) {
      throw new Wrong(`The file ${FILES.manifest} was changed.`);
    }
    const manifest = JSON.parse(text(bytes)) as Manifest;
    for (const [name, { sha256 }] of Object.entries(manifest.files)) {
      if (this.#hash(this.#file(name)) !== sha256) throw new Wrong(`The file ${name} was changed.`);
    }
    const extra = [...this.#files.keys()].find((name) => !Object.hasOwn(manifest.files, name) && !UNLISTED.has(name));
    if (extra !== undefined) throw new Wrong(`The file ${extra} was added.`);
    this.#prove(`All ${this.#files.size} files are those that the installation signed.`);
    return manifest;
  }

  /** Checks the log against its checkpoints. */
  #checkLog(key: VerifierKey, manifest: Manifest): Scope {
    const { note, checkpoint } = parseCheckpoint(text(this.#file(FILES.checkpoint)));
    this.#requireSignature(note, key, 'The checkpoint');
    if (checkpoint.origin !== key.name) throw new Wrong('The checkpoint is of another log.');
    if (checkpoint.size !== manifest.size) throw new Wrong('The checkpoint is not of the whole log in the package.');
    const kept = this.#readKept(key);
    const scope = new Scope(manifest);
    let frontier = EMPTY_TREE;
    let keptRoot = kept?.size === 0 ? this.#tree.root(frontier) : undefined;
    for (const [line, envelope] of this.#envelopes()) {
      if (envelope.sequence !== frontier.size + 1) throw new Wrong(`Entry ${frontier.size + 1} of the log is missing.`);
      frontier = this.#tree.append(frontier, this.#tree.leafHash(line)).frontier;
      if (frontier.size === kept?.size) keptRoot = this.#tree.root(frontier);
      scope.relate(envelope);
    }
    if (frontier.size !== checkpoint.size || !equal(this.#tree.root(frontier), checkpoint.root)) {
      throw new Wrong('The entries of the log are not those of the checkpoint.');
    }
    this.#prove(`The log has ${frontier.size} entries, none missing or changed since its checkpoint was signed.`);
    this.#checkKept(kept, keptRoot);
    this.#checkWitness(note);
    return scope;
  }

  /** Reads the checkpoint that the auditor kept. */
  #readKept(key: VerifierKey): Checkpoint | undefined {
    if (!this.#trust.checkpoint) return undefined;
    const { note, checkpoint } = parseCheckpoint(this.#trust.checkpoint);
    if (checkpoint.origin !== key.name)
      throw new Wrong('The checkpoint that you entered is of another log, or was damaged on the way.');
    try {
      this.#requireSignature(note, key, 'The checkpoint that you kept');
    } catch (error) {
      if (error instanceof Wrong) throw error;
      // Its name is that of the key in the package: a letter was lost on the way, or either of the two is forged.
      const text =
        'What you entered as a checkpoint is not what the key in this package signed. Copy it again; if it still does not match, do not rely on the package.';
      this.findings.push({ isProven: undefined, text });
      return undefined;
    }
    return checkpoint;
  }

  #checkKept(kept: Checkpoint | undefined, root: Uint8Array | undefined): void {
    if (kept === undefined) return;
    if (root === undefined) {
      throw new Wrong(`The log is shorter than the checkpoint that you kept, which has ${kept.size} entries.`);
    }
    if (!equal(root, kept.root)) {
      throw new Wrong('The log was rewritten: it differs from the checkpoint that you kept.');
    }
    this.#prove(`The log begins with the ${kept.size} entries of the checkpoint that you kept.`);
  }

  #checkWitness(note: Note): void {
    if (!this.#trust.witness) return;
    const witness = parseVerifierKey(this.#cryptography.sha256, this.#trust.witness);
    const [signature] = verifiedSignatures(this.#cryptography, note, [witness]);
    if (signature === undefined) throw new Wrong(`The witness ${witness.name} has not cosigned the checkpoint.`);
    const at = new Date((signature.time ?? 0) * 1000).toISOString();
    this.#prove(`The witness ${witness.name} cosigned the checkpoint at ${at}.`);
  }

  /** Checks that the content of every entry that the selection needs is there, and is what the log has. */
  #checkContents(scope: Scope) {
    for (const [, envelope] of this.#envelopes()) scope.select(envelope);
    const { sequences } = scope;
    const needed = new Set([...sequences.from, ...sequences.to, ...sequences.changes]);
    const contents = new Map<number, Content>();
    for (const line of linesOf(this.#file(FILES.contents))) {
      const content = JSON.parse(text(line)) as Content;
      contents.set(content.sequence, content);
    }
    const entries = new Map<number, Entry>();
    for (const [, envelope] of this.#envelopes()) {
      if (!needed.has(envelope.sequence)) continue;
      const content = contents.get(envelope.sequence);
      if (content === undefined) throw new Wrong(`The content of entry ${envelope.sequence} is missing.`);
      if (this.#hash(contentBytes(content)) !== envelope.content) {
        throw new Wrong(`The content of entry ${envelope.sequence} is not what the log has.`);
      }
      entries.set(envelope.sequence, { envelope, content });
    }
    if (contents.size !== entries.size) throw new Wrong('The package has the content of entries outside its scope.');
    this.#prove(`The contents of all ${needed.size} entries in scope are there, and are what the log has.`);
    const pick = (list: readonly number[]) => list.flatMap((sequence) => entries.get(sequence) ?? []);
    return { from: pick(sequences.from), to: pick(sequences.to), changes: pick(sequences.changes) };
  }

  /** Makes every list again from the log, and compares it with the file. */
  #checkLists(at: Parameters<typeof derivedTables>[0]): void {
    const tables = derivedTables(at);
    for (const [name, table] of tables) {
      if (csvOf(table) !== text(this.#file(`${name}.csv`)))
        throw new Wrong(`The list ${name}.csv is not what the log says.`);
    }
    const listed = [...this.#files.keys()].filter((name) => name.endsWith('.csv'));
    const extra = listed.find((name) => !tables.has(name.slice(0, -'.csv'.length)));
    if (extra !== undefined) throw new Wrong(`The list ${extra} does not follow from the log.`);
    this.#prove(`All ${tables.size} lists in CSV are what the log says, complete and unchanged.`);
  }

  #checkKey(line: string): void {
    const { key } = this.#trust;
    if (!key) return;
    if (key !== line && key !== this.#hash(new TextEncoder().encode(line))) {
      throw new Wrong('The package is signed with another key than the one that you know.');
    }
    this.#prove('The package is signed with the key that you know.');
  }
}

/** What the auditor has to provide, so that the package does not vouch for itself. */
function missingTrust({ trust, problems }: ReadTrust): Finding[] {
  const { key, checkpoint, witness } = trust;
  const missing = [
    ...problems,
    ...(key ? [] : ['Enter the key of the installation, from another source than this package.']),
    ...(checkpoint || witness ? [] : ['Enter a checkpoint that you kept, or the key of a witness that you know.']),
  ];
  return missing.map((text) => ({ isProven: undefined, text }));
}

/** Verifies a package. Nothing in it is believed: not its signer either, unless the auditor knows the key from elsewhere. */
export function verifyPackage(cryptography: Cryptography, files: Files, given: Trust = {}): Report {
  const read = readTrust(cryptography.sha256, given);
  const verification = new Verification(cryptography, files, read.trust);
  const { findings } = verification;
  try {
    verification.run();
  } catch (error) {
    const problem = error instanceof Wrong ? error.message : `The package cannot be read: ${(error as Error).message}`;
    findings.push({ isProven: false, text: problem });
    return { color: 'red', findings, manifest: verification.manifest };
  }
  findings.push(...missingTrust(read));
  return {
    color: findings.every(({ isProven }) => isProven) ? 'green' : 'yellow',
    findings,
    manifest: verification.manifest,
  };
}
