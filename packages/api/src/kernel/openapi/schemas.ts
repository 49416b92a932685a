import { z } from 'zod';

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
      // The format implies the length of a UUID; every JSON number has the other maximum.
      if (node.format === 'uuid') delete node.maxLength;
      if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
      // Responses may gain fields; a client must not reject a field it does not know.
      if (io === 'output' && node.type === 'object' && node.additionalProperties === false)
        delete node.additionalProperties;
    },
  }) as Json;

const SCHEMAS = '#/components/schemas/';

/** The schemas and responses of a document. Each is stored once, by name, and referenced elsewhere. */
export class Components {
  readonly schemas = new Map<string, Json>();
  readonly responses = new Map<string, Json>();

  /** A reference to the schema if it has a name, or the schema itself. */
  schema(schema: z.ZodType, io: 'input' | 'output'): Json {
    const text = JSON.stringify(jsonSchema(schema, io)).replaceAll('#/$defs/', SCHEMAS);
    const { $schema: _, $defs = {}, ...root } = JSON.parse(text) as Json & { $defs?: Record<string, Json> };
    for (const [name, definition] of Object.entries($defs)) this.schemas.set(name, definition);
    return root;
  }

  /** A reference to the response. */
  response(name: string, response: Json): Json {
    this.responses.set(name, response);
    return { $ref: `#/components/responses/${name}` };
  }
}

export const byName = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
