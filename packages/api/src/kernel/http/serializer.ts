import fastJson from 'fast-json-stringify';
import pg from 'pg';
import { z } from 'zod';
import type { Column } from '../database/pipeline.ts';
import { RowList } from '../database/rows.ts';
import { jsonSchema } from '../openapi/json-schema.ts';
import type { OperationResponse } from '../slice/contract.ts';

type JsonSchema = Record<string, unknown>;

/** fast-json-stringify speaks draft 7 and keeps what a schema names; what it does not name is left out. */
function compile(schema: z.ZodType): (value: unknown) => string {
  const { $schema: _, ...rest } = jsonSchema(schema, 'output');
  return fastJson(withoutFormats(rest) as Parameters<typeof fastJson>[0]);
}

/** Formats are for readers; the serializer would try to reformat what is already text. */
function withoutFormats(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutFormats);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([name, value]) => !(name === 'format' && typeof value === 'string'));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutFormats(value)]));
}

/** Turns what a handler returned into the body of the response; a column that the contract does not name cannot leave. */
export function serializer(response: OperationResponse): (value: unknown) => string {
  if (response.kind === 'csv') return String;
  if (response.kind === 'json') return compile(response.schema);
  const serialize = compile(z.array(response.schema));
  const rows = rowsSerializer(response.schema);
  return (value) => (value instanceof RowList ? (rows(value) ?? serialize(value.toArray())) : serialize(value));
}

const { BOOL, INT4 } = pg.types.builtins;
const isTrue = (value: string): boolean => value === 't';

/** What makes a contract's field of a column's text, `'as it is'`, or undefined where there is more to it. */
function plainField(
  schema: JsonSchema,
  { type, text }: { readonly type: number; readonly text: ((value: string) => string) | undefined },
): ((value: string) => unknown) | 'as it is' | undefined {
  const [kind, ...rest] = [schema.type].flat().filter((one) => one !== 'null');
  if (rest.length > 0) return undefined;
  if (kind === 'string') return text ?? 'as it is';
  if (kind === 'boolean' && type === BOOL) return isTrue;
  return kind === 'integer' && type === INT4 ? Number : undefined;
}

/** The schema itself, where it is a reference to a named one. */
const meant = (schema: JsonSchema, { $defs = {} }: { $defs?: Record<string, JsonSchema> }): JsonSchema =>
  typeof schema.$ref === 'string' ? ($defs[schema.$ref.replace('#/$defs/', '')] ?? schema) : schema;

interface Field {
  readonly name: string;
  readonly index: number;
  readonly make: ((value: string) => unknown) | 'as it is';
}

/**
 * Writes rows as the database wrote them, where every field is one plain value; undefined where one is not. Objects with nothing but
 * the response's fields, in its order, and the engine's own JSON.stringify: text put together here took half as long again.
 */
function rowsSerializer(schema: z.ZodObject): (rows: RowList<unknown>) => string | undefined {
  const root = jsonSchema(schema, 'output');
  const { properties = {}, required = [] } = meant(root, root) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  // In the order in which the compiled serializer writes a record: an item of a list is the record's text.
  const inOrder = Object.entries(properties).sort(
    ([one], [other]) => Number(required.includes(other)) - Number(required.includes(one)),
  );
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(inOrder.map(([name]) => [name, null]));
  const known = new WeakMap<readonly Column[], readonly Field[] | 'none'>();

  function fieldsOf(rows: RowList<unknown>): readonly Field[] | 'none' {
    const fields: Field[] = [];
    for (const [name, property] of inOrder) {
      const field = rows.field(name);
      const make = field && plainField(meant(property, root), field);
      if (field === undefined || make === undefined) return 'none';
      fields.push({ name, index: field.index, make });
    }
    return fields;
  }

  function item(row: readonly (string | null)[], fields: readonly Field[]): Record<string, unknown> {
    // Copied, so that all items have one shape from the start.
    const made: Record<string, unknown> = { ...empty };
    for (const { name, index, make } of fields) {
      const value = row[index] ?? null;
      if (value !== null) made[name] = make === 'as it is' ? value : make(value);
    }
    return made;
  }

  return (rows) => {
    const fields = known.get(rows.columns) ?? fieldsOf(rows);
    known.set(rows.columns, fields);
    return fields === 'none' ? undefined : JSON.stringify(rows.values.map((row) => item(row, fields)));
  };
}

/** A row of a list by itself. */
export const itemSerializer = (response: OperationResponse): ((value: unknown) => string) =>
  response.kind === 'csv' ? String : compile(response.schema);

export const refusalSerializer = (schema: z.ZodType | undefined): ((value: unknown) => string) =>
  schema === undefined ? JSON.stringify : compile(schema);
