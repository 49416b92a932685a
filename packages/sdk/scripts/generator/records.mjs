import { words } from '../../../api/dist/kernel/openapi/sdk-names.js';
import { resolve } from './operations.mjs';
import { comment } from './types.mjs';

/** @typedef {import('./operations.mjs').Operation} Operation */

/** Words that have a spelling of their own in a label. */
const SPELLINGS = new Map(
  'BA BES CIP EACMS EMS ERCOT ESP GOP ID IP IROL kV MAC NERC PACS PSP RAS RC SCADA DCS TOP ZIP'
    .split(' ')
    .map((word) => [word.toLowerCase(), word]),
);
/** The units that names of fields end with. */
const UNITS = /(?:Mw|Mva|Mvar)$/;
/** The parameters of every list, and what is not a filter. */
const NOT_FILTERS = new Set(['q', 'asOf', 'limit', 'cursor', 'sort', 'isDeleted', 'updatedSince']);

/**
 * Returns the records of a document: the schemas with `x-record`.
 * @param {any} document
 * @param {Operation[]} operations
 */
export function readRecords(document, operations) {
  return Object.entries(document.components?.schemas ?? {})
    .filter(([, schema]) => schema['x-record'] !== undefined)
    .map(([name, schema]) => readRecord(document, operations, { name, schema }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * @param {any} document
 * @param {Operation[]} operations
 * @param {{ name: string, schema: any }} component
 */
function readRecord(document, operations, { name, schema }) {
  const { noun, nouns, path, title, references, suggested } = schema['x-record'];
  const at = (/** @type {string} */ method, /** @type {string} */ below = '') =>
    operations.find((operation) => operation.method === method && operation.path === path + below);
  const list = at('GET');
  const create = at('POST');
  const update = at('PATCH', '/{id}') ?? at('PUT', '/{id}');
  const found = {
    list,
    get: at('GET', '/{id}'),
    create,
    update,
    delete: at('DELETE', '/{id}'),
    restore: at('POST', '/{id}/restore'),
    export: at('GET', '/export'),
    import: at('POST', '/import'),
    importTemplate: at('GET', '/import/template'),
  };
  const permissionOf = (/** @type {Operation | undefined} */ operation) =>
    operation && document.paths[operation.path][operation.method.toLowerCase()]['x-permission'];
  const schemas = {
    response: resolve(document, resolve(document, list?.responseSchema)?.items) ?? schema,
    create: resolve(document, create?.body?.schema),
    update: resolve(document, update?.body?.schema),
  };
  const sort = list?.query.find((parameter) => parameter.name === 'sort')?.schema;
  return {
    name,
    noun,
    nouns,
    label: sentence(noun.split(' ')),
    pluralLabel: sentence(nouns.split(' ')),
    description: document.tags?.find((/** @type {any} */ tag) => tag.name === list?.tag)?.description ?? '',
    path,
    title,
    permissions: { read: permissionOf(list), write: permissionOf(create) },
    operations: Object.fromEntries(
      Object.entries(found).flatMap(([kind, operation]) =>
        operation
          ? [
              [
                kind,
                {
                  operationId: operation.operationId,
                  httpMethod: operation.method,
                  resource: operation.resource,
                  method: operation.name,
                },
              ],
            ]
          : [],
      ),
    ),
    fields: fieldsOf(document, schemas, { references, suggested, sortable: resolve(document, sort)?.enum ?? [] }),
    filters: (list?.query ?? [])
      .filter((parameter) => !NOT_FILTERS.has(parameter.name))
      .map((parameter) => filterOf(document, parameter, references)),
    hasPast: list?.query.some((parameter) => parameter.name === 'asOf') ?? false,
  };
}

/**
 * @param {any} document
 * @param {import('./operations.mjs').Parameter} parameter
 * @param {Record<string, string>} references
 */
function filterOf(document, { name, description, schema }, references) {
  const shape = plainSchema(document, schema);
  // The parent of a parent has a filter and no field.
  const named = name.charAt(0).toUpperCase() + name.slice(1).replace(/Id$/, '');
  const isRecord = document.components.schemas[named]?.['x-record'] !== undefined;
  const record = references[name] ?? (isRecord ? named : undefined);
  return {
    name,
    label: labelOf(name, record !== undefined),
    type: record === undefined ? typeOf(shape) : 'reference',
    description: description || undefined,
    choices: choicesOf(shape),
    record,
  };
}

/**
 * @param {any} document
 * @param {{ response: any, create: any, update: any }} schemas
 * @param {{ references?: Record<string, string>, suggested?: Record<string, unknown>, sortable?: readonly string[] }} about
 * @returns {object[]}
 */
function fieldsOf(document, { response, create, update }, { references = {}, suggested = {}, sortable = [] }) {
  const names = new Set([response, create, update].flatMap((schema) => Object.keys(schema?.properties ?? {})));
  return [...names].map((name) => {
    const [shown, inCreate, inUpdate] = [response, create, update].map((schema) => schema?.properties?.[name]);
    const plain = [inCreate ?? inUpdate ?? shown, shown, inUpdate].map((schema) => plainSchema(document, schema));
    const [request, answer, change] = plain;
    const merged = { ...answer, ...request };
    const item = merged.type === 'array' ? plainSchema(document, merged.items) : merged;
    const record = references[name];
    const type = record === undefined ? typeOf(item) : 'reference';
    const inside = { response: answer, create: request, update: change };
    return {
      name,
      label: labelOf(name, record !== undefined),
      type,
      isList: merged.type === 'array' || undefined,
      description: merged.description,
      example: merged.examples?.[0] ?? undefined,
      format: item.format,
      unit: merged['x-unit'],
      suggested: suggested[name],
      choices: choicesOf(item),
      record,
      fields: type === 'object' ? fieldsOf(document, inside, {}) : undefined,
      isNullable: answer.isNullable || undefined,
      isRequired: create?.required?.includes(name) || undefined,
      inCreate: inCreate !== undefined || undefined,
      inUpdate: inUpdate !== undefined || undefined,
      isRequestOnly: shown === undefined || undefined,
      isSortable: sortable.includes(name) || undefined,
      isMultiline: merged['x-multiline'],
      minLength: item.minLength,
      maxLength: item.maxLength,
      pattern: item.pattern,
      minimum: item.minimum,
      maximum: item.maximum,
      maxItems: merged.maxItems,
    };
  });
}

/**
 * Returns a schema without references and null: `isNullable` has that.
 * @param {any} document
 * @param {any} schema
 * @returns {any}
 */
function plainSchema(document, schema) {
  const { $ref: _, ...own } = schema ?? {};
  const target = { ...resolve(document, schema), ...own };
  const alternatives = (target.anyOf ?? []).filter((/** @type {any} */ item) => item.type !== 'null');
  if (alternatives.length === 1) {
    return { ...plainSchema(document, alternatives[0]), ...target, anyOf: undefined, isNullable: true };
  }
  if (!Array.isArray(target.type)) return target;
  const types = target.type.filter((/** @type {string} */ type) => type !== 'null');
  return {
    ...target,
    type: types.length === 1 ? types[0] : types,
    enum: target.enum?.filter((/** @type {unknown} */ value) => value !== null),
    isNullable: types.length < target.type.length,
  };
}

/** @param {any} schema */
function typeOf({ type, format, enum: values, properties }) {
  if (properties !== undefined) return 'object';
  if (values !== undefined) return 'choice';
  if (Array.isArray(type)) return 'decimal';
  if (format === 'date' || format === 'date-time') return format;
  return type === undefined || type === 'string' ? 'text' : type;
}

/** @param {any} schema */
function choicesOf({ enum: values, 'x-labels': names = {} }) {
  return values?.map((/** @type {string} */ value) => ({
    value,
    label: /[A-Z]/.test(value) ? value.replace(/(?<=[a-z])(?=[A-Z])/g, ' ') : sentence(value.split('_')),
    name: names[value],
  }));
}

/**
 * @param {string} name
 * @param {boolean} isReference
 */
function labelOf(name, isReference) {
  const base = isReference ? name.replace(/Ids$/, 's').replace(/Id$/, '') : name.replace(UNITS, '');
  return sentence(words(base));
}

/** @param {readonly string[]} parts */
function sentence(parts) {
  const text = parts.map((part) => SPELLINGS.get(part.toLowerCase()) ?? part.toLowerCase()).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Returns the text of `records.ts`.
 * @param {ReturnType<typeof readRecords>} records
 */
export function recordsFile(records) {
  const names = records.map(({ name }) => name.charAt(0).toLowerCase() + name.slice(1));
  const declarations = records.map(
    (record, index) =>
      `${comment(record.description)}export const ${names[index]}: RecordKind = ${valueText(record)};\n`,
  );
  const list = `/** All kinds of records. */\nexport const recordKinds: readonly RecordKind[] = [${names.join(', ')}];\n`;
  return `import type { RecordKind } from '../core/record-kind.ts';\n\nexport type { Choice, FieldType, RecordField, RecordFilter, RecordKind, RecordOperation } from '../core/record-kind.ts';\n\n${declarations.join('\n')}\n${list}`;
}

/**
 * @param {unknown} value
 * @param {string} indent
 * @returns {string}
 */
function valueText(value, indent = '') {
  if (typeof value === 'string')
    return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const isArray = Array.isArray(value);
  const items = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => (isArray ? '' : `${name}: `) + valueText(item, `${indent}  `));
  if (items.length === 0) return isArray ? '[]' : '{}';
  const [open, close] = isArray ? ['[', ']'] : ['{ ', ' }'];
  const line = open + items.join(', ') + close;
  if (indent.length + line.length <= 100 && !line.includes('\n')) return line;
  return `${open.trim()}\n${items.map((item) => `${indent}  ${item},\n`).join('')}${indent}${close.trim()}`;
}
