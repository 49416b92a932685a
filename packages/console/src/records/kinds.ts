import { type RecordField, type RecordFilter, type RecordKind, recordKinds } from '@raptor-comply/sdk/records';
import { formatDate, formatNumber } from './format.ts';

/** A field as the console edits and shows it: a part of an object is a field of its own, `address.city`. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: (typeof TYPES)[keyof typeof TYPES] | 'choice' | 'choices' | 'reference' | 'references';
  readonly required: boolean;
  readonly description?: string | undefined;
  readonly isReadOnly?: boolean;
  readonly isCreateOnly?: boolean;
  readonly choices?: readonly { readonly value: string; readonly label: string }[] | undefined;
  readonly unit?: string | undefined;
  /** What a form begins with. */
  readonly suggested?: string | undefined;
  /** The segment of the records that it refers to. */
  readonly reference?: string | undefined;
  readonly maxLength?: number | undefined;
  readonly multiline?: boolean;
}

/** A kind of record: everything that lists, forms, and filters derive from. */
export interface Kind {
  /** The URL segment, in the API and in the console. */
  readonly segment: string;
  readonly noun: string;
  readonly nouns: string;
  readonly label: string;
  readonly about: string;
  readonly titleField: string;
  /** The unique code or tag, if there is one. */
  readonly codeField: string | undefined;
  /** The HTTP method of an update. */
  readonly method: NonNullable<RecordKind['operations']['update']>['httpMethod'];
  readonly canImport: boolean;
  readonly fields: readonly Field[];
  /** What lists can be filtered by: fields, and references and facts beyond them. */
  readonly filters: readonly Field[];
  readonly sortable: readonly string[];
}

/** The name of a field where its unit tells it from another: capacity in MW, and in MVA. */
export const labelWithUnit = ({ label, unit }: Field): string => (unit === undefined ? label : `${label} ${unit}`);

export type Row = { readonly id: string; readonly [field: string]: unknown };

const segments = new Map(recordKinds.map(({ name, path }) => [name, path.slice(1)]));
const HIDDEN = new Set(['id', 'isDeleted', 'deletedAt', 'addressId']);
/** The parameters of a list that are no filter chips. */
const NOT_CHIPS = new Set(['q', 'sort', 'updatedSince', 'isDeleted', 'asOf', 'limit', 'cursor']);
const TYPES = {
  boolean: 'boolean',
  date: 'date',
  'date-time': 'timestamp',
  decimal: 'number',
  integer: 'number',
  number: 'number',
  object: 'text',
  text: 'text',
} as const;

function typeOf({ type, isList }: Readonly<{ type: RecordField['type']; isList?: true }>): Field['type'] {
  if (type === 'choice') return isList ? 'choices' : 'choice';
  if (type === 'reference') return isList ? 'references' : 'reference';
  return TYPES[type];
}

/** A description without the sentences that are about calls of the API. */
const forPeople = (text: string | undefined): string | undefined =>
  text?.replaceAll(/[^.]*\b(?:GET|POST|PUT|PATCH|DELETE) \/[^.]*\.\s*/g, '').trim();

/** "Asset tag" is "Tag" among assets. */
function shortLabel(label: string, noun: string): string {
  const own = noun.split(' ').at(-1) ?? '';
  const short = label.replace(new RegExp(`^(cip )?${own} (?=\\w)`, 'i'), '');
  return short.charAt(0).toUpperCase() + short.slice(1);
}

const fieldsOf = (kind: RecordKind, fields: readonly RecordField[], within?: RecordField): Field[] =>
  fields.flatMap((field): Field[] => {
    if (HIDDEN.has(field.name) || (within !== undefined && /^(createdAt|updatedAt)$/.test(field.name))) return [];
    if (field.type === 'object' && field.fields !== undefined)
      return field.isList ? [] : fieldsOf(kind, field.fields, field);
    return [
      {
        name: within === undefined ? field.name : `${within.name}.${field.name}`,
        label: shortLabel(field.label, kind.noun).replace(new RegExp(` ${field.unit}$`), ''),
        type: typeOf(field),
        required: field.isRequired === true && (within === undefined || within.isRequired === true),
        description: forPeople(field.description),
        isReadOnly: !(field.inCreate || field.inUpdate || within?.inUpdate),
        isCreateOnly: field.inCreate === true && field.inUpdate !== true && within === undefined,
        choices: field.choices,
        unit: field.unit,
        suggested: field.suggested === undefined ? undefined : String(field.suggested),
        reference: field.record === undefined ? undefined : segments.get(field.record),
        maxLength: field.maxLength,
        multiline: field.isMultiline === true,
      },
    ];
  });

const filterOf = (kind: RecordKind, filter: RecordFilter): Field => ({
  name: filter.name,
  label: shortLabel(filter.label, kind.noun).replace(/^Is (\w)/, (_, letter: string) => letter.toUpperCase()),
  type: typeOf(filter),
  required: false,
  choices: filter.choices,
  reference: filter.record === undefined ? undefined : segments.get(filter.record),
});

function toKind(kind: RecordKind): Kind {
  const isPerson = kind.name === 'User';
  return {
    segment: kind.path.slice(1),
    noun: isPerson ? 'person' : kind.noun,
    nouns: isPerson ? 'people' : kind.nouns,
    label: isPerson ? 'People' : kind.pluralLabel,
    about: kind.description,
    titleField: kind.title,
    codeField: kind.fields.find(({ name, isRequired }) => isRequired && /(Code|Tag)$/.test(name))?.name,
    method: kind.operations.update?.httpMethod ?? 'PATCH',
    canImport: kind.operations.import !== undefined,
    fields: fieldsOf(kind, kind.fields),
    filters: kind.filters.filter(({ name }) => !NOT_CHIPS.has(name)).map((filter) => filterOf(kind, filter)),
    sortable: kind.fields.filter(({ isSortable }) => isSortable).map(({ name }) => name),
  };
}

/** From the place to the thing in it; a new kind comes after them. */
const ORDER = ['facilities', 'control-centers', 'cyber-systems', 'cyber-assets', 'physical-areas', 'users'];
const place = ({ segment }: Kind): number => (ORDER.includes(segment) ? ORDER.indexOf(segment) : ORDER.length);

export const kinds: readonly Kind[] = recordKinds.map(toKind).sort((a, b) => place(a) - place(b));
/** The kinds with a list of their own; tasks have the calendar, and views belong to the lists that they show. */
export const listedKinds: readonly Kind[] = kinds.filter(
  ({ canImport, segment }) => canImport && segment !== 'saved-views',
);

const bySegment = new Map(kinds.map((kind) => [kind.segment, kind]));

export const maybeKind = (segment: string | undefined): Kind | undefined =>
  segment === undefined ? undefined : bySegment.get(segment);

/** Throws Error for a segment that is no kind of record. */
export function kindOf(segment: string): Kind {
  const kind = bySegment.get(segment);
  if (kind === undefined) throw new Error(`There is no kind of record at ${segment}`);
  return kind;
}

/** The segment of the kind that the API calls by one word: `cyber_system`. */
export const segmentOf = (type: string | null | undefined): string | undefined =>
  kinds.find(({ segment }) => segment.replace(/ies$/, 'y').replace(/s$/, '').replaceAll('-', '_') === type)?.segment;

/** The parameter of the API that narrows something to one record: `cyberSystemId`. */
export const parameterOf = ({ noun }: Kind): string =>
  `${noun.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase())}Id`;

const inSentence = (label: string): string => label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
const labels = new Map(kinds.flatMap(({ fields }) => fields.map(({ name, label }) => [name, inSentence(label)])));
/** A sentence of the API as people read it: labels in place of the names of fields, and dates and megawatts as in the rest of the page. */
export const inLabels = (text: string): string =>
  text
    .replaceAll(/\b[a-z]+(?:[A-Z]\w*)+/g, (name) => labels.get(name) ?? name)
    .replaceAll(/(?<![\w.-])\d{4}-\d\d-\d\d(?![\w-])/g, formatDate)
    .replaceAll(/(?<![\w.])\d{4,}(?:\.\d+)?(?= MW\b)/g, formatNumber);

/** The kinds that refer to this one: its children. */
export const childrenOf = (kind: Kind): readonly { readonly kind: Kind; readonly field: Field }[] =>
  listedKinds.flatMap((child) =>
    child.filters
      .filter((field) => field.reference === kind.segment && field.name !== 'completedBy')
      .map((field) => ({ kind: child, field })),
  );

/** A value by its name, also of a part: `address.city`. */
export function readValue(row: Readonly<Record<string, unknown>>, name: string): unknown {
  const dot = name.indexOf('.');
  if (dot === -1) return row[name] ?? null;
  const part = row[name.slice(0, dot)];
  return typeof part === 'object' && part !== null
    ? readValue(part as Readonly<Record<string, unknown>>, name.slice(dot + 1))
    : null;
}

/** The name of a record: its title, for a person the whole name. */
export function titleOf(kind: Kind, row: Readonly<Record<string, unknown>>): string {
  if (typeof row.firstName === 'string' && typeof row.lastName === 'string') return `${row.firstName} ${row.lastName}`;
  return String(row[kind.titleField] ?? '');
}

export const codeOf = (kind: Kind, row: Readonly<Record<string, unknown>>): string | undefined =>
  kind.codeField === undefined ? undefined : String(row[kind.codeField] ?? '');
