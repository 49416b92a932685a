import { z } from 'zod';

/**
 * The building blocks of contracts. Messages are predicates ("must be …"): the formatter puts the field's name before them.
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const DECIMAL = /^-?\d{1,20}(\.\d{1,20})?$/;

export const isUuid = (value: string): boolean => UUID.test(value);

/** Text that PostgreSQL can keep unchanged: no NUL, no lone surrogate; `max` counts characters, as varchar does. */
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

/** The id of something in an response. */
export const id = () => z.string().meta({ format: 'uuid' });

/** An id in a request. A malformed one gets the response that an unknown one gets: see `holdParent`. */
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

/** A moment in an response: RFC 3339, UTC, milliseconds. */
export const timestamp = () => z.string().meta({ format: 'date-time' });

/** A moment in a request: RFC 3339 with any offset. */
export const moment = () =>
  z
    .string()
    .refine(
      (value) =>
        TIMESTAMP.test(value) &&
        isCalendarDate(value.slice(0, 10)) &&
        !Number.isNaN(Date.parse(value)) &&
        // In UTC it may fall into a year that four digits do not write.
        /^(?!0000)\d{4}-/.test(new Date(value).toISOString()),
      'must be an RFC 3339 timestamp, such as 2026-03-31T00:00:00Z',
    )
    .transform((value) => new Date(value).toISOString())
    .meta({ format: 'date-time' });

/** A decimal that is a string in answers and a number or a numeric string in requests; kept exactly as written. */
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

/** One field of a resource: how a request may write it and how an response shows it. */
export interface Field<
  Request extends z.ZodType = z.ZodType,
  ResponseShape extends z.ZodType = z.ZodType,
  Update extends z.ZodType = Request,
> {
  readonly request: Request;
  readonly response: ResponseShape;
  /** How an update writes it, if that differs. */
  readonly update?: Update;
}

const field = <R extends z.ZodType, A extends z.ZodType>(
  description: string,
  request: R,
  response: A,
): Field<R, A> => ({
  request: request.describe(description) as R,
  response: response.describe(description) as A,
});

export const textField = (max: number, description: string, min = 0) =>
  field(description, text(max, min), z.string().meta({ maxLength: max }));
/** Text that the contract gives no limit; ours keeps a row readable. */
export const longTextField = (description: string) => field(description, text(4000), z.string());
export const dateField = (description: string) => field(description, date(), z.string().meta({ format: 'date' }));
export const booleanField = (description: string) => field(description, z.boolean(), z.boolean());
export const choiceField = <const V extends readonly [string, ...string[]]>(values: V, description: string) =>
  field(description, z.enum(values), z.enum(values));
export const decimalField = (range: { min: number; max: number }, description: string) =>
  field(description, decimal(range), z.string());
export const numberField = (range: { min: number; max: number }, description: string) =>
  field(description, z.number().min(range.min).max(range.max), z.number());
export const referenceField = (description: string) => field(description, reference(), id());
export const customField = field;

export type Fields = Readonly<Record<string, Field<z.ZodType, z.ZodType, z.ZodType>>>;
type UpdateOf<F> = F extends { readonly update?: infer U extends z.ZodType } ? U : never;
type Flat<T> = { [K in keyof T]: T[K] };

export interface Shapes<R extends Fields, O extends Fields> {
  /** Optional fields are shown as null while they have no value. */
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

/** An example is given as a request has it; one of null is only an response's. */
function withExample({ request, response, update = request }: Field, example: unknown): Required<Field> {
  if (example === undefined) return { request, response, update };
  const answered = typeof example === 'number' && response instanceof z.ZodString ? String(example) : example;
  const inRequest = (schema: z.ZodType) => (example === null ? schema : schema.meta({ examples: [example] }));
  return { request: inRequest(request), response: response.meta({ examples: [answered] }), update: inRequest(update) };
}

/** The shapes of a resource's response, create and update bodies, from one description of its fields and an example of each. */
export function shapes<R extends Fields, O extends Fields>(
  required: R,
  optional: O,
  examples: Readonly<Partial<Record<keyof R | keyof O, unknown>>>,
): Shapes<R, O> {
  const example = (name: string) => (examples as Readonly<Record<string, unknown>>)[name];
  const each = (fields: Fields, shape: (field: Required<Field>) => z.ZodType) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shape(withExample(value, example(name)))]));
  return {
    response: {
      ...each(required, ({ response }) => response),
      ...each(optional, ({ response }) => response.nullable().optional()),
    },
    create: { ...each(required, ({ request }) => request), ...each(optional, ({ request }) => request.optional()) },
    update: {
      ...each(required, ({ update }) => update.optional()),
      ...each(optional, ({ update }) => update.nullable().optional()),
    },
  } as Shapes<R, O>;
}

/** When a record was made and last changed. */
export const timestamps = { createdAt: timestamp(), updatedAt: timestamp() };
