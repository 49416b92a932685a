import { pascalCase, words } from '../../../api/dist/kernel/openapi/sdk-names.js';
import { acceptDatesInRequests, EXPORTED, namedType, querySchema } from './models.mjs';
import { readOperations, resolve, typePrefix } from './operations.mjs';
import { readRecords, recordsFile } from './records.mjs';
import { acceptDates, comment, eachRef } from './types.mjs';

/** @typedef {import('./operations.mjs').Operation} Operation */

const HEADER = '// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.\n\n';
const WIDTH = 120;
/** The query of every list with only paging parameters. */
const PAGE_QUERY = 'PageQuery';

/**
 * Returns the text of every generated file by name. The same document gives the same bytes.
 * @param {any} source an OpenAPI 3.1 document
 * @returns {Map<string, string>}
 */
export function generateFiles(source) {
  const operations = readOperations(source);
  const document = acceptDatesInRequests(source, operations);
  /** @type {Map<string, string>} */
  const models = new Map();
  const resources = groupByTag(operations);
  const taken = new Set(Object.keys(document.components?.schemas ?? {}));
  const files = new Map();
  const classes = [];
  for (const [tag, group] of resources) {
    const plain = pascalCase(tag);
    const className = taken.has(plain) || EXPORTED.has(plain) ? `${plain}Resource` : plain;
    const file = `${words(tag).join('-').toLowerCase()}.ts`;
    const description = document.tags?.find((/** @type {any} */ item) => item.name === tag)?.description ?? '';
    files.set(file, resourceFile(document, { className, description, group, models }));
    classes.push({ className, file, member: group[0]?.resource ?? '', description });
  }
  files.set(
    'models.ts',
    HEADER +
      [...models]
        .sort(byName)
        .map(([, text]) => text)
        .join('\n'),
  );
  files.set('records.ts', HEADER + recordsFile(readRecords(source, operations)));
  files.set('raptor-comply.ts', clientFile(classes));
  files.set('index.ts', indexFile(classes, [...models.keys()].sort()));
  return files;
}

/**
 * Returns the text of `version.ts`, for the `User-Agent`.
 * @param {string} version
 */
export function versionFile(version) {
  return `${HEADER}export const VERSION = '${version}';\n`;
}

/** @param {Operation[]} operations */
function groupByTag(operations) {
  /** @type {Map<string, Operation[]>} */
  const groups = new Map();
  for (const operation of operations) groups.set(operation.tag, [...(groups.get(operation.tag) ?? []), operation]);
  return groups;
}

/**
 * @param {any} document
 * @param {{ className: string, description: string, group: Operation[], models: Map<string, string> }} resource
 */
function resourceFile(document, { className, description, group, models }) {
  /** @type {Set<string>} */
  const used = new Set();
  const methods = group.map((operation) => methodText(document, operation, { models, used }));
  const has = (/** @type {string} */ name) =>
    methods.some((text) => text.includes(`${name}<`) || text.includes(`: ${name}`));
  const promises = ['ApiPromise', 'ListPromise'].filter(has).join(', ');
  const options = ['ReadOptions', 'RequestOptions', 'WriteOptions'].filter(has).join(', ');
  const imports = [
    `import type { ${promises} } from '../core/api-promise.ts';`,
    `import type { ${options} } from '../core/client-options.ts';`,
    ...(has('Upload') ? ["import type { Upload } from '../core/request-body.ts';"] : []),
    "import { Resource } from '../core/resource.ts';",
    ...(used.size === 0 ? [] : [list('import type {', [...used].sort(), "} from './models.ts';")]),
  ];
  const doc = comment(description);
  return `${HEADER}${imports.join('\n')}\n\n${doc}export class ${className} extends Resource {\n${methods.join('\n')}}\n`;
}

/**
 * @param {any} document
 * @param {Operation} operation
 * @param {{ models: Map<string, string>, used: Set<string> }} context
 */
function methodText(document, operation, { models, used }) {
  const { method, path, ids, query, readsPast, body, upload, response, responseSchema, name } = operation;
  const prefix = typePrefix(operation);
  const nameType = (/** @type {any} */ schema, /** @type {string} */ suffix) => {
    const named = namedType(document, schema, { name: suffix === PAGE_QUERY ? suffix : prefix + suffix, models });
    if (models.has(named)) used.add(named);
    else eachRef(schema, (found) => used.add(found));
    return named;
  };
  const parameters = ids.map((id) => `${id}: string`);
  const parts = [`method: '${method}'`, `path: '${path}'`];
  if (ids.length > 0) parts.push(`ids: { ${ids.join(', ')} }`);
  if (upload !== undefined) {
    parameters.push('file: Upload');
    parts.push(`upload: { file, as: '${upload}' }`);
  }
  if (body !== undefined) {
    parameters.push(`body: ${nameType(acceptDates(body.schema), 'Body')}${body.required ? '' : ' = {}'}`);
    parts.push('body');
  }
  if (query.length > 0) {
    const isPaging =
      query
        .map(({ name: parameter }) => parameter)
        .sort()
        .join() === 'cursor,limit';
    const type = nameType(acceptDates(querySchema(query)), isPaging ? PAGE_QUERY : 'Query');
    parameters.push(`query: ${type}${query.some(({ required }) => required) ? '' : ' = {}'}`);
    parts.push('query: { ...query }');
  }
  const isList = response === 'array' && method === 'GET';
  if (!isList) parts.push(`response: '${response}'`);
  const options = method === 'GET' ? (readsPast ? 'ReadOptions' : 'RequestOptions') : 'WriteOptions';
  parameters.push(`options?: ${options}`);

  const item = isList ? resolveItem(document, responseSchema) : responseSchema;
  const dataTypes = { text: 'string', bytes: 'Uint8Array', nothing: 'undefined', array: '', object: '', json: '' };
  const dataType = dataTypes[response] || nameType(item, isList ? 'Item' : 'Response');
  const head = list(`  ${name}(`, parameters, `): ${isList ? 'ListPromise' : 'ApiPromise'}<${dataType}> {`);
  const call = callText(`    return this.client.${isList ? 'requestList' : 'request'}(`, parts);
  return `${comment(methodDoc(operation), '  ')}${head}\n${call}\n  }\n`;
}

/** @param {Operation} operation */
function methodDoc({ summary, description, method, path, deprecated, operationId }) {
  const text = [summary, description === summary ? '' : description].filter((part) => part !== '').join('\n\n');
  const route = `\`${method} ${path}\` (${operationId})`;
  return [text, route].filter((part) => part !== '').join('\n\n') + (deprecated ? '\n\n@deprecated' : '');
}

/**
 * @param {any} document
 * @param {any} schema
 */
function resolveItem(document, schema) {
  return resolve(document, schema).items;
}

/** @param {{ className: string, file: string, member: string, description: string }[]} classes */
function clientFile(classes) {
  const imports = classes.map(({ className, file }) => `import { ${className} } from './${file}';`).sort();
  const fields = classes.map(({ className, member, description }) => {
    return `${comment(description, '  ')}  readonly ${member}: ${className} = new ${className}(this);\n`;
  });
  const doc = comment(
    'The client of the Raptor Comply API. `apiKey` and `baseUrl` default to RAPTOR_COMPLY_API_KEY and RAPTOR_COMPLY_URL. ' +
      'Throws ConfigError for a missing or invalid option.',
  );
  return `${HEADER}import { Client } from '../core/client.ts';\n${imports.join('\n')}\n\n${doc}export class RaptorComply extends Client {\n${fields.join('')}}\n`;
}

/**
 * @param {{ className: string, file: string }[]} classes
 * @param {string[]} models
 */
function indexFile(classes, models) {
  const exports_ = classes.map(({ className, file }) => `export { ${className} } from './${file}';`).sort();
  const types = models.length === 0 ? [] : [list('export type {', models, "} from './models.ts';")];
  return `${HEADER}${[...exports_, ...types, "export { RaptorComply } from './raptor-comply.ts';"].join('\n')}\n`;
}

/**
 * @param {string} open
 * @param {string[]} items
 * @param {string} close
 */
function list(open, items, close) {
  const isBlock = open.endsWith('{');
  const line = isBlock ? `${open} ${items.join(', ')} ${close}` : `${open}${items.join(', ')}${close}`;
  if (line.length <= WIDTH) return line;
  const indent = open.match(/^ */)?.[0] ?? '';
  return `${open}\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}${close}`;
}

/**
 * @param {string} open
 * @param {string[]} parts
 */
function callText(open, parts) {
  const line = `${open}{ ${parts.join(', ')} }, options);`;
  if (line.length <= WIDTH) return line;
  const inner = `      { ${parts.join(', ')} },`;
  if (inner.length <= WIDTH) return `${open}\n${inner}\n      options,\n    );`;
  return `${open}\n      {\n${parts.map((part) => `        ${part},\n`).join('')}      },\n      options,\n    );`;
}

/**
 * @param {[string, string]} a
 * @param {[string, string]} b
 */
function byName([a], [b]) {
  return a < b ? -1 : 1;
}
