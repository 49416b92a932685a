import { z } from 'zod';
import { asOfQuery, type Contract, hasEtag, type Operation, supportsAsOf } from '../slice/contract.ts';
import { pageQuery } from '../slice/pages.ts';
import { codeSamples } from './code-samples.ts';
import { errorsOf } from './errors.ts';
import { type ExampleCall, exampleCall } from './examples.ts';
import { CALLER_HEADERS, HEADER_PARAMETERS, HEADERS, headerReferences, textHeader } from './headers.ts';
import { byName, Components, type Json } from './schemas.ts';

/** The texts that are not in contracts, in Markdown: an introduction, and a description of each tag. */
export interface Guide {
  readonly introduction: string;
  readonly tags: Readonly<Record<string, string>>;
}

const NOT_MODIFIED: Json = {
  description: 'Nothing has changed. The response has no body.',
  headers: headerReferences(...CALLER_HEADERS, 'ETag'),
};
const emptyBody = z.strictObject({}).meta({ id: 'EmptyBody' });
const DESCRIPTIONS = { 200: 'OK.', 201: 'Created.', 202: 'Accepted: it will be done in the background.' };
const XLSX_CONTENT: Json = {
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    schema: { type: 'string', format: 'binary' },
    example: 'The bytes of a workbook.',
  },
};
const csvContent = (example: string): Json => ({ 'text/csv': { schema: { type: 'string' }, example } });

function successResponse(operation: Operation, components: Components, { response: example, file }: ExampleCall): Json {
  const { response, method } = operation;
  const isLog = response.kind === 'list' && response.appendOnly === true;
  const isAlsoCsv = response.kind === 'json' && response.csv === true;
  const headers = headerReferences(
    ...CALLER_HEADERS,
    ...(hasEtag(operation) ? ['ETag'] : []),
    ...(method === 'GET' ? [] : ['Idempotency-Replayed']),
    ...(response.kind === 'list' ? ['Link'] : []),
    ...(response.kind === 'list' && response.isCounted ? ['X-Total-Count', 'Preference-Applied'] : []),
  );
  if (response.kind === 'file') {
    const example = 'attachment; filename="cedar-ridge-cyber-assets-2026-03-31.csv"';
    const disposition = textHeader('Proposes a file name: the organization, the scope, and the date.', example);
    return {
      description: 'The file, with a header row. CSV is UTF-8 with commas.',
      headers: { ...headers, 'Content-Disposition': disposition },
      content: { ...csvContent(file), ...(response.formats.includes('xlsx') ? XLSX_CONTENT : {}) },
    };
  }
  if (response.kind === 'archive') {
    const media = { schema: { type: 'string', format: 'binary' }, example: 'The bytes of an archive.' };
    const disposition = textHeader('Proposes a file name.', 'attachment; filename="cedar-ridge-audit-package.zip"');
    const all = { ...headers, 'Content-Disposition': disposition };
    return { description: 'The archive.', headers: all, content: { 'application/zip': media } };
  }
  const item = components.schema(response.schema, 'output');
  if (response.kind === 'text') {
    return { description: 'OK.', headers, content: { [response.type]: { schema: item, example: file } } };
  }
  const schema = response.kind === 'list' ? { type: 'array', items: item } : item;
  // OpenAPI cannot describe the lines; each is an item of the JSON list.
  const ndjson = { schema: { type: 'string' }, example: file };
  return {
    description: DESCRIPTIONS[response.status],
    headers,
    content: {
      'application/json': { schema, example },
      ...(isAlsoCsv ? csvContent(file) : {}),
      ...(isLog ? { 'application/x-ndjson': ndjson } : {}),
    },
  };
}

function parameters(operation: Operation, components: Components): Json[] {
  const { method, params = {}, query, response } = operation;
  const inPath = Object.entries(params).map(([name, parameter]) => ({
    name,
    in: 'path',
    required: true,
    ...(parameter === 'date'
      ? { description: 'A date.', schema: { type: 'string', format: 'date' } }
      : typeof parameter === 'string'
        ? { description: `Id of the ${parameter}.`, schema: { type: 'string', format: 'uuid' } }
        : { description: 'One of the listed values.', schema: { type: 'string', enum: parameter } }),
  }));
  const shared = [
    ...(supportsAsOf(operation) ? ['asOf'] : []),
    ...(response.kind === 'list' ? Object.keys(pageQuery) : []),
    ...(response.kind === 'list' && response.isCounted ? ['Prefer'] : []),
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

/** The parameters of a query by name. */
function queryParameters(shape: Readonly<Record<string, z.ZodType>>, components: Components): Record<string, Json> {
  const parameters = Object.entries(shape).map(([name, field]) => {
    const { description, ...schema } = components.schema(field, 'input');
    return [name, { name, in: 'query', required: !field.safeParse(undefined).success, description, schema }];
  });
  return Object.fromEntries(parameters);
}

function requestBody({ body, method }: Operation, components: Components, call: ExampleCall): Json | undefined {
  if (body === undefined) {
    if (method !== 'DELETE') return undefined;
    const content = { 'application/json': { schema: components.schema(emptyBody, 'input') } };
    return { description: 'Optional; an empty object is accepted.', required: false, content };
  }
  if (body.kind === 'file') {
    const file = { type: 'string', format: 'binary', description: 'The CSV file or Excel workbook.' };
    const form = { type: 'object', required: ['file'], properties: { file } };
    return {
      required: true,
      content: { 'multipart/form-data': { schema: form }, ...csvContent(call.file), ...XLSX_CONTENT },
    };
  }
  const json = { schema: components.schema(body.schema, 'input'), example: call.body };
  return {
    required: method !== 'POST' || !body.schema.safeParse({}).success,
    content: { 'application/json': json, ...(method === 'PATCH' ? { 'application/merge-patch+json': json } : {}) },
  };
}

function operationObject(operationId: string, operation: Operation, components: Components): Json {
  const { tag, summary, description, permission, alsoNeeds, response, method } = operation;
  const call = exampleCall(operation, components);
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    // Programs read x-permission; the reference shows the badge.
    ...(permission === null
      ? {}
      : {
          'x-permission': permission,
          'x-badges': [permission, alsoNeeds].flatMap((name) => name ?? []).map((name) => ({ name })),
        }),
    parameters: parameters(operation, components),
    requestBody: requestBody(operation, components, call),
    'x-codeSamples': codeSamples(operationId, operation, call),
    responses: {
      [response.status]: successResponse(operation, components, call),
      ...(method === 'GET' ? { 304: components.response('NotModified', NOT_MODIFIED) } : {}),
      ...errorsOf(operationId, operation, components),
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
    // Relative to the URL of this document, which a gateway may serve under a prefix.
    servers: [{ url: '.' }],
    security: [{ apiKey: [] }],
    tags: [...tags].map((name) => ({ name, description: guide?.tags[name] ?? name })),
    paths: byName(Object.entries(paths)),
    components: {
      securitySchemes: { apiKey: API_KEY },
      schemas: byName(components.schemas),
      parameters: { ...queryParameters({ ...pageQuery, ...asOfQuery }, components), ...HEADER_PARAMETERS },
      headers: HEADERS,
      responses: byName(components.responses),
    },
  };
}
