import { z } from 'zod';
import {
  isCalendarDate,
  problemOfCount,
  problemOfDate,
  problemOfEmail,
  problemOfIpAddress,
  problemOfLine,
  problemOfLines,
  problemOfMacAddress,
  problemOfPastDate,
  problemOfText,
} from './problems.ts';

// The building blocks of contracts. Messages are predicates ("must be …"): the formatter puts the field's name before them.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** An hour is at most 23: RFC 3339 has no 24:00. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}[Tt]([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const DECIMAL = /^-?\d{1,20}(\.\d{1,20})?$/;

export const isUuid = (value: string): boolean => UUID.test(value);

/** A string for which `problem` returns no message. */
const checked = (problem: (value: string) => string | undefined) =>
  z.string().check(({ value, issues }) => {
    const message = problem(value);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value });
  });

/** Text to search for. */
export const searchText = (max: number) =>
  checked((value) => (value === '' ? 'must have at least 1 character' : problemOfText(value, max))).meta({
    minLength: 1,
    maxLength: max,
  });

/** Text for people: one line, not blank. */
export const text = (max: number) =>
  checked((value) => problemOfLine(value, max)).meta({ minLength: 1, maxLength: max });
/** Text for people that can have several lines. */
export const lines = (max: number) =>
  checked((value) => problemOfLines(value, max)).meta({ minLength: 1, maxLength: max, 'x-multiline': true });

/** An e-mail address, converted to lower case. */
const email = () =>
  checked(problemOfEmail)
    .transform((value) => value.toLowerCase())
    .meta({ format: 'email', maxLength: 254 });
const ipAddress = () => checked(problemOfIpAddress).meta({ maxLength: 45, pattern: '^[0-9A-Fa-f:.]+$' });
const macAddress = () => checked(problemOfMacAddress).meta({ maxLength: 17, pattern: '^[0-9A-Fa-f:.-]+$' });

export const EXAMPLE_ID = '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16';

/** An id in a response. */
export const id = () => z.string().meta({ format: 'uuid' });

/** An id in a request. The format is not checked here: a malformed id gets the same error as an unknown one (`holdParent`). */
export const reference = () =>
  checked((value) => problemOfText(value, 100))
    .transform((value) => value.toLowerCase())
    .meta({ format: 'uuid' });

/** A calendar date, `YYYY-MM-DD`. */
const date = () => checked(problemOfDate).meta({ format: 'date' });
/** The date of something that has happened. */
const pastDate = () => checked(problemOfPastDate).meta({ format: 'date' });

/** A timestamp in a response: RFC 3339, UTC, milliseconds; microseconds in the activity log. */
export const timestamp = () => z.string().meta({ format: 'date-time' });

/** Converts to UTC. Keeps up to six digits of a second, as the activity log has microseconds. */
function toUtc(value: string): string {
  const iso = new Date(value).toISOString();
  const [, microseconds = ''] = /\.\d{3}(\d{1,3})/.exec(value) ?? [];
  return /[1-9]/.test(microseconds) ? `${iso.slice(0, -1)}${microseconds.padEnd(3, '0')}Z` : iso;
}

/** A timestamp in a request: RFC 3339 with any offset, converted to UTC. */
export const moment = () =>
  z
    .string()
    .refine(
      (value) =>
        TIMESTAMP.test(value) &&
        isCalendarDate(value.slice(0, 10)) &&
        !Number.isNaN(Date.parse(value)) &&
        // The conversion to UTC can leave the four-digit years.
        /^(?!0000)\d{4}-/.test(new Date(value).toISOString()),
      'must be an RFC 3339 timestamp, such as 2026-03-31T00:00:00Z',
    )
    .transform(toUtc)
    .meta({ format: 'date-time' });

/** A decimal in a request: a number or a numeric string, stored exactly as written. Responses have it as a string. */
export const decimal = ({ min, max }: { min: number; max: number }) =>
  z
    .union([z.number(), z.string()], { error: 'must be a number or a numeric string' })
    .check(({ value, issues }) => {
      const number = DECIMAL.test(String(value)) ? Number(value) : Number.NaN;
      if (!(number >= min && number <= max)) {
        issues.push({ code: 'custom', message: `must be a number from ${min} to ${max}`, input: value });
      }
    })
    .meta({ minimum: min, maximum: max })
    .transform(String);

/** A whole number of at least 1 in a request: a number or a numeric string. Responses have it as a string. */
const count = () =>
  z
    .union([z.number(), z.string()], { error: 'must be a number or a numeric string' })
    .check(({ value, issues }) => {
      const message = problemOfCount(String(value));
      if (message !== undefined) issues.push({ code: 'custom', message, input: value });
    })
    .meta({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
    .transform(Number);

/** `?flag=true` or `?flag=false`. */
export const flag = () =>
  z
    .string()
    .refine((value) => value === 'true' || value === 'false', 'must be true or false')
    .transform((value) => value === 'true')
    .meta({ type: 'boolean' });

export const message = z.object({ message: z.string() }).meta({ id: 'Message' });

export const timestamps = { createdAt: timestamp(), updatedAt: timestamp() };

/** One field of a record: its schema in requests and in responses. */
export interface Field<
  Request extends z.ZodType = z.ZodType,
  ResponseShape extends z.ZodType = z.ZodType,
  Update extends z.ZodType = Request,
> {
  readonly request: Request;
  readonly response: ResponseShape;
  /** The schema in an update, if it differs. */
  readonly update?: Update;
}

const described = <S extends z.ZodType>(schema: S, description: string, example: unknown): S =>
  schema.meta({ description, ...(example === undefined ? {} : { examples: [example] }) }) as S;

/** The example is a request's value; null is an example of a response only. */
function custom<R extends z.ZodType, A extends z.ZodType>(
  { request, response }: Field<R, A>,
  description: string,
  example?: unknown,
): Field<R, A> {
  const inResponse = typeof example === 'number' && response instanceof z.ZodString ? String(example) : example;
  return {
    request: described(request, description, example ?? undefined),
    response: described(response, description, inResponse),
  };
}

interface Range {
  readonly min: number;
  readonly max: number;
  /** The unit as it is written after a number: MW. */
  readonly unit?: string;
}

const inUnit = <S extends z.ZodType>(schema: S, unit: string | undefined): S =>
  unit === undefined ? schema : (schema.meta({ 'x-unit': unit }) as S);

const day = z.string().meta({ format: 'date' });

/** The kinds of fields, each with a description and an example. */
export const field = {
  custom,
  text: (max: number, description: string, example?: string) =>
    custom({ request: text(max), response: z.string().meta({ maxLength: max }) }, description, example),
  /** Text with lines. The vendor's contract has no limit for it; ours keeps a row readable. */
  longText: (description: string, example?: string) =>
    custom({ request: lines(4000), response: z.string() }, description, example),
  date: (description: string, example?: string) => custom({ request: date(), response: day }, description, example),
  pastDate: (description: string, example?: string | null) =>
    custom({ request: pastDate(), response: day }, description, example),
  count: (description: string, example?: number) =>
    custom({ request: count(), response: z.string() }, description, example),
  email: (description: string, example?: string) =>
    custom({ request: email(), response: z.string().meta({ format: 'email', maxLength: 254 }) }, description, example),
  ipAddress: (description: string, example?: string) =>
    custom({ request: ipAddress(), response: z.string().meta({ maxLength: 45 }) }, description, example),
  macAddress: (description: string, example?: string) =>
    custom({ request: macAddress(), response: z.string().meta({ maxLength: 17 }) }, description, example),
  boolean: (description: string, example?: boolean) =>
    custom({ request: z.boolean(), response: z.boolean() }, description, example),
  choice: <const V extends readonly [string, ...string[]]>(values: V, description: string, example?: V[number]) =>
    custom({ request: z.enum(values), response: z.enum(values) }, description, example),
  decimal: (range: Range, description: string, example?: number) =>
    custom(
      { request: inUnit(decimal(range), range.unit), response: inUnit(z.string(), range.unit) },
      description,
      example,
    ),
  number: ({ min, max, unit }: Range, description: string, example?: number) =>
    custom(
      { request: inUnit(z.number().min(min).max(max), unit), response: inUnit(z.number(), unit) },
      description,
      example,
    ),
  whole: ({ min, max }: Range, description: string, example?: number) =>
    custom({ request: z.int().min(min).max(max), response: z.int() }, description, example),
  /** Examples of requests have it only with an example: a made-up id would be refused. */
  reference: (description: string, example?: string | null) =>
    custom({ request: reference(), response: id() }, description, example),
};

export type Fields = Readonly<Record<string, Field<z.ZodType, z.ZodType, z.ZodType>>>;
type UpdateOf<F> = F extends { readonly update?: infer U extends z.ZodType } ? U : never;
type Flat<T> = { [K in keyof T]: T[K] };

export interface Shapes<R extends Fields, O extends Fields> {
  /** Optional fields without a value are null. */
  readonly response: Flat<
    { [K in keyof R]: R[K]['response'] } & { [K in keyof O]: z.ZodOptional<z.ZodNullable<O[K]['response']>> }
  >;
  readonly create: Flat<{ [K in keyof R]: R[K]['request'] } & { [K in keyof O]: z.ZodOptional<O[K]['request']> }>;
  /** Null clears an optional field. */
  readonly update: Flat<
    { [K in keyof R]: z.ZodOptional<UpdateOf<R[K]>> } & {
      [K in keyof O]: z.ZodOptional<z.ZodNullable<UpdateOf<O[K]>>>;
    }
  >;
}

const mapped = (fields: Fields, shape: (field: Field) => z.ZodType) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shape(value)]));

/** Returns the shapes of a response, a create body, and an update body with these fields. */
export const shapes = <R extends Fields, O extends Fields>(required: R, optional: O) =>
  ({
    response: {
      ...mapped(required, ({ response }) => response),
      ...mapped(optional, ({ response }) => response.nullable().optional()),
    },
    create: { ...mapped(required, ({ request }) => request), ...mapped(optional, ({ request }) => request.optional()) },
    update: {
      ...mapped(required, ({ request, update = request }) => update.optional()),
      ...mapped(optional, ({ request, update = request }) => update.nullable().optional()),
    },
  }) as Shapes<R, O>;
