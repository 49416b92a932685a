/** How the SDK names an operation. The SDK's generator and the code samples of the OpenAPI document both use these names. */

interface NamedOperation {
  readonly operationId: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly returnsArray: boolean;
}

const DANGLING = new Set(['To', 'From', 'For', 'With', 'In', 'Of']);
/** Members that every class already has, or that would make an object look like a promise. */
const RESERVED = new Set(['constructor', 'then', 'client', 'toString', 'toJSON', 'hasOwnProperty', 'prototype']);

/** The words of a name in any case: `exportLowCyberAssetsCsv`, `CIP Senior Manager`, `cyber-assets`. */
export const words = (name: string): readonly string[] => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];

const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const lowerWords = (name: string): readonly string[] => words(name).map((word) => word.toLowerCase());

export const pascalCase = (parts: readonly string[]): string =>
  parts.map((part) => capitalize(part.toLowerCase())).join('');

export function camelCase(parts: readonly string[]): string {
  const name = pascalCase(parts);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/**
 * The SDK method of an operation: its operationId without the noun of the resource.
 * `listCyberAssets` becomes `list`. `getCyberAssetsBySystem` becomes `listBySystem`, as it returns an array. `exportCyberAssetsCsv`
 * under `/facilities/{facilityId}` becomes `exportCsvByFacility`. Throws an Error if the name is reserved.
 */
export function methodName({ operationId, tag, method, path, returnsArray }: NamedOperation): string {
  const [verb = '', ...rest] = words(operationId);
  const noun = lowerWords(tag);
  const withoutNoun = removeWords(rest, [plural(noun), singular(noun)]);
  const parent = method === 'GET' && !withoutNoun.includes('By') ? parentNoun(path, noun) : undefined;
  const kept =
    parent === undefined ? withoutNoun : [...removeWords(withoutNoun, [parent]), 'By', ...parent.map(capitalize)];
  const all = [verb === 'get' && returnsArray ? 'list' : verb, ...kept];
  while (all.length > 1 && DANGLING.has(all.at(-1) ?? '')) all.pop();
  const name = camelCase(all);
  if (RESERVED.has(name))
    throw new Error(`${operationId} would become the method ${name}, which is reserved; rename the operation`);
  return name;
}

/** The parent in a nested path of the resource: `facility` in `/facilities/{facilityId}/cyber-assets`. */
function parentNoun(path: string, noun: readonly string[]): readonly string[] | undefined {
  const [collection, id, nested] = path.split('/').slice(1);
  if (collection === undefined || !id?.startsWith('{') || nested !== plural(noun).join('-')) return undefined;
  return singular(lowerWords(collection));
}

/** Removes the first occurrence of the first candidate found. */
function removeWords(parts: readonly string[], candidates: readonly (readonly string[])[]): readonly string[] {
  const lower = parts.map((part) => part.toLowerCase());
  for (const candidate of candidates) {
    const at = lower.findIndex((_, index) => candidate.every((word, offset) => lower[index + offset] === word));
    if (at >= 0) return [...parts.slice(0, at), ...parts.slice(at + candidate.length)];
  }
  return parts;
}

const changeLast = (noun: readonly string[], change: (last: string) => string): readonly string[] => [
  ...noun.slice(0, -1),
  change(noun.at(-1) ?? ''),
];

const singular = (noun: readonly string[]): readonly string[] =>
  changeLast(noun, (last) => {
    if (last.endsWith('ies')) return last.replace(/ies$/, 'y');
    return /(ss|sh|ch|x)es$/.test(last) ? last.slice(0, -2) : last.replace(/(?<!s)s$/, '');
  });

const plural = (noun: readonly string[]): readonly string[] =>
  changeLast(singular(noun), (last) => {
    if (/[^aeiou]y$/.test(last)) return last.replace(/y$/, 'ies');
    return /(ss|sh|ch|x)$/.test(last) ? `${last}es` : `${last}s`;
  });
