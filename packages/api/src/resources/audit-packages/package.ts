import { createHash } from 'node:crypto';
import {
  canonicalJson,
  csvOf,
  derivedTables,
  type Entry,
  FILES,
  type Manifest,
  manifestText,
  Scope,
  type Selection,
} from '@raptor-comply/verifier';
import { ENTRY_COLUMNS, envelopeOf, type LogEntry } from '../../kernel/activity/leaf.ts';
import { sha256 } from '../../kernel/base/sha256.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { textSheet } from '../../kernel/slice/table.ts';
import { exportXlsx } from '../../kernel/slice/xlsx-writer.ts';
import { writeZip, type ZipFile } from '../../kernel/slice/zip.ts';

/** What vouches for a package. */
export interface PackageSigner {
  /** The verifier key of the log, in one line. */
  readonly key: string;
  /** The signed checkpoint of the log, with its cosignatures. */
  readonly checkpoint: string;
  /** The number of entries in the checkpoint. */
  readonly size: number;
  /** Signs a text as a note (c2sp.org/signed-note). */
  sign(text: string): Promise<string>;
}

interface PackageParts {
  readonly tx: TenantTransaction;
  readonly organization: Manifest['organization'];
  readonly selection: Selection;
  readonly signer: PackageSigner;
}

const PART_ROWS = 1000;
const README = `This is an audit package of Raptor Comply, open.

To verify it, open verifier.html of a release in a browser and drop this archive there. It works offline. Get the page and the key of the
installation from somewhere else than this archive.

from/, to/       each kind of record as of the two moments in manifest.json
changes          who changed what between them, when, and why
envelopes.ndjson every entry of the log, without its content; contents.ndjson: the contents in scope
`;

async function* rowsOf<Row>(tx: TenantTransaction, text: string, values: readonly unknown[]): AsyncGenerator<Row> {
  for await (const part of tx.parts<Row>({ text, values }, PART_ROWS)) yield* part.toArray();
}

/** The envelopes of the whole log. Tells the scope which records belong together. */
async function* envelopes(tx: TenantTransaction, size: number, scope: Scope): AsyncGenerator<string> {
  const text = `select ${ENTRY_COLUMNS} from activity_entries e where e.sequence <= $1 order by e.sequence`;
  let lines = '';
  let count = 0;
  for await (const entry of rowsOf<LogEntry>(tx, text, [size])) {
    const envelope = envelopeOf(entry);
    scope.relate(envelope as Parameters<Scope['relate']>[0]);
    lines += `${canonicalJson(envelope)}\n`;
    if (++count % PART_ROWS !== 0) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}

/** The entries in scope, by their sequence. */
async function entriesInScope(tx: TenantTransaction, size: number, scope: Scope): Promise<Map<number, Entry>> {
  const places = `
    select e.sequence::double precision as sequence, activity_moment(e.occurred_at) as "occurredAt", e.action, e.resource_id as "resourceId"
      from activity_entries e where e.sequence <= $1 order by e.sequence`;
  for await (const place of rowsOf<Parameters<Scope['select']>[0]>(tx, places, [size])) scope.select(place);
  const { from, to, changes } = scope.sequences;
  const text = `select ${ENTRY_COLUMNS} from activity_entries e where e.sequence = any ($1::bigint[]) order by e.sequence`;
  const entries = new Map<number, Entry>();
  for await (const entry of rowsOf<LogEntry>(tx, text, [[...new Set([...from, ...to, ...changes])]])) {
    const { sequence, salt, before, after, record } = entry;
    const envelope = envelopeOf(entry) as Entry['envelope'];
    entries.set(sequence, { envelope, content: { sequence, salt, before, after, record } });
  }
  return entries;
}

/** The files whose hashes the manifest has. */
async function* listedFiles({ tx, selection, signer }: PackageParts): AsyncGenerator<ZipFile> {
  const scope = new Scope(selection);
  yield ['README.txt', [README]];
  yield [FILES.key, [`${signer.key}\n`]];
  yield [FILES.checkpoint, [signer.checkpoint]];
  yield [FILES.envelopes, envelopes(tx, signer.size, scope)];
  const entries = await entriesInScope(tx, signer.size, scope);
  yield [FILES.contents, [...entries.values()].map(({ content }) => `${canonicalJson(content)}\n`)];
  const pick = (sequences: readonly number[]) => sequences.flatMap((sequence) => entries.get(sequence) ?? []);
  const { from, to, changes } = scope.sequences;
  for (const [name, table] of derivedTables({ from: pick(from), to: pick(to), changes: pick(changes) })) {
    yield [`${name}.csv`, [csvOf(table)]];
    yield [`${name}.xlsx`, exportXlsx(textSheet(table.columns, table.rows))];
  }
}

/** Adds each file's hash to `hashes` once the file is read. */
async function* hashed(
  files: AsyncIterable<ZipFile>,
  hashes: Record<string, Manifest['files'][string]>,
): AsyncGenerator<ZipFile> {
  for await (const [name, content] of files) {
    const pieces = async function* () {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const piece of content) {
        hash.update(piece);
        bytes += Buffer.byteLength(piece);
        yield piece;
      }
      hashes[name] = { bytes, sha256: hash.digest('hex') };
    };
    yield [name, pieces()];
  }
}

async function* allFiles(parts: PackageParts): AsyncGenerator<ZipFile> {
  const { organization, selection, signer } = parts;
  const files: Record<string, Manifest['files'][string]> = {};
  yield* hashed(listedFiles(parts), files);
  const manifest: Manifest = {
    format: 'raptor-comply-audit-package',
    version: 1,
    organization,
    createdAt: new Date().toISOString(),
    ...selection,
    size: signer.size,
    files,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  yield [FILES.manifest, [text]];
  yield [FILES.signature, [await signer.sign(manifestText(sha256(text).toString('base64')))]];
}

/** Yields the ZIP archive of an audit package. It reads the log three times, and keeps the contents in scope in memory. */
export const auditPackage = (parts: PackageParts): AsyncGenerator<Buffer> => writeZip(allFiles(parts));
