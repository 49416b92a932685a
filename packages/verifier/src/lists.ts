import { canonicalJson } from '@raptor-comply/tlog';
import { type Content, type Envelope, type Image, imageAfter } from './entry.ts';

/** An entry whose content is known. */
export interface Entry {
  readonly envelope: Envelope;
  readonly content: Content;
}

/** A table as it is in the files: a header and rows of text. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : canonicalJson(value);
};

/** The records that exist after these entries, by their kind. Columns and rows are sorted, so that anyone gets the same. */
export function recordTables(entries: readonly Entry[]): ReadonlyMap<string, Table> {
  const images = new Map<string, Image[]>();
  for (const { envelope, content } of entries) {
    const image = imageAfter(envelope, content);
    if (image === null) continue;
    const known = images.get(envelope.resourceType) ?? [];
    known.push(image);
    images.set(envelope.resourceType, known);
  }
  const idOf = (image: Image) => String(image.id);
  const tables = [...images]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, records]): [string, Table] => {
      const columns = [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
      const sorted = records.sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
      return [kind, { columns, rows: sorted.map((record) => columns.map((column) => cellOf(record[column]))) }];
    });
  return new Map(tables);
}

const CHANGE_COLUMNS = [
  'sequence',
  'occurredAt',
  'action',
  'resourceType',
  'resourceId',
  'actorType',
  'actor',
  'operationId',
  'changeReason',
  'requestId',
  'before',
  'after',
];

/** Who changed what, when, and why. */
export const changeTable = (entries: readonly Entry[]): Table => ({
  columns: CHANGE_COLUMNS,
  rows: entries.map(({ envelope, content }) => {
    const { sequence, occurredAt, action, resourceType, resourceId, context } = envelope;
    const { actor, operationId, changeReason, requestId } = context;
    const who = [actor?.type, actor?.label, operationId, changeReason, requestId];
    return [sequence, occurredAt, action, resourceType, resourceId, ...who, content.before, content.after].map(cellOf);
  }),
});

/** Text that a spreadsheet would run as a formula. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const NEGATIVE = /^-\d+(?:\.\d+)?$/;

function csvCell(value: string): string {
  const text = FORMULA.test(value) && !NEGATIVE.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as CSV (RFC 4180). */
export const csvOf = ({ columns, rows }: Table): string =>
  [columns, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');

/** The files that can be made again from the entries: those of each kind of record at both moments, and the changes between. */
export function derivedTables(at: {
  readonly from: readonly Entry[];
  readonly to: readonly Entry[];
  readonly changes: readonly Entry[];
}): ReadonlyMap<string, Table> {
  const named = (folder: string, entries: readonly Entry[]) =>
    [...recordTables(entries)].map(([kind, table]): [string, Table] => [`${folder}/${kind}`, table]);
  return new Map([...named('from', at.from), ...named('to', at.to), ['changes', changeTable(at.changes)]]);
}
