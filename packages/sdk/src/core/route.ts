import { ConfigError } from './errors.ts';

export type QueryValue = string | number | boolean | Date | undefined | readonly (string | number | boolean | Date)[];
export type Query = Readonly<Record<string, QueryValue>>;

/** Fills the ids into a path template, each as one encoded segment. Throws ConfigError for an id that is empty or not a string. */
export function expandPath(template: string, ids: Readonly<Record<string, string>>): string {
  const parts = splitTemplate(template);
  let path = parts[0] ?? '';
  for (let index = 1; index < parts.length; index += 2) {
    const name = parts[index] ?? '';
    path += encodeSegment(name, ids[name]) + parts[index + 1];
  }
  return path;
}

/** More than the API has routes. Callers who write ids into the path must not fill the memory. */
const MOST_TEMPLATES = 500;
const splitTemplates = new Map<string, readonly string[]>();

/** Splits a template into fixed parts and id names, alternating. Cached, because each call needs it. */
function splitTemplate(template: string): readonly string[] {
  const known = splitTemplates.get(template);
  if (known !== undefined) return known;
  const parts = template.split(/\{([^{}]+)\}/);
  if (splitTemplates.size < MOST_TEMPLATES) splitTemplates.set(template, parts);
  return parts;
}

function encodeSegment(name: string, id: unknown): string {
  if (typeof id !== 'string' || id === '') throw new ConfigError(`${name} must be a non-empty string`);
  // URL parsers resolve these two as path steps, encoded or not.
  if (id === '.' || id === '..') throw new ConfigError(`${name} must not be ${id}`);
  try {
    return encodeURIComponent(id);
  } catch {
    throw new ConfigError(`${name} is not well-formed text`);
  }
}

/** Returns a query string with its `?`, or ''. An array repeats its name. Throws ConfigError for an unsupported value. */
export function encodeQuery(query: Query): string {
  const entries = Object.entries(query);
  if (entries.length === 0) return '';
  const params = new URLSearchParams();
  for (const [name, value] of entries) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) params.append(name, queryText(name, item));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

function queryText(name: string, value: unknown): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  throw new ConfigError(`The query parameter ${JSON.stringify(name)} must be a string, a number, a boolean or a Date`);
}
