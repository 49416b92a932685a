import { z } from 'zod';

type JsonSchema = Record<string, unknown>;

/** Replaces `anyOf: [X, null]` with `type: [X, "null"]`, which is easier to read and serializes much faster. */
function plainNullable(schema: JsonSchema): void {
  const { anyOf } = schema as { anyOf?: JsonSchema[] };
  if (anyOf?.length !== 2) return;
  const [inner, other] = anyOf;
  if (inner === undefined || other?.type !== 'null' || typeof inner.type !== 'string') return;
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
      // zod attaches a transform's examples to its output; ours show what a request sends.
      const examples = io === 'input' ? z.globalRegistry.get(zodSchema)?.examples : undefined;
      if (examples !== undefined) node.examples = examples;
      plainNullable(node);
      // Responses may gain fields; a client must not reject a field it does not know.
      if (io === 'output' && node.type === 'object' && node.additionalProperties === false)
        delete node.additionalProperties;
    },
  }) as JsonSchema;
