import { camelCase, methodName, pascalCase } from '../../../api/dist/kernel/openapi/sdk-names.js';

/** @typedef {import('./types.mjs').Schema} Schema */
/** @typedef {{ name: string, required: boolean, schema: Schema, description: string }} Parameter */
/**
 * @typedef {object} Operation
 * @property {string} operationId
 * @property {string} tag
 * @property {string} resource the member of the client, `cyberAssets`
 * @property {string} name the method, `list`
 * @property {string} method
 * @property {string} path
 * @property {string} summary
 * @property {string} description
 * @property {boolean} deprecated
 * @property {string[]} ids
 * @property {Parameter[]} query
 * @property {boolean} readsPast takes `asOf` as an option, and nothing else in its query
 * @property {{ schema: Schema, required: boolean } | undefined} body
 * @property {'text/csv' | 'multipart/form-data' | undefined} upload
 * @property {'array' | 'object' | 'json' | 'text' | 'bytes' | 'nothing'} response
 * @property {Schema | undefined} responseSchema
 */

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const OPTION_HEADERS = new Set([
  'if-match',
  'idempotency-key',
  'x-request-id',
  'x-api-key',
  'accept',
  'if-none-match',
  'content-type',
]);

/**
 * Returns the operations of an OpenAPI document with their SDK names. Throws for two with the same name, and for one that the SDK cannot call.
 * @param {any} document
 * @returns {Operation[]}
 */
export function readOperations(document) {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) => {
    return METHODS.filter((method) => item[method] !== undefined).map((method) =>
      readOperation(document, path, method, item),
    );
  });
  const taken = new Map();
  for (const { resource, name, operationId } of operations) {
    const full = `${resource}.${name}`;
    if (taken.has(full)) throw new Error(`${taken.get(full)} and ${operationId} have the same name, ${full}`);
    taken.set(full, operationId);
  }
  return operations;
}

/**
 * @param {any} document
 * @param {string} path
 * @param {string} method
 * @param {any} item
 * @returns {Operation}
 */
function readOperation(document, path, method, item) {
  const source = item[method];
  const { operationId, tags = [], summary = '', description = '', deprecated = false } = source;
  if (!operationId || tags.length !== 1) throw new Error(`${method} ${path} needs an operationId and exactly one tag`);
  const parameters = [...(item.parameters ?? []), ...(source.parameters ?? [])].map((parameter) =>
    resolve(document, parameter),
  );
  const [tag] = tags;
  const { response, responseSchema } = readResponse(document, source);
  const query = readQuery(operationId, parameters);
  const readsPast = query.length === 1 && query[0]?.name === 'asOf';
  return {
    operationId,
    tag,
    resource: camelCase(tag),
    name: methodName({ operationId, tag, method: method.toUpperCase(), path, returnsArray: response === 'array' }),
    method: method.toUpperCase(),
    path,
    summary,
    description,
    deprecated,
    ids: idsIn(path, operationId, parameters),
    query: readsPast ? [] : query,
    readsPast,
    ...readBody(document, operationId, method, source.requestBody),
    response,
    responseSchema,
  };
}

/**
 * @param {string} path
 * @param {string} operationId
 * @param {any[]} parameters
 */
function idsIn(path, operationId, parameters) {
  const ids = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
  for (const id of ids) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(id))
      throw new Error(`${operationId}: the path parameter ${id} is not a valid argument name`);
    if (!parameters.some(({ name, in: place }) => place === 'path' && name === id))
      throw new Error(`${operationId} does not declare ${id}`);
  }
  return ids;
}

/**
 * @param {string} operationId
 * @param {any[]} parameters
 * @returns {Parameter[]}
 */
function readQuery(operationId, parameters) {
  for (const { name, in: place, required } of parameters) {
    if ((place === 'header' || place === 'cookie') && required && !OPTION_HEADERS.has(name.toLowerCase())) {
      throw new Error(`${operationId} requires the ${place} ${name}, which the SDK cannot send`);
    }
  }
  return parameters
    .filter(({ in: place }) => place === 'query')
    .map(({ name, required = false, schema, description }) => ({
      name,
      required,
      schema,
      description: description ?? schema?.description ?? '',
    }));
}

/**
 * @param {any} document
 * @param {string} operationId
 * @param {string} method
 * @param {any} requestBody
 * @returns {Pick<Operation, 'body' | 'upload'>}
 */
function readBody(document, operationId, method, requestBody) {
  const content = resolve(document, requestBody)?.content;
  if (content === undefined) return { body: undefined, upload: undefined };
  if (content['text/csv'] !== undefined) return { body: undefined, upload: 'text/csv' };
  if (content['multipart/form-data'] !== undefined) return { body: undefined, upload: 'multipart/form-data' };
  const schema = content['application/json']?.schema ?? content['application/merge-patch+json']?.schema;
  if (schema === undefined) throw new Error(`${operationId} takes ${Object.keys(content)}, which the SDK cannot send`);
  const target = resolve(document, schema);
  const isEmpty = Object.keys(target.properties ?? {}).length === 0 && target.type === 'object';
  if (isEmpty && method === 'delete') return { body: undefined, upload: undefined };
  return {
    body: { schema, required: (target.required ?? []).length > 0 || method === 'patch' || method === 'put' },
    upload: undefined,
  };
}

/**
 * @param {any} document
 * @param {any} source
 * @returns {Pick<Operation, 'response' | 'responseSchema'>}
 */
function readResponse(document, source) {
  const success = Object.keys(source.responses ?? {}).filter((status) => /^2/.test(status));
  if (success.length === 0) throw new Error(`${source.operationId} declares no successful response`);
  const content = resolve(document, source.responses[success[0] ?? ''])?.content;
  if (content === undefined) return { response: 'nothing', responseSchema: undefined };
  const schema = content['application/json']?.schema;
  const isText = Object.keys(content).every((type) => type.startsWith('text/'));
  if (schema === undefined) return { response: isText ? 'text' : 'bytes', responseSchema: undefined };
  const { type } = resolve(document, schema);
  return { response: type === 'array' || type === 'object' ? type : 'json', responseSchema: schema };
}

/**
 * Returns a node with its references resolved.
 * @param {any} document
 * @param {any} node
 * @returns {any}
 */
export function resolve(document, node) {
  let target = node;
  while (typeof target?.$ref === 'string') {
    const steps = target.$ref.replace(/^#\//, '').split('/');
    target = steps.reduce(
      (/** @type {any} */ at, /** @type {string} */ step) => at?.[decodeURIComponent(step)],
      document,
    );
    if (target === undefined) throw new Error(`The reference ${node.$ref} does not exist`);
  }
  return target;
}

/** @param {Operation} operation */
export function typePrefix({ operationId }) {
  return pascalCase(operationId);
}
