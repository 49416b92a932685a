/** @typedef {boolean | { [keyword: string]: any }} Schema */

const WIDTH = 120;
const REF_PREFIX = '#/components/schemas/';

/**
 * Returns the name of the component schema of a `$ref`.
 * @param {string} ref
 */
export function refName(ref) {
  if (!ref.startsWith(REF_PREFIX)) throw new Error(`The reference ${ref} is not to a component schema`);
  return identifier(decodeURIComponent(ref.slice(REF_PREFIX.length)));
}

/** @param {string} name */
export function identifier(name) {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new Error(`The schema name ${JSON.stringify(name)} is not a valid TypeScript name`);
  return name;
}

/**
 * Calls `found` for every component that a schema needs, including itself if it is a reference.
 * @param {unknown} node
 * @param {(name: string) => void} found
 */
export function eachRef(node, found) {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref' && typeof value === 'string') found(refName(value));
    else if (key !== 'example' && key !== 'examples' && key !== 'default') eachRef(value, found);
  }
}

/**
 * Returns a schema of a request in which a timestamp can also be a `Date`, a type that JSON Schema does not have and `typeOf` has.
 * @param {Schema} schema
 */
export function acceptDates(schema) {
  return JSON.parse(JSON.stringify(schema), (_, node) =>
    node?.format === 'date-time' ? { ...node, type: [node.type, 'Date'].flat() } : node,
  );
}

/**
 * Returns a JSON Schema (2020-12) as a TypeScript type. Throws for an unknown keyword that would change the type.
 * @param {Schema | undefined} schema
 * @param {string} indent
 * @returns {string}
 */
export function typeOf(schema, indent = '') {
  if (schema === undefined || schema === true) return 'unknown';
  if (schema === false) return 'never';
  if (schema.$ref !== undefined) return refName(schema.$ref);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map(literal));
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return union(alternatives.map((/** @type {Schema} */ item) => typeOf(item, indent)));
  if (schema.allOf !== undefined) {
    return schema.allOf.map((/** @type {Schema} */ item) => bracket(typeOf(item, indent))).join(' & ');
  }
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, indent)));
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'Date':
    case 'undefined':
      return schema.type;
    case 'array':
      return arrayType(schema, indent);
    case 'object':
      return objectType(schema, indent);
    case undefined:
      return schema.properties === undefined ? 'unknown' : objectType(schema, indent);
    default:
      throw new Error(`The schema type ${JSON.stringify(schema.type)} is not known`);
  }
}

/**
 * Returns the members of an object schema, one per line with its comment.
 * @param {{ [keyword: string]: any }} schema
 * @param {string} indent
 */
export function members(schema, indent) {
  const required = new Set(schema.required ?? []);
  const lines = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
    const line = `${indent}${key}${required.has(name) ? '' : '?'}: ${typeOf(property, indent)};`;
    return `${comment(describe(property), indent)}${breakLongUnion(line, indent)}\n`;
  });
  return lines.join('');
}

/**
 * Breaks a line that is too long into one literal per line.
 * @param {string} line
 * @param {string} indent
 */
function breakLongUnion(line, indent) {
  if (line.length <= WIDTH || line.includes('\n')) return line;
  return line.replace(/ (\(?)('[^']*'(?: \| '[^']*')+)/, (_, open, literals) => {
    const lines = literals.split(' | ').map((/** @type {string} */ literal) => `\n${indent}  | ${literal}`);
    return open === '' ? lines.join('') : ` (${lines.join('')}\n${indent}`;
  });
}

/**
 * Returns a wrapped doc comment, or '' without text.
 * @param {string} text
 * @param {string} indent
 */
export function comment(text, indent = '') {
  const safe = text.replaceAll('*/', '*\\/').trim();
  if (safe === '') return '';
  const width = 116 - indent.length;
  const lines = safe.split('\n').flatMap((line) => wrap(line.trim(), width));
  if (lines.length === 1 && `${indent}/** ${lines[0]} */`.length <= WIDTH) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}

/** @param {Schema | undefined} schema */
export function describe(schema) {
  if (typeof schema !== 'object') return '';
  const text = schema.description ?? '';
  return schema.deprecated ? `${text}\n@deprecated` : text;
}

/**
 * @param {{ [keyword: string]: any }} schema
 * @param {string} indent
 */
function arrayType(schema, indent) {
  if (schema.prefixItems !== undefined) {
    return `[${schema.prefixItems.map((/** @type {Schema} */ item) => typeOf(item, indent)).join(', ')}]`;
  }
  return `${bracket(typeOf(schema.items, indent))}[]`;
}

/**
 * @param {{ [keyword: string]: any }} schema
 * @param {string} indent
 */
function objectType(schema, indent) {
  const { properties, additionalProperties } = schema;
  if (properties !== undefined && Object.keys(properties).length > 0)
    return `{\n${members(schema, `${indent}  `)}${indent}}`;
  if (additionalProperties === false) return 'Record<string, never>';
  return `Record<string, ${typeOf(additionalProperties, indent)}>`;
}

/** @param {string[]} types */
function union(types) {
  const unique = [...new Set(types)];
  return unique.includes('unknown')
    ? 'unknown'
    : unique.map((type) => (type.includes(' & ') ? `(${type})` : type)).join(' | ');
}

/** @param {string} type */
function bracket(type) {
  return /^[\w.]+(\[\])*$/.test(type) || type.startsWith('{') ? type : `(${type})`;
}

/** @param {unknown} value */
function literal(value) {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

/**
 * @param {string} line
 * @param {number} width
 */
function wrap(line, width) {
  const lines = [''];
  for (const word of line.split(' ')) {
    const last = lines.length - 1;
    const longer = lines[last] === '' ? word : `${lines[last]} ${word}`;
    if (longer.length > width && lines[last] !== '') lines.push(word);
    else lines[last] = longer;
  }
  return lines;
}
