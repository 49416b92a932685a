import { ConfigError } from './errors.ts';

export type QueryValue = string | number | boolean | Date | undefined | readonly (string | number | boolean | Date)[];
export type Query = Readonly<Record<string, QueryValue>>;

/** Puts ids into a path template, each as exactly one encoded segment. Throws ConfigError for an id that is empty or not a string. */
export function expandPath(template: string, ids: Readonly<Record<string, string>>): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => encodeSegment(name, ids[name]));
}

function encodeSegment(name: string, id: unknown): string {
  if (typeof id !== 'string' || id === '') throw new ConfigError(`${name} must be a string that is not empty`);
  // URL parsers take these two, encoded or not, as steps in the path.
  if (id === '.' || id === '..') throw new ConfigError(`${name} must not be ${id}`);
  try {
    return encodeURIComponent(id);
  } catch {
    throw new ConfigError(`${name} is not well-formed text`);
  }
}

/** Writes a query string with its `?`, or nothing; a list repeats its name. Throws ConfigError for a value that has no text form. */
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
