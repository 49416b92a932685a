import { z } from 'zod';
import type { Permission } from '../auth/permissions.ts';
import { moment } from './fields.ts';

/** The success response of an operation. */
export type OperationResponse =
  | { readonly kind: 'json'; readonly status: 200 | 201 | 202; readonly schema: z.ZodType; readonly csv?: true }
  | {
      readonly kind: 'list';
      readonly status: 200;
      readonly schema: z.ZodObject;
      /** `Prefer: count=exact` returns how many items there are on all pages. */
      readonly isCounted?: true;
      /** Rows are only ever added: the list always comes in pages, or whole as an NDJSON stream. */
      readonly appendOnly?: true;
    }
  /** Text in a format of its own. */
  | { readonly kind: 'text'; readonly status: 200; readonly type: string; readonly schema: z.ZodString }
  /** A ZIP archive, streamed while it is made. It is made again for a repeated request. */
  | { readonly kind: 'archive'; readonly status: 200; readonly schema: z.ZodString }
  | ({ readonly kind: 'file'; readonly status: 200; readonly formats: readonly FileFormat[] } & FileRows);

export type FileFormat = 'csv' | 'xlsx';

/** The columns of a file, and the schema of the records that its rows are. */
interface FileRows {
  readonly columns: readonly string[];
  readonly schema: z.ZodObject;
}

/** A JSON body, or an uploaded file: multipart `file`, or the file itself. */
export type Body = { readonly kind: 'json'; readonly schema: z.ZodType } | ({ readonly kind: 'file' } & FileRows);

/** The noun of an id, used in its 404 message; `date` for a calendar date; or the allowed values. */
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
  /** Another permission that the key must hold, as the response gives access to other records. */
  readonly alsoNeeds?: Permission;
  readonly params?: Readonly<Record<string, PathParameter>>;
  readonly query?: z.ZodObject;
  readonly body?: Body;
  readonly response: OperationResponse;
  /** A GET that does not take `asOf`: it does not read the inventory, or it judges it by the current date. */
  readonly noAsOf?: true;
  /** The response contains a secret: it is encrypted when stored for an Idempotency-Key. */
  readonly responseIsSecret?: true;
  /** The schema of a 400 with its own body, thrown as RequestRefused. */
  readonly refusal?: z.ZodType;
  /** The message of the 404 of an operation without ids: there may be nothing to return. */
  readonly nothing?: string;
  /** The message of the 409 that the operation can respond with, or an example of it. */
  readonly conflict?: string;
  /** Fields of the example response that follow neither from its schema nor from the request. */
  readonly example?: Readonly<Record<string, unknown>>;
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
export const accepted = <S extends z.ZodType>(schema: S) => ({ kind: 'json', status: 202, schema }) as const;
export const list = <S extends z.ZodObject>(schema: S) => ({ kind: 'list', status: 200, schema }) as const;
/** A list whose handler ends in `listRecords`. */
export const countedList = <S extends z.ZodObject>(schema: S) => ({ ...list(schema), isCounted: true }) as const;
/** The rows of the schema need `occurredAt` and `sequence`. */
export const appendOnlyList = <S extends z.ZodObject>(schema: S) => ({ ...list(schema), appendOnly: true }) as const;
/** `type` is a media type; the text is UTF-8. The example of the schema is an example of the text. */
export const text = (type: `text/${string}`, schema: z.ZodString) =>
  ({ kind: 'text', status: 200, type, schema }) as const;
export const archive = () => ({ kind: 'archive', status: 200, schema: z.string() }) as const;
export const file = (rows: FileRows, ...formats: readonly FileFormat[]) =>
  ({ kind: 'file', status: 200, formats, ...rows }) as const;
export const jsonBody = <S extends z.ZodType>(schema: S) => ({ kind: 'json', schema }) as const;
export const fileBody = (rows: FileRows) => ({ kind: 'file', ...rows }) as const;

export const asOfQuery = {
  asOf: moment()
    .optional()
    .describe('Returns the state at this moment, from the activity log, including records deleted since then.'),
};

/** Whether the response has an ETag: a read's, or that of the record that was written. */
export const hasEtag = ({ method, response, responseIsSecret }: Operation): boolean =>
  method === 'GET' ||
  ((method === 'PUT' || method === 'PATCH' || response.status === 201) && responseIsSecret !== true);

export const supportsAsOf = ({ method, noAsOf }: Operation): boolean => method === 'GET' && noAsOf !== true;
