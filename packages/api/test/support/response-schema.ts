import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../../src/kernel/openapi/document.ts';
import { resources } from '../../src/resources/all.ts';

type Json = Record<string, unknown>;

interface Described {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: Json }>; $ref?: string }> }>
  >;
  readonly components: {
    schemas: Record<string, Json>;
    responses?: Record<string, { content?: Record<string, { schema: Json }> }>;
  };
}

const document = openApiDocument(
  resources.map(({ contract }) => contract),
  'test',
) as unknown as Described;

/** In a test, a field that the contract does not name is a leak. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const made = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, closed(value)]));
  const isObject = made.type === 'object' || (Array.isArray(made.type) && made.type.includes('object'));
  return isObject && 'properties' in made && !('additionalProperties' in made)
    ? { ...made, additionalProperties: false }
    : made;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'api', ...(closed({ components: document.components }) as Json) });

const routes = Object.entries(document.paths).map(([path, methods]) => ({
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  literal: !path.includes('{'),
  methods,
}));
// "/cyber-assets/import/template" before "/cyber-assets/{id}/…"
routes.sort((a, b) => Number(b.literal) - Number(a.literal));

const validators = new Map<Json, ValidateFunction>();

function validator(schema: Json): ValidateFunction {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const absolute = JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/components', '"api#/components')) as Json;
  const made = ajv.compile(absolute);
  validators.set(schema, made);
  return made;
}

const ERROR: Json = {
  type: 'object',
  required: ['error', 'message'],
  properties: {
    error: { type: 'string', minLength: 1 },
    message: { type: 'string', minLength: 1 },
    field: { type: 'string' },
  },
};

/** What is wrong with an answer by the contract; empty when nothing is. */
export function responseProblems(method: string, url: string, status: number, body: unknown): string[] {
  const [path = ''] = url.split('?', 1);
  const operation = routes.find(({ pattern, methods }) => pattern.test(path) && method.toLowerCase() in methods)
    ?.methods[method.toLowerCase()];
  if (operation === undefined || [404, 405, 408, 414, 417, 431].includes(status))
    return status < 400 ? [] : problemsBy(ERROR, body);
  const named = operation.responses[status];
  if (named === undefined) return [`${status} is not a documented status`];
  const response =
    named.$ref === undefined ? named : document.components.responses?.[named.$ref.split('/').at(-1) ?? ''];
  const schema = response?.content?.['application/json']?.schema;
  if (schema === undefined || body === undefined) return [];
  return problemsBy(schema, body);
}

function problemsBy(schema: Json, body: unknown): string[] {
  const validate = validator(schema);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
