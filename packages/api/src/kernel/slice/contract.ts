import type { z } from 'zod';
import type { Permission } from '../auth/permissions.ts';
import { moment } from './fields.ts';

/** The success response of an operation. */
export type OperationResponse =
  | { readonly kind: 'json'; readonly status: 200 | 201; readonly schema: z.ZodType; readonly csv?: true }
  | {
      readonly kind: 'list';
      readonly status: 200;
      readonly schema: z.ZodObject;
      /** Rows are only ever added: the list always comes in pages, or whole as an NDJSON stream. */
      readonly appendOnly?: true;
    }
  | { readonly kind: 'csv'; readonly status: 200; readonly filename: string };

/** A JSON body, or an uploaded CSV file: multipart `file`, or the text itself. */
export type Body = { readonly kind: 'json'; readonly schema: z.ZodType } | { readonly kind: 'csv' };

/** The noun of an id, used in its 404 message, or the allowed values. */
export type PathParameter = string | readonly string[];

/** The parameters in a path: `{ facilityId: 'facility' }`. */
type PathParameters<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: PathParameter } & PathParameters<Rest>
  : unknown;

/** One operation, as data. Routing, validation, OpenAPI, the SDK, and tests are derived from it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** OpenAPI style: `/cyber-assets/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The permission that the key must hold; null allows any valid key. */
  readonly permission: Permission | null;
  readonly params?: Readonly<Record<string, PathParameter>>;
  readonly query?: z.ZodObject;
  readonly body?: Body;
  readonly response: OperationResponse;
  /** A GET that does not read the inventory, and so does not take `asOf`. */
  readonly noAsOf?: true;
  /** The response contains a secret: it is encrypted when stored for an Idempotency-Key. */
  readonly responseIsSecret?: true;
  /** The schema of a 400 with its own body, thrown as RequestRefused. */
  readonly refusal?: z.ZodType;
}

export type Contract = Readonly<Record<string, Operation>>;

type Checked<O> = O extends { readonly path: infer P extends string }
  ? P extends `${string}{${string}`
    ? { readonly params: PathParameters<P> }
    : unknown
  : never;

/** Declares a slice's operations by operationId. Each path parameter needs an entry in `params` to compile. */
export const defineContract = <const C extends Contract>(contract: C & { [K in keyof C]: Checked<C[K]> }): C =>
  contract;

export const json = <S extends z.ZodType>(schema: S) => ({ kind: 'json', status: 200, schema }) as const;
export const created = <S extends z.ZodType>(schema: S) => ({ kind: 'json', status: 201, schema }) as const;
export const list = <S extends z.ZodObject>(schema: S) => ({ kind: 'list', status: 200, schema }) as const;
/** The rows of the schema need `occurredAt` and `sequence`. */
export const appendOnlyList = <S extends z.ZodObject>(schema: S) => ({ ...list(schema), appendOnly: true }) as const;
export const csvFile = (filename: string) => ({ kind: 'csv', status: 200, filename }) as const;
export const jsonBody = <S extends z.ZodType>(schema: S) => ({ kind: 'json', schema }) as const;
export const csvBody = { kind: 'csv' } as const;

export const asOfQuery = {
  asOf: moment()
    .optional()
    .describe('Returns the state at this moment, from the activity log, including records deleted since then.'),
};

export const supportsAsOf = ({ method, noAsOf }: Operation): boolean => method === 'GET' && noAsOf !== true;
