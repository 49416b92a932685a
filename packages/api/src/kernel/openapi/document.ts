import { z } from 'zod';
import { asOfQuery, hasPast } from '../slice/as-of.ts';
import type { Contract, Operation } from '../slice/contract.ts';
import { pageQuery } from '../slice/pages.ts';
import { type CodeSample, codeSamples } from './code-samples.ts';
import { errorResponses, errorsOf, HEADER_PARAMETERS, HEADERS, NOT_MODIFIED, successHeaders } from './errors.ts';
import { EXAMPLE_ID, exampleOf } from './examples.ts';
import { byName, Components, type Json } from './schemas.ts';

export type { Json } from './schemas.ts';

/** What the contracts cannot say of themselves: an introduction, and what each tag is about. Both are Markdown. */
export interface Guide {
  readonly introduction: string;
  readonly tags: Readonly<Record<string, string>>;
}

const emptyBody = z.strictObject({}).meta({ id: 'EmptyBody' });
const CSV_EXAMPLE = 'assetTitle,assetTag,count\r\nFeeder relay,RLY-001,1\r\n';
const TEXT_CSV = { 'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE } };

/** A line is an item of the JSON list; the format of a string is all that OpenAPI can say of it. */
const LINES = {
  'application/x-ndjson': { schema: { type: 'string' }, example: '{"sequence":1204}\n{"sequence":1205}\n' },
};

function success({ response, method }: Operation, components: Components): Json {
  const isRead = method === 'GET';
  if (response.kind === 'csv') {
    const disposition = {
      description: 'Proposes a file name.',
      schema: { type: 'string' },
      example: `attachment; filename="${response.filename}"`,
    };
    return {
      description: 'The file: UTF-8, commas, a header row.',
      headers: { ...successHeaders(isRead, false), 'Content-Disposition': disposition },
      content: TEXT_CSV,
    };
  }
  const one = components.schema(response.schema, 'output');
  const schema = response.kind === 'list' ? { type: 'array', items: one } : one;
  return {
    description: response.status === 201 ? 'Created.' : 'OK.',
    headers: successHeaders(isRead, response.kind === 'list'),
    content: {
      'application/json': components.content(schema, 'response'),
      ...(response.kind === 'json' && response.csv === true ? TEXT_CSV : {}),
      ...(response.kind === 'list' && response.log === true ? LINES : {}),
    },
  };
}

function parameters(operation: Operation, components: Components): Json[] {
  const { method, params, query, response } = operation;
  const path = Object.entries(params ?? {}).map(([name, parameter]) => ({
    name,
    in: 'path',
    required: true,
    ...(typeof parameter === 'string'
      ? { description: `Id of the ${parameter}.`, schema: { type: 'string', format: 'uuid' } }
      : { description: 'Which kind.', schema: { type: 'string', enum: parameter } }),
  }));
  const made = components.schema(z.object({ ...query?.shape }), 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const own = Object.entries(made.properties ?? {}).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: made.required?.includes(name) ?? false,
    ...(description === undefined ? {} : { description }),
    schema,
  }));
  const shared = [...(hasPast(operation) ? ['asOf'] : []), ...(response.kind === 'list' ? Object.keys(pageQuery) : [])];
  const headers =
    method === 'GET'
      ? ['If-None-Match']
      : ['Idempotency-Key', ...(method === 'POST' ? [] : ['If-Match']), 'X-Change-Reason'];
  const named = [...shared, ...headers].map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return [...path, ...own, ...named];
}

/** `limit` and `cursor`, which every list takes, and `asOf`, which every read of the inventory does. */
function sharedParameters(components: Components): Json {
  const { properties } = components.schema(z.object({ ...pageQuery, ...asOfQuery }), 'input') as {
    properties: Record<string, Json>;
  };
  const made = Object.entries(properties).map(([name, { description, ...schema }]) => [
    name,
    { name, in: 'query', required: false, description, schema },
  ]);
  return Object.fromEntries(made);
}

function requestBody({ body, method }: Operation, components: Components): Json {
  if (body === undefined) {
    if (method !== 'DELETE') return {};
    const content = { 'application/json': { schema: components.schema(emptyBody, 'input') } };
    return { requestBody: { description: 'None is needed; an empty object is accepted.', required: false, content } };
  }
  if (body.kind === 'csv') {
    const form = {
      type: 'object',
      required: ['file'],
      properties: { file: { type: 'string', contentMediaType: 'text/csv', description: 'The CSV file.' } },
    };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema: form }, ...TEXT_CSV } } };
  }
  const schema = components.schema(body.schema, 'input');
  const content = components.content(schema, 'request');
  return {
    requestBody: {
      required: method !== 'POST' || 'required' in components.resolved(schema),
      content: {
        'application/json': content,
        ...(method === 'PATCH' ? { 'application/merge-patch+json': content } : {}),
      },
    },
  };
}

function samples(operationId: string, operation: Operation, components: Components): readonly CodeSample[] {
  const { params = {}, query, body } = operation;
  const example = (schema: z.ZodType): unknown =>
    exampleOf(components.schema(schema, 'input'), components.schemas, 'request');
  const required = Object.entries(query?.shape ?? {}).filter(([, schema]) => !schema.safeParse(undefined).success);
  return codeSamples({
    operationId,
    operation,
    ids: Object.values(params).map((parameter) => (typeof parameter === 'string' ? EXAMPLE_ID : (parameter[0] ?? ''))),
    query: Object.fromEntries(required.map(([name, schema]) => [name, String(example(schema))])),
    body: body?.kind === 'json' ? example(body.schema) : undefined,
  });
}

/** For programs, and for people: the reference shows badges. */
const permission = (name: string): Json => ({ 'x-permission': name, 'x-badges': [{ name }] });

function operationObject(operationId: string, operation: Operation, components: Components): Json {
  const found = parameters(operation, components);
  return {
    operationId,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    ...(operation.permission === null ? {} : permission(operation.permission)),
    ...(found.length === 0 ? {} : { parameters: found }),
    ...requestBody(operation, components),
    'x-codeSamples': samples(operationId, operation, components),
    responses: {
      [operation.response.status]: success(operation, components),
      ...(operation.method === 'GET' ? { 304: NOT_MODIFIED } : {}),
      ...errorsOf(operation, components),
    },
  };
}

/** The OpenAPI 3.1 document of all contracts. */
export function openApiDocument(contracts: readonly Contract[], version: string, guide?: Guide): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  const tags = new Set<string>();
  const responses = errorResponses(components);
  for (const [operationId, operation] of contracts.flatMap((contract) => Object.entries(contract))) {
    tags.add(operation.tag);
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: operationObject(operationId, operation, components),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Raptor Comply, open',
      version,
      summary: 'NERC CIP compliance inventory',
      description: guide?.introduction ?? '',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...tags].map((name) => ({ name, description: guide?.tags[name] ?? name })),
    paths: byName(Object.entries(paths)),
    components: {
      securitySchemes: {
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'X-API-Key',
          description: 'A key of the organization: `rc_live_…`, or `rc_test_…` for a test organization.',
        },
      },
      schemas: byName(components.schemas),
      parameters: { ...sharedParameters(components), ...HEADER_PARAMETERS },
      headers: HEADERS,
      responses,
      examples: byName(components.examples),
    },
  };
}
