import { z } from 'zod';

// The building blocks of contracts. Messages are predicates ("must be …"): the formatter puts the field's name before them.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const DECIMAL = /^-?\d{1,20}(\.\d{1,20})?$/;

export const isUuid = (value: string): boolean => UUID.test(value);

/** Text that PostgreSQL can store: no NUL, no lone surrogate. Lengths count characters, as in varchar. */
export const text = (max: number, min = 0) =>
  z
    .string()
    .check(({ value, issues }) => {
      const fail = (message: string) => issues.push({ code: 'custom', message, input: value });
      if (value.includes('\0')) fail('must not contain a NUL character');
      else if (!value.isWellFormed()) fail('must be well-formed Unicode');
      else if (value.length < min) fail(`must have at least ${min} character${min === 1 ? '' : 's'}`);
      else if (value.length > max && [...value].length > max) fail(`must be at most ${max} characters`);
    })
    .meta({ maxLength: max, ...(min > 0 ? { minLength: min } : {}) });

/** An id in a response. */
export const id = () => z.string().meta({ format: 'uuid' });

/** An id in a request. The format is not checked here: a malformed id gets the same error as an unknown one (`holdParent`). */
export const reference = () =>
  text(100)
    .transform((value) => value.toLowerCase())
    .meta({ format: 'uuid' });

export const isCalendarDate = (value: string): boolean => {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  if (year === '' || year === '0000') return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
};

/** A calendar date, `YYYY-MM-DD`. */
export const date = () =>
  z.string().refine(isCalendarDate, 'must be a date that exists, written YYYY-MM-DD').meta({ format: 'date' });

/** A timestamp in a response: RFC 3339, UTC, milliseconds. */
export const timestamp = () => z.string().meta({ format: 'date-time' });

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
    .transform((value) => new Date(value).toISOString())
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

/** `?flag=true` or `?flag=false`. */
export const flag = () =>
  z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .meta({ type: 'boolean' });

export const message = z
  .object({ message: z.string().meta({ examples: ['Cyber asset deleted'] }) })
  .meta({ id: 'Message' });

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
}

/** The kinds of fields, each with a description and an example. */
export const field = {
  custom,
  text: (max: number, description: string, example?: string) =>
    custom({ request: text(max), response: z.string().meta({ maxLength: max }) }, description, example),
  /** Text without a limit in the vendor's contract. Ours keeps a row readable. */
  longText: (description: string, example?: string) =>
    custom({ request: text(4000), response: z.string() }, description, example),
  date: (description: string, example?: string) =>
    custom({ request: date(), response: z.string().meta({ format: 'date' }) }, description, example),
  boolean: (description: string, example?: boolean) =>
    custom({ request: z.boolean(), response: z.boolean() }, description, example),
  choice: <const V extends readonly [string, ...string[]]>(values: V, description: string, example?: V[number]) =>
    custom({ request: z.enum(values), response: z.enum(values) }, description, example),
  decimal: (range: Range, description: string, example?: number) =>
    custom({ request: decimal(range), response: z.string() }, description, example),
  number: ({ min, max }: Range, description: string, example?: number) =>
    custom({ request: z.number().min(min).max(max), response: z.number() }, description, example),
  reference: (description: string, example?: null) =>
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
