import fastJson from 'fast-json-stringify';
import { z } from 'zod';
import type { Answer } from './contract.ts';

type JsonSchema = Record<string, unknown>;

/** `anyOf: [X, null]` as `type: [X, "null"]`: says the same, reads better, and serializes much faster. */
function plainNullable(schema: JsonSchema): void {
  const { anyOf } = schema as { anyOf?: JsonSchema[] };
  if (anyOf?.length !== 2) return;
  const [inner, none] = anyOf;
  if (inner === undefined || none?.type !== 'null' || typeof inner.type !== 'string') return;
  delete schema.anyOf;
  const values = Array.isArray(inner.enum) ? { enum: [...inner.enum, null] } : {};
  Object.assign(schema, { ...inner, ...schema, ...values, type: [inner.type, 'null'] });
}

/** The JSON Schema (2020-12) of a zod schema; named schemas become `$defs`. */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: made }) => {
      const node = made as JsonSchema;
      // zod takes the examples of what it transforms for those of the outcome; ours show what a request sends.
      const examples = io === 'input' ? z.globalRegistry.get(zodSchema)?.examples : undefined;
      if (examples !== undefined) node.examples = examples;
      plainNullable(node);
      // Answers may grow; a client must not refuse a field it does not know.
      if (io === 'output' && node.type === 'object' && node.additionalProperties === false)
        delete node.additionalProperties;
    },
  }) as JsonSchema;

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

/** Turns what a handler returned into the body of the answer; a column that the contract does not name cannot leave. */
export function serializer(answer: Answer): (value: unknown) => string {
  if (answer.kind === 'csv') return String;
  return compile(answer.kind === 'list' ? z.array(answer.schema) : answer.schema);
}

/** A row of a list by itself. */
export const itemSerializer = (answer: Answer): ((value: unknown) => string) =>
  answer.kind === 'csv' ? String : compile(answer.schema);

export const refusalSerializer = (schema: z.ZodType | undefined): ((value: unknown) => string) =>
  schema === undefined ? JSON.stringify : compile(schema);
