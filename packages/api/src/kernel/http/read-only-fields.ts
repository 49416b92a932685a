import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ApiError } from '../base/errors.ts';

// What a GET returned can be sent back in a PUT or PATCH: fields that only responses have may be there with the record's own values.

/** A field of a body that only responses have: `['address', 'id']`. */
export interface ReadOnlyField {
  readonly path: readonly string[];
  readonly value: unknown;
}

function shapeOf(schema: z.ZodType | undefined): Readonly<Record<string, z.ZodType>> | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return shapeOf(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodObject ? schema.shape : undefined;
}

interface Schemas {
  readonly request: z.ZodType | undefined;
  readonly response: z.ZodType | undefined;
}

/** Returns a body without its read-only fields, which it adds to `found`. */
export function withoutReadOnly(
  body: unknown,
  { request, response }: Schemas,
  found: ReadOnlyField[],
  path: readonly string[] = [],
): unknown {
  const [writable, shown] = [shapeOf(request), shapeOf(response)];
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !writable || !shown) return body;
  const kept = Object.entries(body).flatMap(([name, value]) => {
    const at = [...path, name];
    if (Object.hasOwn(writable, name)) {
      return [[name, withoutReadOnly(value, { request: writable[name], response: shown[name] }, found, at)]];
    }
    if (!Object.hasOwn(shown, name)) return [[name, value]];
    found.push({ path: at, value });
    return [];
  });
  return Object.fromEntries(kept);
}

const valueAt = (record: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[name],
    record,
  );

/** Throws ApiError 422 if a read-only field does not have the value that the record has in responses. */
export function requireUnchanged(fields: readonly ReadOnlyField[], record: unknown): void {
  const changed = fields.find(({ path, value }) => !isDeepStrictEqual(value, valueAt(record, path)));
  if (changed === undefined) return;
  const name = changed.path.join('.');
  throw new ApiError('unprocessable', `${name} is read-only; leave it out or send the record’s own value`, name);
}
