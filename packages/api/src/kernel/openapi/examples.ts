type Schema = Readonly<Record<string, unknown>>;

/** What an example is for. A request omits optional references, because a made-up id would be refused. */
export type Purpose = 'request' | 'response' | 'refusal';

export const EXAMPLE_ID = '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16';

/** The example of a string whose contract has none. */
const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: EXAMPLE_ID,
  date: '2026-03-31',
  'date-time': '2026-03-31T08:30:00.000Z',
};

/** An example of a schema: the schema's own (the last one is for refusals), or one built from its parts. */
export function exampleOf(schema: Schema, schemas: ReadonlyMap<string, Schema>, purpose: Purpose): unknown {
  if (typeof schema.$ref === 'string') {
    const named = schemas.get(schema.$ref.split('/').at(-1) ?? '');
    return named === undefined ? null : exampleOf(named, schemas, purpose);
  }
  if (Array.isArray(schema.examples)) return schema.examples.at(purpose === 'refusal' ? -1 : 0);
  const [alternative] = (schema.anyOf ?? schema.oneOf ?? []) as Schema[];
  if (alternative !== undefined) return exampleOf(alternative, schemas, purpose);
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [type] = [schema.type].flat();
  if (type === 'object') return objectExample(schema, schemas, purpose);
  if (type === 'array') return [exampleOf(schema.items as Schema, schemas, purpose)];
  if (type === 'boolean') return false;
  if (type === 'number' || type === 'integer') return schema.minimum ?? 0;
  return textExample(schema);
}

function objectExample(schema: Schema, schemas: ReadonlyMap<string, Schema>, purpose: Purpose): Schema {
  const required = new Set((schema.required ?? []) as string[]);
  const shown = Object.entries((schema.properties ?? {}) as Record<string, Schema>).filter(
    ([name, { format }]) => purpose !== 'request' || required.has(name) || format !== 'uuid',
  );
  return Object.fromEntries(shown.map(([name, property]) => [name, exampleOf(property, schemas, purpose)]));
}

function textExample(schema: Schema): string | null {
  const format = String(schema.format ?? '');
  // A rare event, such as a deletion, is shown as not having happened.
  if ([schema.type].flat().includes('null') && format !== 'uuid' && format !== 'date') return null;
  return BY_FORMAT[format] ?? 'text';
}
