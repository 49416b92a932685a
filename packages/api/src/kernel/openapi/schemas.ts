import { z } from 'zod';
import { exampleOf, type Purpose } from './examples.ts';

export type Json = Record<string, unknown>;

/** Replaces `anyOf: [X, null]` with `type: [X, "null"]`, which is easier to read and serializes much faster. */
function plainNullable(schema: Json): void {
  const { anyOf } = schema as { anyOf?: Json[] };
  if (anyOf?.length !== 2) return;
  const [inner, other] = anyOf;
  if (inner === undefined || other?.type !== 'null' || typeof inner.type !== 'string') return;
  delete schema.anyOf;
  const values = Array.isArray(inner.enum) ? { enum: [...inner.enum, null] } : {};
  Object.assign(schema, { ...inner, ...schema, ...values, type: [inner.type, 'null'] });
}

/** The JSON Schema (2020-12) of a zod schema; named schemas become `$defs`. */
export const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: made }) => {
      const node = made as Json;
      // zod attaches a transform's examples to its output; ours show what a request sends.
      const examples = io === 'input' ? z.globalRegistry.get(zodSchema)?.examples : undefined;
      if (examples !== undefined) node.examples = examples;
      plainNullable(node);
      // Responses may gain fields; a client must not reject a field it does not know.
      if (io === 'output' && node.type === 'object' && node.additionalProperties === false)
        delete node.additionalProperties;
    },
  }) as Json;

const SCHEMAS = '#/components/schemas/';

/** The schemas and examples of a document. Each is stored once, by name, and referenced elsewhere. */
export class Components {
  readonly schemas = new Map<string, Json>();
  readonly examples = new Map<string, Json>();

  /** A reference to the schema if it has a name, or the schema itself. */
  schema(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs = {}, id, ...rest } = jsonSchema(schema, io) as Json & { $defs?: Json; id?: string };
    for (const [name, definition] of Object.entries($defs)) this.schemas.set(name, rewritten(definition) as Json);
    if (id === undefined) return rewritten(rest) as Json;
    this.schemas.set(id, rewritten(rest) as Json);
    return { $ref: SCHEMAS + id };
  }

  /** The schema that a reference points to. */
  resolved(schema: Json): Json {
    return typeof schema.$ref === 'string' ? (this.schemas.get(schema.$ref.slice(SCHEMAS.length)) ?? {}) : schema;
  }

  /** JSON content with its example; for an array, a list of one item. */
  content(schema: Json, purpose: Purpose): Json {
    const item = schema.type === 'array' ? (schema.items as Json) : schema;
    if (typeof item.$ref !== 'string') return { schema };
    const name = item.$ref.slice(SCHEMAS.length);
    const example = exampleOf(item, this.schemas, purpose);
    if (typeof example === 'object' && example !== null && Object.keys(example).length === 0) return { schema };
    const exampleName = name + (schema === item ? '' : 'List') + (purpose === 'refusal' ? 'Refused' : '');
    this.examples.set(exampleName, { value: schema === item ? example : [example] });
    return { schema, examples: { example: { $ref: `#/components/examples/${exampleName}` } } };
  }
}

/** Points references into the document, and drops what only zod needs. */
function rewritten(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rewritten);
  if (typeof node !== 'object' || node === null) return node;
  const isDropped = ([name, value]: [string, unknown]) =>
    (name === 'id' && typeof value === 'string') ||
    // The format implies the length of a UUID.
    (name === 'maxLength' && 'format' in node && node.format === 'uuid') ||
    (name === 'maximum' && value === Number.MAX_SAFE_INTEGER);
  const entries = Object.entries(node)
    .filter((entry) => !isDropped(entry))
    .map(([name, value]) => {
      if (name === '$ref' && typeof value === 'string') return [name, value.replace('#/$defs/', SCHEMAS)];
      return [name, name === 'examples' || name === 'default' ? value : rewritten(value)];
    });
  return Object.fromEntries(entries);
}

export const byName = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
