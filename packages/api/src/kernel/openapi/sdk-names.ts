/** How the SDK names an operation. The SDK's generator and the code samples of the OpenAPI document both use these names. */

interface NamedOperation {
  readonly operationId: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly returnsArray: boolean;
}

/** Members that every class already has, or that would make an object look like a promise. */
const RESERVED = new Set(['constructor', 'then', 'client', 'toString', 'toJSON', 'hasOwnProperty', 'prototype']);

/** The words of a name in any case: `exportLowCyberAssetsCsv`, `CIP Senior Manager`, `cyber-assets`. */
export const words = (name: string): readonly string[] => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];

export const pascalCase = (name: string): string =>
  words(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');

export const camelCase = (name: string): string => pascalCase(name).replace(/^./, (letter) => letter.toLowerCase());

const singular = (noun: string): string => noun.replace(/ies$/, 'y').replace(/(?<=ss|sh|ch|x)es$|(?<!s)s$/, '');

/** Matches a noun in a name in PascalCase, singular or plural. */
const nounPattern = (noun: string): RegExp =>
  new RegExp(`${singular(pascalCase(noun)).replace(/(?<![aeiou])y$/, '')}(?:y|ies|e?s)?(?![a-z])`);

/**
 * The SDK method of an operation: its operationId without the noun of the resource.
 * `listCyberAssets` becomes `list`. `getCyberAssetsBySystem` becomes `listBySystem`, as it returns an array. `exportCyberAssetsCsv`
 * under `/facilities/{facilityId}` becomes `exportCsvByFacility`. Throws an Error if the name is reserved.
 */
export function methodName({ operationId, tag, method, path, returnsArray }: NamedOperation): string {
  const [verb = ''] = words(operationId);
  const noun = nounPattern(tag);
  const [, parent = '', id, collection] = path.split('/');
  const isNested = id?.startsWith('{') && collection !== undefined && pascalCase(collection).replace(noun, '') === '';
  let object = pascalCase(operationId.slice(verb.length)).replace(noun, '');
  if (method === 'GET' && isNested && !/By(?![a-z])/.test(object)) {
    object = `${object.replace(nounPattern(parent), '')}By${singular(pascalCase(parent))}`;
  }
  const name = (verb === 'get' && returnsArray ? 'list' : verb) + object.replace(/(?:To|From|For|With|In|Of)+$/, '');
  if (RESERVED.has(name))
    throw new Error(`${operationId} would become the method ${name}, which is reserved; rename the operation`);
  return name;
}
