import pg from 'pg';

/** `2026-11-22 12:43:37.12+00`, as PostgreSQL writes it in UTC, to `2026-11-22T12:43:37.120Z`. */
export const toRfc3339 = (value: string): string => {
  const { length } = value;
  // Every moment of every row passes here: looked at by position, not by pattern.
  if (length < 22 || length > 29 || value[10] !== ' ' || !value.endsWith('+00')) {
    throw new RangeError(`Not a UTC timestamp: ${value}`);
  }
  if (length === 26) return `${value.slice(0, 10)}T${value.slice(11, 23)}Z`;
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${value
    .slice(20, length - 3)
    .slice(0, 3)
    .padEnd(3, '0')}Z`;
};

const parsers: Readonly<Record<number, (value: string) => unknown>> = {
  [pg.types.builtins.DATE]: (value) => value,
  [pg.types.builtins.TIMESTAMPTZ]: toRfc3339,
};

/** What is made of the values that PostgreSQL wrote as text. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers[oid]) || pg.types.getTypeParser(oid, format as 'text'),
};

/** The same for a column's type. */
export const parserOf = (type: number): ((value: string) => unknown) => types.getTypeParser(type, 'text');

const trueOrFalse = (value: string): string => (value === 't' ? 'true' : 'false');

/** What answers write of a column's values: moments as RFC 3339 has them, `true` and `false`, and all else as PostgreSQL does (undefined). */
export function textOf(type: number): ((value: string) => string) | undefined {
  if (type === pg.types.builtins.TIMESTAMPTZ) return toRfc3339;
  return type === pg.types.builtins.BOOL ? trueOrFalse : undefined;
}

/** A parameter as text; PostgreSQL reads it by the parameter's type. */
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
