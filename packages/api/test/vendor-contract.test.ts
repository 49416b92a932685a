import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/kernel/openapi/document.ts';
import { resources } from '../src/resources/all.ts';

/**
 * A client generated from the vendor's OpenAPI must work here unchanged: our document contains every fact of theirs
 * (`vendor-contract.json`: names, types, enums, limits). Where it differs on purpose, a rule below says how.
 */

type Schema = Record<string, unknown> & {
  $ref?: string;
  type?: string | string[];
  nullable?: boolean;
  items?: Schema;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
};
interface VendorOperation {
  operationId: string;
  method: string;
  path: string;
  params: Record<string, Schema & { in: string; required: boolean }>;
  body?: Schema;
  contentType?: string;
  responses: Record<string, Schema>;
}
interface Vendor {
  security: unknown;
  securitySchemes: Record<string, Record<string, unknown>>;
  schemas: Record<string, Schema>;
  operations: VendorOperation[];
}
interface Content {
  content: Record<string, { schema: Schema }>;
}
interface Described {
  operationId: string;
  parameters?: (Schema & { name: string; in: string; required: boolean; schema: Schema })[];
  requestBody?: Content;
  responses: Record<string, Content & { $ref?: string }>;
}
interface Document {
  security: unknown;
  paths: Record<string, Record<string, Described>>;
  components: {
    securitySchemes: Record<string, Record<string, unknown>>;
    schemas: Record<string, Schema>;
    responses: Record<string, Content>;
  };
}

const vendor = JSON.parse(await readFile(new URL('vendor-contract.json', import.meta.url), 'utf8')) as Vendor;
const ours = openApiDocument(
  resources.map(({ contract }) => contract),
  'test',
) as unknown as Document;
const theirSchemas = vendor.schemas;
const ourSchemas = ours.components.schemas;

type Direction = 'request' | 'response';

const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'default'] as const;
const REQUESTS = new Set([
  'CyberAssetCreate',
  'CyberAssetUpdate',
  'PhysicalAreaCreate',
  'PhysicalAreaUpdate',
  'PreviewImpactRequest',
  'PreviewImpactUpdateFacility',
  'EmptyBody',
]);

const sorted = (values: readonly unknown[] = []) => [...values].map(String).sort();

/** Our types, null apart: the vendor's `nullable` is our `"null"`. */
function typesOf(schema: Schema): { types: string[]; nullable: boolean } {
  const alternatives = (schema.anyOf ?? [schema]) as Schema[];
  const all = alternatives.flatMap(({ $ref, type = [] }) => ($ref === undefined ? type : [$ref]));
  return { types: all.filter((type) => type !== 'null').sort(), nullable: all.includes('null') };
}

/** What of theirs is not in ours, in words. */
function differences(theirs: Schema, mine: Schema | undefined, at: string, direction: Direction): string[] {
  if (mine === undefined) return [`${at} is missing`];
  const found: string[] = [];
  const compare = (what: string, expected: unknown, actual: unknown) => {
    if (JSON.stringify(expected) !== JSON.stringify(actual))
      found.push(`${at}: ${what} is ${JSON.stringify(actual)}, the vendor's ${JSON.stringify(expected)}`);
  };
  const { types, nullable } = typesOf(mine);
  const theirType = theirs.$ref === undefined ? theirs.type : `#/components/schemas/${theirs.$ref}`;
  // Rule: numbers in requests also accept numeric strings (contract rule 4).
  const widened = direction === 'request' && theirType === 'number' && types.join() === 'number,string';
  if (!widened) compare('type', [theirType], types);
  compare('nullable', theirs.nullable ?? false, nullable);
  if (theirs.enum !== undefined)
    compare('enum', sorted(theirs.enum), sorted(mine.enum?.filter((value) => value !== null)));
  // Rule: text that is a date or a moment says so; the vendor's only format is uuid.
  const format = mine.format === 'date' || mine.format === 'date-time' ? undefined : mine.format;
  compare('format', theirs.format, format);
  for (const limit of LIMITS) {
    // Rule: a request may not name endlessly many ids, nor a number be beyond what equipment has, nor a text be empty.
    const added = direction === 'request' && theirs[limit] === undefined;
    if (
      added &&
      (limit === 'maxItems' ||
        (limit === 'minLength' && mine[limit] === 1) ||
        (widened && (limit === 'minimum' || limit === 'maximum')))
    )
      continue;
    compare(limit, theirs[limit], mine[limit]);
  }
  if (theirs.items !== undefined) found.push(...differences(theirs.items, mine.items, `${at}[]`, direction));
  if (typeof theirs.additionalProperties === 'object')
    found.push(...differences(theirs.additionalProperties, mine.additionalProperties as Schema, `${at}.*`, direction));
  if (theirs.properties !== undefined || theirs.required !== undefined) {
    const required = sorted(mine.required);
    // Rule: a response may promise more fields than the vendor's does; a request asks for no more than the vendor's.
    const [promised, expected] =
      direction === 'request' ? [theirs.required ?? [], required] : [required, theirs.required ?? []];
    for (const name of expected)
      if (!promised.includes(name))
        found.push(`${at}.${name} is required by ${direction === 'request' ? 'us' : 'them'} only`);
    for (const [name, property] of Object.entries(theirs.properties ?? {}))
      found.push(...differences(property, mine.properties?.[name], `${at}.${name}`, direction));
  }
  return found;
}

describe('the OpenAPI document contains every fact of the vendor’s', () => {
  it('our document authenticates as the vendor’s does', () => {
    expect(ours.security).toEqual(vendor.security);
    expect(ours.components.securitySchemes).toMatchObject(vendor.securitySchemes);
  });

  it.each(Object.entries(theirSchemas))('our schema has every fact of the vendor’s %s', (name, schema) => {
    const direction = REQUESTS.has(name) ? 'request' : 'response';
    expect(differences(schema, ourSchemas[name], name, direction)).toEqual([]);
  });

  describe.each(vendor.operations)('$operationId', (theirs) => {
    const mine = ours.paths[theirs.path]?.[theirs.method.toLowerCase()];

    it('our operation has the path and the parameters', () => {
      expect(mine?.operationId).toBe(theirs.operationId);
      for (const [name, { in: place, required, ...schema }] of Object.entries(theirs.params)) {
        const parameter = mine?.parameters?.find((candidate) => candidate.name === name && candidate.in === place);
        expect(parameter?.required).toBe(required);
        expect(differences(schema, parameter?.schema, name, 'request')).toEqual([]);
      }
    });

    it('our operation requires no parameter that the vendor’s does not have', () => {
      const required = mine?.parameters?.filter((parameter) => parameter.required) ?? [];
      expect(required.every(({ name }) => name in theirs.params)).toBe(true);
    });

    it.each(Object.entries(theirs.responses))('our operation responds with %s', (status, schema) => {
      const named = mine?.responses[status];
      const response =
        named?.$ref === undefined ? named : ours.components.responses[named.$ref.split('/').at(-1) ?? ''];
      const described = response?.content['application/json']?.schema;
      if (status.startsWith('2')) {
        // Rule: an export is the CSV text itself (contract rule 10), not a JSON string of it.
        if (schema.type === 'string') expect(response?.content['text/csv']?.schema).toEqual({ type: 'string' });
        else expect(differences(schema, described, status, 'response')).toEqual([]);
      } else {
        const references = [described, ...((described?.anyOf ?? []) as Schema[])].flatMap((one) => one?.$ref ?? []);
        const accepted = [schema.$ref];
        // Rule: an error that no field caused is the vendor's ErrorNoField; its fields are ErrorWithField's without the optional one.
        if (schema.$ref === 'ErrorWithField') accepted.push('ErrorNoField');
        expect(references.some((reference) => accepted.includes(reference.split('/').at(-1)))).toBe(true);
      }
    });

    it('our operation responds to a failed validation with 422 where the vendor declares 400', () => {
      // Rule: the vendor's own guide says 422, and so does the contract; 400 stays for what can't be parsed.
      const response = ours.components.responses.UnprocessableEntity;
      expect(mine?.responses['422']).toEqual({ $ref: '#/components/responses/UnprocessableEntity' });
      expect(response?.content['application/json']?.schema.$ref).toBe('#/components/schemas/ErrorWithField');
    });
  });
  const withBodies = vendor.operations.flatMap(({ operationId, path, method, body, contentType }) =>
    body === undefined || contentType === undefined
      ? []
      : [[operationId, { path, method, body, contentType }] as const],
  );
  it.each(withBodies)('our operation takes the body of the vendor’s %s', (_, { path, method, body, contentType }) => {
    const schema = ours.paths[path]?.[method.toLowerCase()]?.requestBody?.content[contentType]?.schema;
    expect(schema).toBeDefined();
    if (body.$ref !== undefined) expect(schema?.$ref).toBe(`#/components/schemas/${body.$ref}`);
  });
});
