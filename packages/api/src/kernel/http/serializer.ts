import fastJson from 'fast-json-stringify';
import pg from 'pg';
import { z } from 'zod';
import { lazy } from '../base/lazy.ts';
import type { Column } from '../database/pipeline.ts';
import { RowList } from '../database/rows.ts';
import { jsonSchema } from '../openapi/schemas.ts';

type JsonSchema = Record<string, unknown>;
type Serializer = (value: unknown) => string;

function compile(schema: z.ZodType): Serializer {
  const { $schema: _, ...rest } = jsonSchema(schema, 'output');
  // With `format`, fast-json-stringify would reformat values that are already text.
  const isFormat = (name: string, value: unknown) => name === 'format' && typeof value === 'string';
  return fastJson(JSON.parse(JSON.stringify(rest, (name, value) => (isFormat(name, value) ? undefined : value))));
}

/**
 * Returns a function that serializes a value. It omits every field that the schema does not name. The first value compiles it: to
 * compile those of all operations takes half of a server's start.
 */
export function serializer(schema: z.ZodType): Serializer {
  const compiled = lazy(() => compile(schema));
  return (value) => compiled()(value);
}

/** Returns a function that serializes the items of a list: objects, or rows as PostgreSQL sent them. */
export function listSerializer(schema: z.ZodObject): Serializer {
  const serialize = serializer(z.array(schema));
  const compiledForRows = lazy(() => rowsSerializer(schema));
  return (value) =>
    value instanceof RowList ? (compiledForRows()(value) ?? serialize(value.toArray())) : serialize(value);
}

interface Field {
  readonly name: string;
  readonly index: number;
  /** Converts the column's text; undefined if the field is that text. */
  readonly convert: ((value: string) => unknown) | undefined;
}

const { BOOL, INT4 } = pg.types.builtins;

/** Where a row has a field and how its text is converted; undefined if the field needs more than that. */
function plainField(name: string, schema: JsonSchema, rows: RowList<unknown>): Field | undefined {
  const column = rows.field(name);
  const [type, ...others] = [schema.type].flat().filter((one) => one !== 'null');
  if (column === undefined || others.length > 0) return undefined;
  const { index } = column;
  if (type === 'string') return { name, index, convert: column.text };
  if (type === 'boolean' && column.type === BOOL) return { name, index, convert: (value) => value === 't' };
  return type === 'integer' && column.type === INT4 ? { name, index, convert: Number } : undefined;
}

const dereference = (schema: JsonSchema, { $defs = {} }: { $defs?: Record<string, JsonSchema> }): JsonSchema =>
  typeof schema.$ref === 'string' ? ($defs[schema.$ref.replace('#/$defs/', '')] ?? schema) : schema;

/**
 * Returns a function that serializes rows from PostgreSQL's text, or returns undefined if a field is not one plain value. It builds
 * objects with only the contract's fields, in its order, for JSON.stringify: concatenating the text here took 50 % longer.
 */
function rowsSerializer(schema: z.ZodObject): (rows: RowList<unknown>) => string | undefined {
  const root = jsonSchema(schema, 'output');
  const { properties = {}, required = [] } = dereference(root, root) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  // The compiled serializer writes required fields first; an item of a list must have the same text as the record.
  const inOrder = Object.entries(properties).sort(
    ([one], [other]) => Number(required.includes(other)) - Number(required.includes(one)),
  );
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(inOrder.map(([name]) => [name, null]));
  const fieldsByColumns = new WeakMap<readonly Column[], readonly Field[]>();

  function fieldsOf(rows: RowList<unknown>): readonly Field[] {
    const known = fieldsByColumns.get(rows.columns);
    if (known !== undefined) return known;
    const fields = inOrder.flatMap(([name, property]) => plainField(name, dereference(property, root), rows) ?? []);
    fieldsByColumns.set(rows.columns, fields);
    return fields;
  }

  function item(row: readonly (string | null)[], fields: readonly Field[]): Record<string, unknown> {
    // Copied, so that all items have the same hidden class from the start.
    const result: Record<string, unknown> = { ...empty };
    for (const { name, index, convert } of fields) {
      const value = row[index] ?? null;
      if (value !== null) result[name] = convert === undefined ? value : convert(value);
    }
    return result;
  }

  return (rows) => {
    const fields = fieldsOf(rows);
    if (fields.length < inOrder.length) return undefined;
    return JSON.stringify(rows.values.map((row) => item(row, fields)));
  };
}
