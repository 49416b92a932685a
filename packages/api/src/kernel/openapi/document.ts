import { z } from 'zod';
import { asOfQuery, type Contract, type Operation, supportsAsOf } from '../slice/contract.ts';
import { pageQuery } from '../slice/pages.ts';
import { type CodeSample, codeSamples } from './code-samples.ts';
import { errorResponses, errorsOf } from './errors.ts';
import { EXAMPLE_ID, exampleOf } from './examples.ts';
import { CALLER_HEADERS, HEADER_PARAMETERS, HEADERS, headerReferences } from './headers.ts';
import { byName, Components, type Json } from './schemas.ts';

/** The texts that are not in contracts, in Markdown: an introduction, and a description of each tag. */
export interface Guide {
  readonly introduction: string;
  readonly tags: Readonly<Record<string, string>>;
}

const emptyBody = z.strictObject({}).meta({ id: 'EmptyBody' });
const CSV_EXAMPLE = 'assetTitle,assetTag,count\r\nFeeder relay,RLY-001,1\r\n';
const CSV_CONTENT = { 'text/csv': { schema: { type: 'string' }, example: CSV_EXAMPLE } };

/** OpenAPI cannot describe the lines; each is an item of the JSON list. */
const NDJSON_CONTENT = {
  'application/x-ndjson': { schema: { type: 'string' }, example: '{"sequence":1204}\n{"sequence":1205}\n' },
};

const NOT_MODIFIED: Json = {
  description: 'Nothing has changed. The response has no body.',
  headers: headerReferences(...CALLER_HEADERS, 'ETag'),
};

function successResponse({ response, method }: Operation, components: Components): Json {
  const headers = headerReferences(
    ...CALLER_HEADERS,
    method === 'GET' ? 'ETag' : 'Idempotency-Replayed',
    ...(response.kind === 'list' ? ['Link'] : []),
  );
  if (response.kind === 'csv') {
    const example = `attachment; filename="${response.filename}"`;
    const disposition = { description: 'Proposes a file name.', schema: { type: 'string' }, example };
    return {
      description: 'The file: UTF-8, comma-separated, with a header row.',
      headers: { ...headers, 'Content-Disposition': disposition },
      content: CSV_CONTENT,
    };
  }
  const item = components.schema(response.schema, 'output');
  const schema = response.kind === 'list' ? { type: 'array', items: item } : item;
  return {
    description: response.status === 201 ? 'Created.' : 'OK.',
    headers,
    content: {
      'application/json': components.content(schema, 'response'),
      ...(response.kind === 'json' && response.csv === true ? CSV_CONTENT : {}),
      ...(response.kind === 'list' && response.appendOnly === true ? NDJSON_CONTENT : {}),
    },
  };
}

function parameters(operation: Operation, components: Components): Json[] {
  const { method, params = {}, query, response } = operation;
  const inPath = Object.entries(params).map(([name, parameter]) => ({
    name,
    in: 'path',
    required: true,
    ...(typeof parameter === 'string'
      ? { description: `Id of the ${parameter}.`, schema: { type: 'string', format: 'uuid' } }
      : { description: 'One of the listed values.', schema: { type: 'string', enum: parameter } }),
  }));
  const shared = [
    ...(supportsAsOf(operation) ? ['asOf'] : []),
    ...(response.kind === 'list' ? Object.keys(pageQuery) : []),
    ...(method === 'GET' ? ['If-None-Match'] : ['Idempotency-Key']),
    ...(method === 'GET' || method === 'POST' ? [] : ['If-Match']),
    ...(method === 'GET' ? [] : ['X-Change-Reason']),
  ];
  return [
    ...inPath,
    ...Object.values(queryParameters(query?.shape ?? {}, components)),
    ...shared.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function queryParameters(shape: z.ZodRawShape, components: Components): Record<string, Json> {
  const { properties = {}, required = [] } = components.schema(z.object(shape), 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  const parameter = (name: string, { description, ...schema }: Json): Json => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  });
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, parameter(name, schema)]));
}

function requestBody({ body, method }: Operation, components: Components): Json {
  if (body === undefined) {
    if (method !== 'DELETE') return {};
    const content = { 'application/json': { schema: components.schema(emptyBody, 'input') } };
    return { requestBody: { description: 'Optional; an empty object is accepted.', required: false, content } };
  }
  if (body.kind === 'csv') {
    const file = { type: 'string', contentMediaType: 'text/csv', description: 'The CSV file.' };
    const form = { type: 'object', required: ['file'], properties: { file } };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema: form }, ...CSV_CONTENT } } };
  }
  const schema = components.schema(body.schema, 'input');
  const json = components.content(schema, 'request');
  const content = { 'application/json': json, ...(method === 'PATCH' ? { 'application/merge-patch+json': json } : {}) };
  return { requestBody: { required: method !== 'POST' || 'required' in components.resolved(schema), content } };
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

function operationObject(operationId: string, operation: Operation, components: Components): Json {
  const { tag, summary, description, permission, response, method } = operation;
  const operationParameters = parameters(operation, components);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    // Programs read x-permission; the reference shows the badge.
    ...(permission === null ? {} : { 'x-permission': permission, 'x-badges': [{ name: permission }] }),
    ...(operationParameters.length === 0 ? {} : { parameters: operationParameters }),
    ...requestBody(operation, components),
    'x-codeSamples': samples(operationId, operation, components),
    responses: {
      [response.status]: successResponse(operation, components),
      ...(method === 'GET' ? { 304: NOT_MODIFIED } : {}),
      ...errorsOf(operation, components),
    },
  };
}

const API_KEY = {
  type: 'apiKey',
  in: 'header',
  name: 'X-API-Key',
  description: 'The organization’s key: `rc_live_…`, or `rc_test_…` for a test organization.',
};

/** The OpenAPI 3.1 document of all contracts. */
export function openApiDocument(contracts: readonly Contract[], version: string, guide?: Guide): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  const tags = new Set<string>();
  const responses = errorResponses(components);
  for (const [operationId, operation] of contracts.flatMap((contract) => Object.entries(contract))) {
    const { tag, path, method } = operation;
    tags.add(tag);
    const added = operationObject(operationId, operation, components);
    paths[path] = { ...paths[path], [method.toLowerCase()]: added };
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
      securitySchemes: { apiKey: API_KEY },
      schemas: byName(components.schemas),
      parameters: { ...queryParameters({ ...pageQuery, ...asOfQuery }, components), ...HEADER_PARAMETERS },
      headers: HEADERS,
      responses,
      examples: byName(components.examples),
    },
  };
}
