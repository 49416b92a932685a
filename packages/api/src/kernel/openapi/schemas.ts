import type { z } from 'zod';
import { exampleOf, type Purpose } from './examples.ts';
import { jsonSchema } from './json-schema.ts';

export type Json = Record<string, unknown>;

const SCHEMAS = '#/components/schemas/';

/** The schemas and examples of a document, each named once and referred to from everywhere else. */
export class Components {
  readonly schemas = new Map<string, Json>();
  readonly examples = new Map<string, Json>();

  /** The schema where it is used: a reference when it has a name. */
  schema(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs, ...root } = jsonSchema(schema, io) as Json & { $defs?: Record<string, Json> };
    for (const [name, definition] of Object.entries($defs ?? {})) this.schemas.set(name, rewritten(definition) as Json);
    const { id, ...rest } = root as Json & { id?: string };
    if (id === undefined) return rewritten(rest) as Json;
    this.schemas.set(id, rewritten(rest) as Json);
    return { $ref: SCHEMAS + id };
  }

  /** The schema that a reference means. */
  resolved(schema: Json): Json {
    return typeof schema.$ref === 'string' ? (this.schemas.get(schema.$ref.slice(SCHEMAS.length)) ?? {}) : schema;
  }

  /** JSON content with its example: a list of one when the schema is an array. */
  content(schema: Json, purpose: Purpose): Json {
    const item = schema.type === 'array' ? (schema.items as Json) : schema;
    if (typeof item.$ref !== 'string') return { schema };
    const name = item.$ref.slice(SCHEMAS.length);
    const example = exampleOf(item, this.schemas, purpose);
    if (typeof example === 'object' && example !== null && Object.keys(example).length === 0) return { schema };
    const [called, value] = schema === item ? [name, example] : [`${name}List`, [example]];
    const full = purpose === 'refusal' ? `${called}Refused` : called;
    this.examples.set(full, { value });
    return { schema, examples: { example: { $ref: `#/components/examples/${full}` } } };
  }
}

/** References into the document, ids as OpenAPI tools know them, and nothing that only zod cares about. */
function rewritten(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rewritten);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node)
    .filter(([name, value]) => !(name === 'id' && typeof value === 'string'))
    // The format says how long a UUID is; the limit only guards the comparison with the database.
    .filter(([name]) => !(name === 'maxLength' && 'format' in node && node.format === 'uuid'))
    // The largest number that JSON carries exactly is no limit of ours.
    .filter(([name, value]) => !(name === 'maximum' && value === Number.MAX_SAFE_INTEGER))
    .map(([name, value]) => {
      if (name === '$ref' && typeof value === 'string') return [name, value.replace('#/$defs/', SCHEMAS)];
      return [name, name === 'examples' || name === 'default' ? value : rewritten(value)];
    });
  return Object.fromEntries(entries);
}

export const byName = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
