import pg from 'pg';

/** Converts `2026-11-22 12:43:37.12+00`, as PostgreSQL writes it in UTC, to `2026-11-22T12:43:37.120Z`. */
export function toRfc3339(value: string): string {
  const { length } = value;
  // Every timestamp of every row passes here: slices are faster than a regular expression.
  if (length < 22 || length > 29 || value[10] !== ' ' || !value.endsWith('+00')) {
    throw new RangeError(`Not a UTC timestamp: ${value}`);
  }
  if (length === 26) return `${value.slice(0, 10)}T${value.slice(11, 23)}Z`;
  const fraction = value.slice(20, Math.min(23, length - 3)).padEnd(3, '0');
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${fraction}Z`;
}

const parsers: Readonly<Record<number, (value: string) => unknown>> = {
  [pg.types.builtins.DATE]: (value) => value,
  // Ours are below 2^53.
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.TIMESTAMPTZ]: toRfc3339,
};

/** Parsers for the values that PostgreSQL sends as text. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers[oid]) || pg.types.getTypeParser(oid, format as 'text'),
};

export const parserOf = (type: number): ((value: string) => unknown) => types.getTypeParser(type, 'text');

const trueOrFalse = (value: string): string => (value === 't' ? 'true' : 'false');

/** How a value of a type is converted for a response; undefined: it is written as PostgreSQL sends it. */
export function textOf(type: number): ((value: string) => string) | undefined {
  if (type === pg.types.builtins.TIMESTAMPTZ) return toRfc3339;
  return type === pg.types.builtins.BOOL ? trueOrFalse : undefined;
}

/** A parameter as text; PostgreSQL parses it by the parameter's type. */
export function parameterText(value: unknown): Buffer | string | null {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return `{${value.map(elementText).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function elementText(value: unknown): string {
  const text = parameterText(value);
  if (text === null) return 'NULL';
  if (Buffer.isBuffer(text)) return `"\\\\x${text.toString('hex')}"`;
  return Array.isArray(value) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
