import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { resources } from '../../resources/all.ts';
import { guide } from '../../resources/guide.ts';
import type { Operation } from '../slice/contract.ts';
import { parse } from '../slice/validation.ts';
import { openApiDocument } from './document.ts';
import { errorStatuses } from './errors.ts';

type Json = Record<string, unknown>;
interface Media {
  schema: Json;
  example?: unknown;
}
interface DescribedResponse {
  $ref?: string;
  headers?: Json;
  content?: Record<string, Media>;
}
interface Described extends Json {
  operationId: string;
  summary: string;
  tags: string[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, DescribedResponse>;
}

const operations: [string, Operation][] = resources.flatMap(({ contract }) => Object.entries(contract));
const document = openApiDocument(
  resources.map(({ contract }) => contract),
  '1.2.3',
  guide,
);
const { paths, components, tags } = document as {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Json; responses: Record<string, DescribedResponse>; headers: Json };
  tags: { name: string; description: string }[];
};

const at = ($ref: string): unknown =>
  $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, step) => (node as Json)[step], document);
const described = ({ path, method }: Operation) => paths[path]?.[method.toLowerCase()];
const response = (found: DescribedResponse | undefined): DescribedResponse =>
  found?.$ref === undefined ? (found ?? {}) : (at(found.$ref) as DescribedResponse);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'api', components: components as unknown as Json });
function problems(schema: Json, value: unknown): unknown[] {
  const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as Json);
  return validate(value) ? [] : (validate.errors ?? []);
}

function references(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    name === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
}

describe('the OpenAPI document', () => {
  it('every reference has a target, and every component is referred to', () => {
    const found = new Set(references(document));
    expect([...found].filter((reference) => at(reference) === undefined)).toEqual([]);
    const { securitySchemes: _, ...referable } = components as unknown as Record<string, Json>;
    const all = Object.entries(referable).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    expect(all.filter((name) => !found.has(name))).toEqual([]);
  });

  it('every tag has a description', () => {
    for (const { name, description } of tags) expect(description.length, name).toBeGreaterThan(name.length);
  });

  it('the document is the same each time', () => {
    const again = openApiDocument(
      resources.map(({ contract }) => contract),
      '1.2.3',
      guide,
    );
    expect(JSON.stringify(again)).toBe(JSON.stringify(document));
  });

  it('examples of requests have no invented ids where they can do without', () => {
    const example = paths['/facilities']?.post?.requestBody?.content['application/json']?.example;
    expect(example).toMatchObject({ title: expect.any(String), capacityMw: expect.any(Number) });
    expect(example).not.toHaveProperty('controlCenterId');
  });

  it('the document uses no format, type or keyword of zod’s own', () => {
    const text = JSON.stringify(document);
    for (const word of ['$defs', '"maximum":9007199254740991', '"nullable"', '"example":"2026']) {
      expect(text).not.toContain(word);
    }
  });
});

describe.each(operations)('%s', (operationId, operation) => {
  const made = described(operation);

  it('the operation is described: id, tag, summary and permission', () => {
    expect(made).toMatchObject({ operationId, tags: [operation.tag], summary: operation.summary });
    expect(made?.['x-permission']).toBe(operation.permission ?? undefined);
  });

  it('the operation names every status that it responds with, and the headers of each', () => {
    const success = String(operation.response.status);
    const named = Object.keys(made?.responses ?? {});
    const unchanged = operation.method === 'GET' ? ['304'] : [];
    expect(named.sort()).toEqual([...errorStatuses(operation).map(String), ...unchanged, success, 'default'].sort());
    for (const [status, found] of Object.entries(made?.responses ?? {})) {
      const headers = Object.keys(response(found).headers ?? {});
      expect(headers).toEqual(expect.arrayContaining(['X-Request-Id', 'Cache-Control', 'X-Content-Type-Options']));
      if (status === '401') expect(headers).toContain('WWW-Authenticate');
      else if (status !== 'default') expect(headers).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy']));
      expect(headers.includes('Retry-After')).toBe(status === '429' || status === '503');
      expect(headers.includes('Link')).toBe(status === success && operation.response.kind === 'list');
    }
  });

  it('every example of a response is valid by its schema', () => {
    const responses = Object.entries(made?.responses ?? {});
    expect(responses).not.toEqual([]);
    for (const [status, found] of responses) {
      for (const [type, media] of Object.entries(response(found).content ?? {})) {
        expect(media.example, `${status} ${type}`).toBeDefined();
        expect(problems(media.schema, media.example), `${status} ${type}`).toEqual([]);
        expect(JSON.stringify(media.example), 'an example without a text of its own').not.toContain('"text"');
      }
    }
  });
});

const withBodies = operations.flatMap(([operationId, operation]) =>
  operation.body?.kind === 'json' ? [[operationId, operation, operation.body.schema] as const] : [],
);
describe.each(withBodies)('%s', (_, operation, schema) => {
  it('every example of a body is one that the operation takes', () => {
    const content = Object.entries(described(operation)?.requestBody?.content ?? {});
    expect(content).not.toEqual([]);
    for (const [type, media] of content) {
      expect(() => parse(schema, media.example), type).not.toThrow();
      expect(problems(media.schema, media.example), type).toEqual([]);
    }
  });
});
