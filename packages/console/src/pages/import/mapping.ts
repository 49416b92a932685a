import { readCsv } from '../../records/files.ts';
import type { Field, Kind } from '../../records/kinds.ts';
import { editable } from '../../records/values.ts';

/** A spreadsheet as text: its header and its rows, as long as the header. */
export type Sheet = Readonly<{ name: string; header: readonly string[]; rows: readonly (readonly string[])[] }>;

/** A file that is no spreadsheet. The message says what to do. */
export class UnreadableFile extends Error {}

type Cell = string | number | boolean | Date | null;
const textOf = (cell: Cell): string =>
  cell === null ? '' : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);

async function readXlsx(file: File): Promise<string[][]> {
  const { default: readXlsxFile } = await import('read-excel-file/universal');
  const [sheet] = await readXlsxFile(file);
  return (sheet?.data ?? [])
    .map((row) => row.map((cell) => textOf(cell as Cell)))
    .filter((row) => row.some((cell) => cell.trim() !== ''));
}

/** Reads CSV, or the first sheet of a workbook. Throws UnreadableFile. */
export async function readSheet(file: File): Promise<Sheet> {
  const isXlsx = /\.xlsx$/i.test(file.name);
  if (!isXlsx && /\.(xls|ods|numbers|pdf|docx?)$/i.test(file.name))
    throw new UnreadableFile(
      'This kind of file cannot be read. Save it as CSV or as an Excel workbook (.xlsx), and choose that file.',
    );
  const [header = [], ...rows] = isXlsx ? await readXlsx(file) : readCsv(await file.text());
  if (rows.length === 0)
    throw new UnreadableFile('The file needs a first row with the names of its columns, and rows below it.');
  return {
    name: file.name,
    header: header.map((name) => name.trim()),
    rows: rows.map((row) => header.map((_, index) => (row[index] ?? '').trim())),
  };
}

/** Where the value of a field comes from: a column, one value for all rows, or nowhere. */
export type Source = { readonly column: number } | { readonly constant: string } | undefined;

export interface Mapping {
  readonly sources: Readonly<Record<string, Source>>;
  /** For fields with choices: what a text of the file means. */
  readonly meanings: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Words of spreadsheets that mean a word of the contract. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  title: ['name', 'plantname', 'sitename', 'description', 'hostname', 'devicename'],
  code: ['id', 'code', 'plantcode', 'siteid', 'idnr'],
  tag: ['tag', 'assetid', 'tagnumber', 'deviceid'],
  energysource: ['fuel', 'primaryfuel', 'fueltype', 'technology'],
  generationtype: ['fuel', 'primaryfuel', 'fueltype', 'technology'],
  capacity: ['mw', 'capacity', 'nameplate', 'nameplatemw'],
  manufacturer: ['vendor', 'make'],
  ipaddress: ['ip', 'ipv4'],
  macaddress: ['mac'],
  serialnumber: ['serial', 'sn'],
  firmwareversion: ['firmware'],
  operatingsystem: ['os'],
  postalcode: ['zip'],
};

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\d]/gu, '');
const allFields = (kind: Kind): readonly Field[] => editable(kind, true);

function suggestColumn(field: Field, kind: Kind, header: readonly string[]): number {
  const names = header.map(plain);
  const label = plain(field.label);
  const exact = [field.name, field.label, `${field.label}${field.unit ?? ''}`, `${kind.noun}${field.label}`].map(plain);
  const found = names.findIndex((name) => exact.includes(name));
  if (found !== -1) return found;
  const role = field.name === kind.titleField ? 'title' : field.name === kind.codeField ? 'code' : label;
  const synonyms = [...(SYNONYMS[role] ?? []), ...(SYNONYMS[label] ?? []), ...(SYNONYMS[plain(field.name)] ?? [])];
  const near = names.findIndex((name) => synonyms.includes(name));
  if (near !== -1 || (role !== 'code' && role !== 'title')) return near;
  return names.findIndex((name) => synonyms.some((synonym) => name.endsWith(synonym)));
}

/** Which choice a text of a file means, or '' if none is like it, or several are. */
function suggestMeaning(field: Field, text: string): string {
  const { choices = [], type } = field;
  if (type === 'boolean')
    return /^(true|yes|y|1|x)$/i.test(text) ? 'true' : /^(false|no|n|0)$/i.test(text) ? 'false' : '';
  const parts = text.split(/[;,|]/);
  if (type === 'choices' && parts.length > 1) {
    const meant = parts.map((part) => suggestMeaning(field, part));
    return meant.includes('') ? '' : meant.join('; ');
  }
  const wanted = plain(text);
  const same = choices.find(({ value, label }) => plain(value) === wanted || plain(label) === wanted);
  const like = choices.filter(({ value, label }) => plain(value).includes(wanted) || plain(label).includes(wanted));
  return (same ?? (wanted.length > 2 && like.length === 1 ? like[0] : undefined))?.value ?? '';
}

export const isChosen = ({ type }: Field): boolean => type === 'choice' || type === 'choices' || type === 'boolean';

/** The different texts of a column, the most frequent first. */
const textsOf = (sheet: Sheet, column: number): readonly string[] =>
  [...Map.groupBy(sheet.rows, (row) => row[column] ?? '')]
    .filter(([text]) => text !== '')
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([text]) => text);

/** What the texts of a column mean, for a field with choices. */
export const suggestMeanings = (field: Field, sheet: Sheet, column: number): Readonly<Record<string, string>> =>
  Object.fromEntries(
    textsOf(sheet, column)
      .slice(0, 60)
      .map((text) => [text, suggestMeaning(field, text)]),
  );

const keyOf = (kind: Kind, sheet: Sheet): string =>
  `raptor-comply-import-${kind.segment}-${sheet.header.map(plain).join('.')}`;

/** The mapping that this browser remembers of files with this header, or a suggestion. */
export function startMapping(kind: Kind, sheet: Sheet): Mapping {
  const kept = localStorage.getItem(keyOf(kind, sheet));
  if (kept !== null) return JSON.parse(kept) as Mapping;
  const sources: Record<string, Source> = {};
  const meanings: Record<string, Readonly<Record<string, string>>> = {};
  for (const field of allFields(kind)) {
    const column = suggestColumn(field, kind, sheet.header);
    if (column === -1) continue;
    sources[field.name] = { column };
    if (isChosen(field)) meanings[field.name] = suggestMeanings(field, sheet, column);
  }
  return { sources, meanings };
}

export const constantOf = (source: Source): string | undefined =>
  source !== undefined && 'constant' in source ? source.constant : undefined;

export type Mode = 'create' | 'upsert' | 'update';

/**
 * What a new record needs and no column has is one value for all rows: the usual one, or what the user enters. What exists keeps its values,
 * so nothing usual is suggested for it.
 */
export function forMode(kind: Kind, mapping: Mapping, mode: Mode): Mapping {
  const sources = { ...mapping.sources };
  for (const { name, required, type, suggested = '' } of allFields(kind)) {
    const constant = constantOf(sources[name]);
    const isOwn = constant !== undefined && constant !== '' && constant !== suggested;
    if (isOwn || !required || type === 'references' || (constant === undefined && sources[name] !== undefined))
      continue;
    if (mode === 'update') delete sources[name];
    else sources[name] = { constant: mode === 'create' ? suggested : '' };
  }
  return { ...mapping, sources };
}

export const keepMapping = (kind: Kind, sheet: Sheet, mapping: Mapping): void =>
  localStorage.setItem(keyOf(kind, sheet), JSON.stringify(mapping));

export const missingFields = (kind: Kind, { sources }: Mapping): readonly Field[] =>
  allFields(kind).filter((field) => {
    const source = sources[field.name];
    return (
      field.required &&
      field.type !== 'references' &&
      (source === undefined || ('constant' in source && source.constant === ''))
    );
  });

/** The rows as the API imports them: a header of field names, and what each cell means. */
export function toRows(
  kind: Kind,
  sheet: Sheet,
  { sources, meanings }: Mapping,
  rows: readonly (readonly string[])[],
): string[][] {
  const fields = allFields(kind).filter(({ name }) => sources[name] !== undefined);
  const hasId = sheet.header.indexOf('id');
  const cell = (field: Field, row: readonly string[]): string => {
    const source = sources[field.name];
    if (source === undefined) return '';
    if ('constant' in source) return source.constant;
    const text = row[source.column] ?? '';
    return meanings[field.name]?.[text] ?? text;
  };
  const header = [...(hasId === -1 ? [] : ['id']), ...fields.map(({ name }) => name)];
  return [
    header,
    ...rows.map((row) => [...(hasId === -1 ? [] : [row[hasId] ?? '']), ...fields.map((field) => cell(field, row))]),
  ];
}
