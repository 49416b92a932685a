import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../../src/kernel/openapi/document.ts';
import { resources } from '../../src/resources/all.ts';

type Json = Record<string, unknown>;

interface DescribedResponse {
  readonly $ref?: string;
  readonly headers?: Json;
  readonly content?: Record<string, { schema: Json }>;
}

interface Described {
  readonly paths: Record<string, Record<string, { responses: Record<string, DescribedResponse> }>>;
  readonly components: {
    readonly schemas: Record<string, Json>;
    readonly responses: Record<string, DescribedResponse>;
  };
}

interface Received {
  readonly status: number;
  readonly headers: Headers | ReadonlyMap<string, string>;
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

/** Headers of HTTP itself. `content-type` is described with the content. */
const HTTP_HEADERS = ['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding'];
/** The statuses of a path that is not an operation, and those that `default` describes. */
const OTHER = [405, 408, 414, 417, 431];

/** What is wrong with a response by the contract: its status, a header, or its body; empty when nothing is. */
export function responseProblems(method: string, url: string, { status, headers }: Received, body: unknown): string[] {
  const [path = ''] = url.split('?', 1);
  const name = method === 'HEAD' ? 'get' : method.toLowerCase();
  const responses = routes.find(({ pattern, methods }) => pattern.test(path) && name in methods)?.methods[name]
    ?.responses;
  if (responses === undefined) return status < 400 ? [] : problemsBy(ERROR, body);
  const named = responses[OTHER.includes(status) ? 'default' : status];
  if (named === undefined) return [`${status} is not a documented status`];
  const described =
    named.$ref === undefined ? named : document.components.responses[named.$ref.split('/').at(-1) ?? ''];
  const known = Object.keys(described?.headers ?? {}).map((header) => header.toLowerCase());
  const unknown = [...headers.keys()].filter((header) => ![...HTTP_HEADERS, ...known].includes(header));
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const media = described?.content?.[type];
  const isDescribed = media !== undefined || type === '';
  const problems = [
    ...unknown.map((header) => `${header} is not a documented header of ${status}`),
    ...(isDescribed ? [] : [`${type} is not a documented type of ${status}`]),
  ];
  return media === undefined || body === undefined ? problems : [...problems, ...problemsBy(media.schema, body)];
}

function problemsBy(schema: Json, body: unknown): string[] {
  const validate = validator(schema);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
