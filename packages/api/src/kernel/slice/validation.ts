import type { z } from 'zod';
import { ApiError } from '../base/errors.ts';

/** More than any contract has fields. It bounds the response to a body with thousands of unknown fields or invalid items. */
const MAX_NAMED_PROBLEMS = 100;

const fieldName = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name === '' ? String(part) : `${name}.${String(part)}`,
    '',
  );

/** Shortens a name from the request for an error message. */
const shown = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name);

interface Problem {
  field: string;
  text: string;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
};

/** Describes an issue, without the name of the field: "must be at least 1". */
export function predicate(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${issue.origin === 'array' ? ' long' : ''}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${issue.origin === 'array' ? ' long' : ''}`;
    case 'invalid_union':
      return issue.input === undefined ? 'is required' : issue.message;
    default:
      return issue.message;
  }
}

/** How to describe the keys of a value in errors about unknown keys. */
interface Names {
  readonly kind: 'field' | 'query parameter';
  readonly readOnly: ReadonlySet<string>;
}
const FIELDS: Names = { kind: 'field', readOnly: new Set() };
export const QUERY_PARAMETERS: Names = { kind: 'query parameter', readOnly: new Set() };

function problems(issue: z.core.$ZodIssue, { kind, readOnly }: Names): Problem[] {
  const at = fieldName(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const field = shown(fieldName([...issue.path, key]));
      return { field, text: readOnly.has(key) ? `${field} is read-only` : `${field} is not a known ${kind}` };
    });
  }
  return [{ field: at, text: `${at === '' ? 'The body' : at} ${predicate(issue)}` }];
}

/** Parses a value. Throws ApiError 422 naming all problems, with `field` if they concern one field. */
export function parse<S extends z.ZodType>(schema: S, value: unknown, names: Names = FIELDS): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const found = parsed.error.issues.flatMap((issue) => problems(issue, names));
  const fields = new Set(found.map((problem) => problem.field));
  const named = [...new Set(found.map((problem) => problem.text))];
  const more = named.length - MAX_NAMED_PROBLEMS;
  const sentence = named.slice(0, MAX_NAMED_PROBLEMS).join('; ') + (more > 0 ? `; and ${more} more` : '');
  const [field] = fields;
  throw new ApiError('unprocessable', sentence, fields.size === 1 && field !== '' ? field : undefined);
}
