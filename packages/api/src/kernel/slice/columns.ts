import { z } from 'zod';
import { type Cell, unescapeFormula } from './csv.ts';
import { type AnyRecord, directParents } from './record.ts';
import { identifier } from './sql.ts';

// The columns of a record's import and export files, derived from its declaration. A cell is text: what an export writes, an import reads.

type Kind = 'text' | 'number' | 'boolean' | 'date' | 'choice';

/** A field as a column. Parts of an embedded object have columns of their own, `address.city`; a list is one cell, `solar; storage`. */
export interface Column {
  readonly name: string;
  readonly field: string;
  readonly part: string | undefined;
  readonly kind: Kind;
  readonly isList: boolean;
  readonly isRequired: boolean;
  /** The record that the column names by its id, or by its code. */
  readonly target: AnyRecord | undefined;
  /** The values of a choice by their simplified names and labels. */
  readonly choices: ReadonlyMap<string, string>;
  /** The value is a JSON number. Other numbers are decimals, which are text. */
  readonly isJsonNumber: boolean;
  /** SQL for the cell, if it is not a column of the table. */
  readonly sql: string | undefined;
}

const unwrapped = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrapped(schema.unwrap() as z.ZodType) : schema;

/** Letters and digits in lower case, without accents and a plural's s: `BES Cyber Assets` and `bes_cyber_asset` are the same. */
export const simplified = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/s$/, '');

function choicesOf(schema: z.ZodType): Column['choices'] {
  const values = schema instanceof z.ZodEnum ? schema.options.map(String) : [];
  const labels = (schema.meta()?.['x-labels'] ?? {}) as Readonly<Record<string, string>>;
  const names = [...values.map((value) => [value, value] as const), ...Object.entries(labels)];
  return new Map(names.map(([value, name]) => [simplified(name), value]));
}

function kindOf(schema: z.ZodType): Kind {
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodEnum) return 'choice';
  if (schema.meta()?.format === 'date') return 'date';
  const isDecimal = schema instanceof z.ZodPipe && schema.in instanceof z.ZodUnion;
  return schema instanceof z.ZodNumber || isDecimal ? 'number' : 'text';
}

interface Cells {
  readonly field: string;
  readonly part?: string;
  readonly target?: AnyRecord | undefined;
  readonly sql?: string | undefined;
}

function columnsOfSchema(schema: z.ZodType, { field, part, target, sql }: Cells): Column[] {
  const type = unwrapped(schema);
  const isRequired = type === schema;
  if (type instanceof z.ZodObject) {
    const parts = Object.entries<z.ZodType>(type.shape);
    const columns = parts.flatMap(([name, inner]) =>
      columnsOfSchema(inner, { field, part: name, sql: `${identifier(field)} ->> '${name}'` }),
    );
    return isRequired ? columns : columns.map((column) => ({ ...column, isRequired }));
  }
  const isList = type instanceof z.ZodArray;
  const value = isList ? (type.element as z.ZodType) : type;
  return [
    {
      name: part === undefined ? field : `${field}.${part}`,
      field,
      part,
      kind: kindOf(value),
      isList,
      isRequired,
      target,
      choices: choicesOf(value),
      isJsonNumber: value instanceof z.ZodNumber,
      sql: sql ?? (isList ? `array_to_string(${identifier(field)}, '; ')` : undefined),
    },
  ];
}

/** The columns of a record's fields; those that name other records come last. */
export function columnsOf(record: AnyRecord): Column[] {
  const parents = new Map(directParents(record).map(([field, parent]) => [field, parent.record]));
  const columns = Object.entries<z.ZodType>(record.create.shape).flatMap(([field, schema]) => {
    const { record: target = parents.get(field), column: sql } = record.requestOnly[field] ?? {};
    return columnsOfSchema(schema, { field, target, sql });
  });
  return [...columns.filter(({ target }) => target === undefined), ...columns.filter(({ target }) => target)];
}

/** The name of a column's cell in rows that were selected with `cellsSql`. */
export const cellName = ({ name, sql }: Column): string => (sql === undefined ? name : `cell ${name}`);

/** SQL for the cells that are not columns of the table. */
export const cellsSql = (columns: readonly Column[]): string[] =>
  columns.flatMap((column) => (column.sql === undefined ? [] : `${column.sql} as "${cellName(column)}"`));

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  y: true,
  1: true,
  false: false,
  no: false,
  n: false,
  0: false,
};

/** A decimal without what binary arithmetic in a spreadsheet has added: 128.10000000000002 is 128.1. */
function withoutNoise(text: string): string {
  if (!/^-?\d+\.\d{10,}$/.test(text)) return text;
  // A spreadsheet shows 15 digits.
  const rounded = String(Number(Number(text).toPrecision(15)));
  return /^-?\d+(\.\d{1,6})?$/.test(rounded) ? rounded : text;
}

function readValue({ kind, isJsonNumber, choices }: Column, text: string): unknown {
  const trimmed = text.trim();
  switch (kind) {
    case 'boolean':
      return WORDS[trimmed.toLowerCase()] ?? text;
    case 'number':
      return isJsonNumber && /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : withoutNoise(trimmed);
    case 'date': {
      const [, month = '', day = '', year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(trimmed) ?? [];
      return year === undefined ? trimmed : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    }
    case 'choice':
      return choices.get(simplified(trimmed)) ?? text;
    case 'text':
      return text;
  }
}

const itemsOf = (cell: string): string[] => cell.split(';').map((item) => item.trim());

/** Reads a cell as people and spreadsheets write values. Any other text is left for the schema to reject. */
export function readCell(column: Column, cell: string): unknown {
  const text = unescapeFormula(cell);
  if (!column.isList) return readValue(column, text);
  return itemsOf(text)
    .filter((item) => item !== '')
    .map((item) => readValue(column, item));
}

/** Sets the value of a column in a body. */
export function setValue(body: Record<string, unknown>, { field, part }: Column, value: unknown): void {
  body[field] = part === undefined ? value : { ...(body[field] as object | undefined), [part]: value };
}

/** The cell of a column's value in a body: null if there is none, undefined if the body does not have the field. */
export function cellOf(body: Readonly<Record<string, unknown>>, { field, part }: Column): Cell | undefined {
  const whole = body[field] as Readonly<Record<string, unknown>> | null | undefined;
  const value = part === undefined || whole === null ? whole : whole?.[part];
  if (value === undefined || value === null) return value;
  return Array.isArray(value) ? value.join('; ') : String(value);
}

/** Whether two cells are the same value. A spreadsheet does not tell empty text from none, nor keep the form of a number or a list. */
export function isSame({ kind, isList }: Column, before: Cell, after: Cell): boolean {
  const [one, other] = [before ?? '', after ?? ''];
  if (one === other) return true;
  if (isList) return itemsOf(one).sort().join() === itemsOf(other).sort().join();
  return kind === 'number' && one !== '' && other !== '' && Number(one) === Number(other);
}

const NUMERIC = /^\d+(\.\d+)?$/;

/** What a spreadsheet has probably done to a text that looks like a number, or undefined. */
export function damageOf({ kind, isList }: Column, before: Cell, after: Cell | undefined): string | undefined {
  if (kind !== 'text' || isList || !after || !/^\d/.test(after)) return undefined;
  if (/^\d(\.\d+)?E\+\d+$/.test(after) || /^\d{15}0+$/.test(after)) return 'its last digits';
  const isSameNumber =
    before !== null && NUMERIC.test(before) && NUMERIC.test(after) && Number(before) === Number(after);
  return isSameNumber ? 'its zeros' : undefined;
}
