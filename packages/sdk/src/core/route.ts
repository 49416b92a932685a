import { ConfigError } from './errors.ts';

export type QueryValue = string | number | boolean | Date | undefined | readonly (string | number | boolean | Date)[];
export type Query = Readonly<Record<string, QueryValue>>;

/** Fills the ids into a path template, each as one encoded segment. Throws ConfigError for an id that is empty or not a string. */
export function expandPath(template: string, ids: Readonly<Record<string, string>>): string {
  const { parts } = readTemplate(template);
  let path = parts[0] ?? '';
  for (let index = 1; index < parts.length; index += 2) {
    const name = parts[index] ?? '';
    path += encodeSegment(name, ids[name]) + parts[index + 1];
  }
  return path;
}

/** Returns the path without a query, and with `{id}` for each id that the caller wrote into it: all requests of a route are alike. */
export function routeOf(path: string): string {
  return readTemplate(path).route;
}

interface Template {
  /** Fixed parts and id names, alternating. */
  readonly parts: readonly string[];
  readonly route: string;
}

/** The API's own segments are lower-case words; a prefix may have a version. */
const FIXED_SEGMENT = /^(?:[a-z]+(?:[-.][a-z]+)*|v\d+|\{.*\}|)$/;
/** More than the API has routes. Callers who write ids into the path must not fill the memory. */
const MOST_TEMPLATES = 500;
const templates = new Map<string, Template>();

/** Cached, because each call needs it. */
function readTemplate(path: string): Template {
  const known = templates.get(path);
  if (known !== undefined) return known;
  const segments = path.replace(/[?#].*/s, '').split('/');
  const route = segments.map((segment) => (FIXED_SEGMENT.test(segment) ? segment : '{id}')).join('/');
  const template = { parts: path.split(/\{([^{}]+)\}/), route };
  if (templates.size < MOST_TEMPLATES) templates.set(path, template);
  return template;
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

/** Returns the URL with the query, also if it has one already. An array repeats its name. Throws ConfigError for an unsupported value. */
export function appendQuery(url: string, query: Query): string {
  const entries = Object.entries(query);
  if (entries.length === 0) return url;
  const params = new URLSearchParams();
  for (const [name, value] of entries) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined) params.append(name, queryText(name, item));
    }
  }
  const text = params.toString();
  if (text === '') return url;
  if (!url.includes('?')) return `${url}?${text}`;
  return /[?&]$/.test(url) ? url + text : `${url}&${text}`;
}

function queryText(name: string, value: unknown): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  throw new ConfigError(`The query parameter ${JSON.stringify(name)} must be a string, a number, a boolean or a Date`);
}
