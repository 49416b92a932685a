import { type Operation, refName, type Schema } from './docs-document.ts';

/** Schemas and requests in words, for both references. */

const TEXT_FORMATS: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  date: 'date, YYYY-MM-DD',
  'date-time': 'timestamp, RFC 3339',
};

const alternatives = (schema: Schema): readonly Schema[] => schema.anyOf ?? [schema];

const count = (value: number, noun: string): string => `${value.toLocaleString('en-US')} ${noun}`;

/** The type in a few words; `link` makes a schema's name into whatever leads to it. */
export function typeWords(schema: Schema, link: (name: string) => string): string {
  const words = alternatives(schema).flatMap((one): string[] => {
    if (one.$ref !== undefined) return [link(refName(one.$ref))];
    const types = typeof one.type === 'string' ? [one.type] : (one.type ?? []);
    return types.filter((type) => type !== 'null').map((type) => typeWord(type, one, link));
  });
  const decimal = words.length === 2 && words[0] === 'number' && words[1] === 'string';
  return (decimal ? 'number or numeric string' : words.join(' or ')) + (isNullable(schema) ? ' or null' : '');
}

function typeWord(type: string, schema: Schema, link: (name: string) => string): string {
  if (type === 'array') return `array of ${typeWords(schema.items ?? {}, link)}`;
  if (type === 'integer') return 'whole number';
  if (type === 'object' && typeof schema.additionalProperties === 'object')
    return `object of ${typeWords(schema.additionalProperties, link)} by name`;
  return TEXT_FORMATS[schema.format ?? ''] ?? type;
}

const isNullable = (schema: Schema): boolean =>
  alternatives(schema).some(({ type }) => type?.includes('null') === true);

/** What a value may be beyond its type: lengths and ranges. */
export function limitWords(schema: Schema): string {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema;
  return [
    range(minLength, maxLength, 'characters'),
    minimum !== undefined && maximum !== undefined
      ? `${minimum.toLocaleString('en-US')} to ${maximum.toLocaleString('en-US')}`
      : range(minimum, maximum, ''),
    range(minItems, maxItems, 'items'),
  ]
    .filter((words) => words !== '')
    .join(', ');
}

function range(min: number | undefined, max: number | undefined, noun: string): string {
  if (min !== undefined && max !== undefined) return `${min.toLocaleString('en-US')} to ${count(max, noun)}`.trim();
  if (max !== undefined) return `at most ${count(max, noun)}`.trim();
  return min === undefined ? '' : `at least ${count(min, noun)}`.trim();
}

/** The values to choose from, of the schema itself or of a list's items. */
export const choices = (schema: Schema): readonly string[] =>
  (schema.enum ?? schema.items?.enum ?? []).filter((value) => value !== null);

export const BASE_URL = 'http://127.0.0.1:8080';
const EXAMPLE_ID = '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A command line that does the operation; it works when pasted where RAPTOR_COMPLY_API_KEY is set. */
export function curl({ method, path, parameters, body, success }: Operation): string {
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, schema }) => `${name}=${choices(schema).at(-2) ?? ''}`)
    .join('&');
  const url = BASE_URL + path.replace(/\{\w+\}/g, EXAMPLE_ID) + (query === '' ? '' : `?${query}`);
  const parts = [`curl ${query === '' ? url : quoted(url)}`, '-H "X-API-Key: $RAPTOR_COMPLY_API_KEY"'];
  if (method !== 'GET' && !(method === 'POST' && body !== undefined))
    parts[0] = parts[0]?.replace('curl', `curl -X ${method}`) ?? '';
  if (body?.mediaTypes.includes('multipart/form-data')) parts.push('-F file=@cyber-assets.csv');
  else if (body !== undefined) {
    parts.push("-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body.example ?? {}, null, 2))}`);
  }
  if (success.content.mediaTypes[0] === 'text/csv') parts.push('-o cyber-assets.csv');
  return parts.join(' \\\n  ');
}

/** An example as it is shown. */
export const exampleText = (example: unknown): string =>
  typeof example === 'string' ? example.replaceAll('\r\n', '\n') : JSON.stringify(example, null, 2);
