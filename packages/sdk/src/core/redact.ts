const MASK = '[redacted]';
const DEEPEST = 64;
/** A truncated text may end with the start of a secret. Fewer characters than this reveal nothing useful. */
const SHORTEST_PREFIX = 8;

/** Removes secrets from what a server or a runtime returns, before it reaches an error or a log. */
export interface Redactor {
  text(text: string): string;
  /** Copies a JSON value without secrets, truncated where it nests too deeply. */
  json(value: unknown): unknown;
  headers(headers: Headers): Headers;
  /** Copies an error's name, message, code, and causes. A runtime's own error may hold its request, with the key. */
  cause(error: unknown): unknown;
}

export function createRedactor(secrets: readonly string[]): Redactor {
  const kept = secrets.filter((secret) => secret !== '');
  const spellings = kept.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const longestFirst = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  const pattern = longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(escapeRegExp).join('|'), 'gi');

  const text = (input: string): string => {
    if (pattern === undefined) return input;
    const masked = input.replace(pattern, MASK);
    const tail = Math.max(0, ...longestFirst.map((secret) => sharedLength(masked, secret)));
    return tail >= SHORTEST_PREFIX ? masked.slice(0, -tail) + MASK : masked;
  };
  const json = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === DEEPEST) return '[too deep]';
    if (Array.isArray(value)) return value.map((item) => json(item, depth + 1));
    const entries = Object.entries(value).map(([key, item]) => [text(key), json(item, depth + 1)]);
    return Object.fromEntries(entries);
  };
  const headers = (input: Headers): Headers => {
    const output = new Headers();
    input.forEach((value, name) => {
      output.append(name, text(value));
    });
    return output;
  };
  const cause = (error: unknown, depth = 0): unknown => {
    if (!(error instanceof Error)) return typeof error === 'string' ? text(error) : undefined;
    const inner = depth < 4 && error.cause !== undefined ? cause(error.cause, depth + 1) : undefined;
    const copy: Error & { code?: unknown; errors?: unknown } = new Error(text(error.message));
    copy.name = text(error.name);
    copy.stack = text(error.stack ?? `${error.name}: ${error.message}`);
    if (inner !== undefined) copy.cause = inner;
    if ('code' in error && typeof error.code === 'string') copy.code = text(error.code);
    if ('errors' in error && Array.isArray(error.errors) && depth < 4) {
      copy.errors = error.errors.map((item) => cause(item, depth + 1));
    }
    return copy;
  };
  return { text, json: (value) => json(value), headers, cause: (error) => cause(error) };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** Returns how many characters at the end of the text are the start of the secret, ignoring case. */
function sharedLength(fullText: string, fullSecret: string): number {
  const secret = fullSecret.toLowerCase();
  const text = fullText.slice(-secret.length).toLowerCase();
  if (!text.includes(secret.slice(0, SHORTEST_PREFIX))) return 0;
  for (let length = Math.min(text.length, secret.length - 1); length >= SHORTEST_PREFIX; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}
