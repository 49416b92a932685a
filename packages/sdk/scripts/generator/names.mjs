/** @typedef {{ operationId: string, tag: string, method: string, path: string, answersArray: boolean }} Named */

const DANGLING = new Set(['To', 'From', 'For', 'With', 'In', 'Of']);
/** Members that every class has already, or that would make an object look like a promise. */
const RESERVED = new Set(['constructor', 'then', 'client', 'toString', 'toJSON', 'hasOwnProperty', 'prototype']);

/**
 * The words of a name in any case: `exportLowCyberAssetsCsv`, `CIP Senior Manager`, `cyber-assets`.
 * @param {string} name
 * @returns {string[]}
 */
export function words(name) {
  return name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
}

/** @param {string[]} parts */
export function pascalCase(parts) {
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()).join('');
}

/** @param {string[]} parts */
export function camelCase(parts) {
  const name = pascalCase(parts);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** @param {string[]} parts */
export function kebabCase(parts) {
  return parts.map((part) => part.toLowerCase()).join('-');
}

/**
 * The method's name within its resource: the operationId without the resource's noun, as prose.
 * `listCyberAssets` is `list`; `getCyberAssetsBySystem` is `listBySystem`, as it answers an array; `exportCyberAssetsCsv` under
 * `/facilities/{facilityId}` is `exportCsvByFacility`.
 * @param {Named} operation
 * @returns {string}
 */
export function methodName({ operationId, tag, method, path, answersArray }) {
  const [verb = '', ...rest] = words(operationId);
  const noun = words(tag).map((word) => word.toLowerCase());
  const withoutNoun = removeWords(rest, [plural(noun), singular(noun)]);
  const parent = method === 'GET' ? parentNoun(path, noun) : undefined;
  const qualifier = parent === undefined || withoutNoun.includes('By') ? [] : ['By', ...parent.map(capitalize)];
  const kept = qualifier.length === 0 || parent === undefined ? withoutNoun : removeWords(withoutNoun, [parent]);
  const words_ = [verb === 'get' && answersArray ? 'list' : verb, ...kept, ...qualifier];
  while (words_.length > 1 && DANGLING.has(words_.at(-1) ?? '')) words_.pop();
  const name = camelCase(words_);
  if (RESERVED.has(name)) throw new Error(`${operationId} would become the method ${name}, which is reserved`);
  return name;
}

/**
 * What a nested path is under, when its own resource is the nested one: `facility` for `/facilities/{facilityId}/cyber-assets`.
 * @param {string} path
 * @param {string[]} noun
 */
function parentNoun(path, noun) {
  const [collection, id, nested] = path.split('/').slice(1);
  if (collection === undefined || !id?.startsWith('{') || nested !== plural(noun).join('-')) return undefined;
  return singular(words(collection).map((word) => word.toLowerCase()));
}

/**
 * @param {string[]} parts
 * @param {string[][]} candidates the first that occurs is removed, once
 */
function removeWords(parts, candidates) {
  const lower = parts.map((part) => part.toLowerCase());
  for (const candidate of candidates) {
    const at = lower.findIndex((_, index) => candidate.every((word, offset) => lower[index + offset] === word));
    if (at >= 0) return [...parts.slice(0, at), ...parts.slice(at + candidate.length)];
  }
  return parts;
}

/** @param {string[]} noun */
function singular(noun) {
  const last = noun.at(-1) ?? '';
  if (last.endsWith('ies')) return [...noun.slice(0, -1), `${last.slice(0, -3)}y`];
  if (/(ss|sh|ch|x)es$/.test(last)) return [...noun.slice(0, -1), last.slice(0, -2)];
  return last.endsWith('s') && !last.endsWith('ss') ? [...noun.slice(0, -1), last.slice(0, -1)] : noun;
}

/** @param {string[]} noun */
function plural(noun) {
  const one = singular(noun);
  const last = one.at(-1) ?? '';
  if (/[^aeiou]y$/.test(last)) return [...one.slice(0, -1), `${last.slice(0, -1)}ies`];
  return [...one.slice(0, -1), /(ss|sh|ch|x)$/.test(last) ? `${last}es` : `${last}s`];
}

/** @param {string} word */
function capitalize(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
