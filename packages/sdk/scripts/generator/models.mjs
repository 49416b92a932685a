import { readFileSync } from 'node:fs';
import { acceptDates, comment, describe, eachRef, identifier, members, typeOf } from './types.mjs';

/** @typedef {import('./operations.mjs').Operation} Operation */

/** Names that the package exports itself or its code needs, which no schema can have. */
export const EXPORTED = new Set([
  ...'RaptorComply Resource Promise Record Array Object String Date Error'.split(' '),
  ...(readFileSync(new URL('../../src/index.ts', import.meta.url), 'utf8').match(/\b[A-Z]\w+/g) ?? []),
]);

/**
 * Returns the document with Dates in the components that no response contains.
 * @param {any} document
 * @param {Operation[]} operations
 */
export function acceptDatesInRequests(document, operations) {
  const schemas = document.components?.schemas ?? {};
  /** @type {Set<string>} */
  const returned = new Set();
  const visit = (/** @type {string} */ name) => {
    if (returned.has(name)) return;
    returned.add(name);
    eachRef(schemas[name], visit);
  };
  for (const { responseSchema } of operations) eachRef(responseSchema, visit);
  const entries = Object.entries(schemas).map(([name, schema]) => [
    name,
    returned.has(name) ? schema : acceptDates(schema),
  ]);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(entries) } };
}

/**
 * Returns a type: a reference keeps its name, an inline object gets one, and anything else is written out.
 * @param {any} document
 * @param {any} schema
 * @param {{ name: string, models: Map<string, string> }} into
 */
export function namedType(document, schema, { name, models }) {
  declareComponents(document, schema, models);
  const isObject =
    typeof schema === 'object' &&
    schema.$ref === undefined &&
    schema.type === 'object' &&
    schema.properties !== undefined;
  if (!isObject) return typeOf(schema);
  const text = declaration(name, schema);
  if (document.components?.schemas?.[name] || EXPORTED.has(name) || (models.get(name) ?? text) !== text) {
    throw new Error(`The type name ${name} is already used`);
  }
  models.set(name, text);
  return name;
}

/**
 * Returns the query as an object schema. What is optional may be `undefined`, which JSON Schema does not have and `typeOf` has.
 * @param {Operation['query']} query
 */
export function querySchema(query) {
  const properties = query.map(({ name, required, schema, description }) => [
    name,
    { anyOf: required ? [schema] : [schema, { type: 'undefined' }], description },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: query.filter(({ required }) => required).map(({ name }) => name),
  };
}

/**
 * Declares every component that a schema refers to, and their components.
 * @param {any} document
 * @param {any} schema
 * @param {Map<string, string>} models
 */
function declareComponents(document, schema, models) {
  eachRef(schema, (name) => {
    if (models.has(name)) return;
    if (EXPORTED.has(name)) throw new Error(`The schema name ${name} is reserved by the SDK`);
    const component = document.components?.schemas?.[name];
    if (component === undefined) throw new Error(`The schema ${name} is not declared`);
    models.set(name, declaration(name, component));
    declareComponents(document, component, models);
  });
}

/**
 * @param {string} name
 * @param {any} schema
 */
function declaration(name, schema) {
  const doc = comment(describe(schema));
  const isObject = schema.type === 'object' && schema.properties !== undefined && schema.allOf === undefined;
  if (isObject) return `${doc}export interface ${identifier(name)} {\n${members(schema, '  ')}}\n`;
  return `${doc}export type ${identifier(name)} = ${typeOf(schema)};\n`;
}
