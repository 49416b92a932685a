import type { z } from 'zod';
import type { Permission } from '../auth/permissions.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an operation answers when all goes well. */
export type OperationResponse =
  | { readonly kind: 'json'; readonly status: 200 | 201; readonly schema: z.ZodType; readonly csv?: true }
  | {
      readonly kind: 'list';
      readonly status: 200;
      readonly schema: z.ZodObject;
      /** A list that only grows: it always comes in pages, and as lines of JSON (NDJSON) without an end to its length. */
      readonly log?: true;
    }
  | { readonly kind: 'csv'; readonly status: 200; readonly filename: string };

/** What a body may be: JSON by a schema, or an uploaded CSV file (multipart `file`, or the text itself). */
export type Body = { readonly kind: 'json'; readonly schema: z.ZodType } | { readonly kind: 'csv' };

/** What stands in a path: the noun of an id, which its 404 uses, or the words to choose from. */
export type PathParameter = string | readonly string[];

/** The parameters in a path: `{ facilityId: 'facility' }`. */
type PathParameters<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: PathParameter } & PathParameters<Rest>
  : unknown;

/** One operation, as data; everything else (routing, validation, OpenAPI, SDK, tests) is derived from it. */
export interface Operation {
  readonly method: Method;
  /** OpenAPI style: `/cyber-assets/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What the key must hold; null means that any valid key will do. */
  readonly permission: Permission | null;
  readonly params?: Readonly<Record<string, PathParameter>>;
  readonly query?: z.ZodObject;
  readonly body?: Body;
  readonly response: OperationResponse;
  /** A GET whose response has no past to ask for with `asOf`: it is not about the inventory. */
  readonly timeless?: true;
  /** The response shows something that is kept nowhere: it is not stored in clear for a repeated request either. */
  readonly responseIsSecret?: true;
  /** The schema of a 400 that has a body of its own, thrown as RequestRefused. */
  readonly refusal?: z.ZodType;
}

export type Contract = Readonly<Record<string, Operation>>;

type Checked<O> = O extends { readonly path: infer P extends string }
  ? P extends `${string}{${string}`
    ? { readonly params: PathParameters<P> }
    : unknown
  : never;

/** Declares a slice's operations by operationId; a path id without its noun does not compile. */
export const defineContract = <const C extends Contract>(contract: C & { [K in keyof C]: Checked<C[K]> }): C =>
  contract;

export const json = <S extends z.ZodType>(schema: S, status: 200 | 201 = 200) =>
  ({ kind: 'json', status, schema }) as const;
export const created = <S extends z.ZodType>(schema: S) => ({ kind: 'json', status: 201, schema }) as const;
export const list = <S extends z.ZodObject>(schema: S) => ({ kind: 'list', status: 200, schema }) as const;
/** A list that only grows, in pages or as lines; its rows have `occurredAt` and `sequence`. */
export const log = <S extends z.ZodObject>(schema: S) => ({ kind: 'list', status: 200, schema, log: true }) as const;
export const csvFile = (filename: string) => ({ kind: 'csv', status: 200, filename }) as const;
export const jsonBody = <S extends z.ZodType>(schema: S) => ({ kind: 'json', schema }) as const;
export const csvBody = { kind: 'csv' } as const;
