import { z } from 'zod';
import type { Operation } from '../slice/contract.ts';
import { csvLine } from '../slice/csv.ts';
import { EXAMPLE_ID } from '../slice/fields.ts';
import type { Components, Json } from './schemas.ts';

/** The example of a string whose contract has none. */
const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: EXAMPLE_ID,
  date: '2026-03-31',
  'date-time': '2026-03-31T08:30:00.000Z',
};

/** An example of one call of an operation. */
export interface ExampleCall {
  readonly params: Readonly<Record<string, string>>;
  /** The required query parameters, if any. */
  readonly query: Readonly<Record<string, string | number>> | undefined;
  /** The JSON body of the request, if it has one. */
  readonly body: unknown;
  /** The JSON body of the response, if it has one. */
  readonly response: unknown;
  /** The text of the request or response that is not JSON, if there is one. */
  readonly file: string;
}

/** Composes an example from the examples of an operation's schemas. The response agrees with the request. */
export function exampleCall(operation: Operation, components: Components): ExampleCall {
  const { params = {}, query, body, response } = operation;
  const example = (schema: z.ZodType, io: 'input' | 'output') =>
    exampleOf(components.schema(schema, io), components.schemas, io);
  const text =
    response.kind === 'text'
      ? String(example(response.schema, 'output'))
      : response.kind === 'archive'
        ? ''
        : undefined;
  const shown = text === undefined ? (example(response.schema, 'output') as Json) : {};
  const required = Object.entries(query?.shape ?? {}).filter(([, schema]) => !schema.safeParse(undefined).success);
  const request = {
    params: Object.fromEntries(
      Object.entries(params).map(([name, of]) => [
        name,
        of === 'date' ? '2035-06-30' : typeof of === 'string' ? EXAMPLE_ID : choiceOf(of, shown[name]),
      ]),
    ),
    query:
      required.length === 0
        ? undefined
        : mapped(Object.fromEntries(required), (of) => example(of, 'input') as string | number),
    body: body?.kind === 'json' ? example(body.schema, 'input') : undefined,
  };
  if (text !== undefined) return { ...request, response: undefined, file: text };
  const agreed = { ...overlaid(shown, sentValues(request, operation)), ...operation.example };
  const result = { ...request, response: response.kind === 'list' ? [agreed] : agreed, file: '' };
  if (response.kind === 'file') return { ...result, response: undefined, file: csvExample(response.columns, agreed) };
  if (body?.kind === 'file')
    return { ...result, file: csvExample(body.columns, example(body.schema, 'input') as Json) };
  if (response.kind === 'list') return { ...result, file: `${JSON.stringify(agreed)}\n` };
  return { ...result, file: String(agreed.data ?? '') };
}

/** The choice that the response shows, or any. */
const choiceOf = (choices: readonly string[], shown: unknown): string =>
  choices.find((choice) => choice === shown) ?? choices[0] ?? '';

/** The values that a response has from its request: a new record has null in each optional field that the request omits. */
function sentValues({ params, query, body }: Omit<ExampleCall, 'response' | 'file'>, operation: Operation): Json {
  const [request, response] = [operation.body?.kind === 'json' ? operation.body.schema : undefined, operation.response];
  const isNew = response.status === 201 && request instanceof z.ZodObject && response.schema instanceof z.ZodObject;
  const fields: Readonly<Record<string, z.ZodType>> = isNew ? response.schema.shape : {};
  const omitted = isNew ? Object.keys(request.shape).filter((name) => fields[name]?.safeParse(null).success) : [];
  return { ...Object.fromEntries(omitted.map((name) => [name, null])), ...params, ...query, ...(body as Json) };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function overlaid(shown: Json, sent: Json): Json {
  const overlay = (value: unknown, over: unknown): unknown => {
    if (isObject(value) && isObject(over)) return overlaid(value, over);
    const [item] = Array.isArray(value) ? value : [];
    if (isObject(item) && Array.isArray(over)) return over.map((one) => overlay(item, one));
    // Responses have decimals as text.
    return typeof value === 'string' && typeof over === 'number' ? String(over) : over;
  };
  const entries = Object.entries(shown).map(([name, value]) => [
    name,
    name in sent ? overlay(value, sent[name]) : value,
  ]);
  return Object.fromEntries(entries);
}

/** The cell of `address.city`, or of a list. */
function cellOf(row: Json, column: string): string | null {
  const value = column.split('.').reduce<unknown>((of, name) => (isObject(of) ? of[name] : undefined), row);
  return Array.isArray(value) ? value.join('; ') : value === undefined || value === null ? null : String(value);
}

const csvExample = (columns: readonly string[], row: Json): string =>
  csvLine(columns) + csvLine(columns.map((column) => cellOf(row, column)));

const mapped = <T, V>(record: Readonly<Record<string, T>>, change: (value: T) => V): Record<string, V> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

/** An example of a schema: the schema's own, or one built from its parts. */
function exampleOf(schema: Json, schemas: ReadonlyMap<string, Json>, io: 'input' | 'output'): unknown {
  if (typeof schema.$ref === 'string') {
    const named = schemas.get(schema.$ref.split('/').at(-1) ?? '');
    return named === undefined ? null : exampleOf(named, schemas, io);
  }
  if (Array.isArray(schema.examples)) return schema.examples[0];
  const [alternative] = (schema.anyOf ?? schema.oneOf ?? []) as Json[];
  if (alternative !== undefined) return exampleOf(alternative, schemas, io);
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [type] = [schema.type].flat();
  if (type === 'object') return objectExample(schema, schemas, io);
  if (type === 'array') return [exampleOf(schema.items as Json, schemas, io)];
  if (type === 'boolean') return false;
  if (type === 'number' || type === 'integer') return schema.minimum ?? 0;
  return textExample(schema);
}

/** A request omits optional references without an example, because a made-up id would be refused. */
function objectExample(schema: Json, schemas: ReadonlyMap<string, Json>, io: 'input' | 'output'): Json {
  const required = new Set((schema.required ?? []) as string[]);
  const shown = Object.entries((schema.properties ?? {}) as Record<string, Json>).filter(
    ([name, { format, examples }]) =>
      io === 'output' || required.has(name) || format !== 'uuid' || examples !== undefined,
  );
  return mapped(Object.fromEntries(shown), (property) => exampleOf(property, schemas, io));
}

function textExample(schema: Json): string | null {
  const format = String(schema.format ?? '');
  // A rare event, such as a deletion, is shown as not having happened.
  if ([schema.type].flat().includes('null') && format !== 'uuid' && format !== 'date') return null;
  return BY_FORMAT[format] ?? 'text';
}
