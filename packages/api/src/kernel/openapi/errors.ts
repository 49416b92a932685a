import { z } from 'zod';
import { phrase } from '../base/errors.ts';
import type { Operation } from '../slice/contract.ts';
import type { Components, Json } from './schemas.ts';

const error = z
  .object({
    error: z.string().describe('The phrase of the status: branch on it.'),
    message: z.string().describe('One sentence for people and logs: what is wrong, and how to mend it.'),
  })
  .meta({ id: 'ErrorNoField' });
const errorWithField = error
  .extend({ field: z.string().optional().describe('The field that caused it, when it was one.') })
  .meta({ id: 'ErrorWithField' });

const text = { type: 'string' };

/** Every header that the server sends on purpose. */
export const HEADERS: Readonly<Record<string, Json>> = {
  'X-Request-Id': {
    description: 'Names the request in the logs; a valid incoming one (`[\\w.\\-=]{1,128}`) is kept.',
    schema: text,
    example: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16',
  },
  RateLimit: {
    description: 'What is left of the organization’s quota (`r`) and the seconds until all of it is back (`t`).',
    schema: text,
    example: '"default";r=599;t=1',
  },
  'RateLimit-Policy': {
    description: 'The quota (`q`) and its window in seconds (`w`).',
    schema: text,
    example: '"default";q=600;w=60',
  },
  'Retry-After': {
    description: 'Whole seconds to wait; a request that waits this long is not refused again for the same reason.',
    schema: { type: 'integer', minimum: 1 },
    example: 3,
  },
  Link: {
    description: 'With `limit`: the next page as `rel="next"` (RFC 8288); absent on the last page.',
    schema: text,
    example: '</facilities?limit=100&cursor=…>; rel="next"',
  },
  'WWW-Authenticate': {
    description: 'How to authenticate.',
    schema: text,
    example: 'ApiKey realm="Raptor Comply", header="X-API-Key"',
  },
  ETag: {
    description: 'Names this version of the response: for `If-None-Match`, and a record’s also for `If-Match`.',
    schema: text,
    example: '"2jmj7l5rSw0yVb_vlWAYkK_YBwk"',
  },
  'Idempotency-Replayed': {
    description: '`true` when the response is that of an earlier request under the same `Idempotency-Key`.',
    schema: text,
    example: 'true',
  },
  Allow: { description: 'On 405: the methods that this path takes.', schema: text, example: 'GET, HEAD, POST' },
};

export const headers = (...names: string[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const COUNTED = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy'];

interface Refusal {
  readonly component: string;
  readonly description: string;
  readonly message: string;
  readonly field?: string;
  readonly headers?: readonly string[];
}

const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: {
    component: 'BadRequest',
    description: 'The body can’t be parsed, or the URL or a header is malformed.',
    message: 'The body is not valid JSON',
  },
  401: {
    component: 'Unauthorized',
    description: 'The key is missing, unknown, revoked, malformed, sent twice or expired.',
    message: 'Invalid API key',
    headers: ['X-Request-Id', 'WWW-Authenticate'],
  },
  403: {
    component: 'Forbidden',
    description: 'The key is valid and lacks the operation’s permission.',
    message: 'You do not have permission to perform this action',
  },
  404: {
    component: 'NotFound',
    description: 'An id in the path is not one of this organization’s: unknown, deleted, foreign or malformed alike.',
    message: 'Facility not found',
  },
  409: {
    component: 'Conflict',
    description: 'A unique value is taken, or what is to be deleted still has something in it.',
    message: 'facilityCode is already used by another facility',
  },
  412: {
    component: 'PreconditionFailed',
    description: '`If-Match` names another version of the record than the one that is there.',
    message: 'The record has changed since you read it; read it again and decide anew',
  },
  413: {
    component: 'ContentTooLarge',
    description: 'The body is over 256 KiB, an imported file over 50 MiB.',
    message: 'The body is larger than this operation takes',
  },
  415: {
    component: 'UnsupportedMediaType',
    description: 'The Content-Type is not one that this operation takes, or there is a Content-Encoding.',
    message: 'Content-Type must be application/json',
  },
  422: {
    component: 'UnprocessableEntity',
    description: 'A field or a query parameter fails validation, or refers to nothing of this organization.',
    message: 'title must be at most 255 characters',
    field: 'title',
  },
  429: {
    component: 'TooManyRequests',
    description: 'The organization’s quota is used up, or too many keys from this address were wrong.',
    message: 'Rate limit of 600 requests per minute exceeded; retry in 3 s',
    headers: [...COUNTED, 'Retry-After'],
  },
  500: {
    component: 'InternalServerError',
    description: 'A fault of the server. Worth a retry; quote the request id if it persists.',
    message: 'Something went wrong on our side; retry, and quote the X-Request-Id if it persists',
  },
  503: {
    component: 'ServiceUnavailable',
    description: 'The database is away, the server is overloaded or shutting down, or the request took too long.',
    message: 'The server is overloaded; retry later',
    headers: [...COUNTED, 'Retry-After'],
  },
};

/** The statuses that an operation can response with when something is wrong. */
export function errorStatuses({ method, params, permission }: Operation): number[] {
  const statuses = [400, 401, 422, 429, 500, 503];
  if (permission !== null) statuses.push(403);
  if (params !== undefined) statuses.push(404);
  if (method !== 'GET') statuses.push(412, 413, 415);
  if (method !== 'GET' && permission?.endsWith(':read') !== true) statuses.push(409);
  return statuses.sort((a, b) => a - b);
}

/** The responses that operations refer to. */
export function errorResponses(components: Components): Record<string, Json> {
  const plain = components.schema(error, 'output');
  const withField = components.schema(errorWithField, 'output');
  const responses = Object.entries(REFUSALS).map(([status, refusal]): [string, Json] => [
    refusal.component,
    {
      description: refusal.description,
      headers: headers(...(refusal.headers ?? COUNTED)),
      content: {
        'application/json': {
          schema: status === '422' ? withField : plain,
          example: {
            error: phrase(Number(status)),
            message: refusal.message,
            ...(refusal.field === undefined ? {} : { field: refusal.field }),
          },
        },
      },
    },
  ]);
  return {
    ...Object.fromEntries(responses),
    OtherError: {
      description:
        'Anything else, from any layer, with the same body: 405 with `Allow`, 408, 414, 417 and 431 (URL and headers).',
      headers: headers('X-Request-Id', 'Allow'),
      content: {
        'application/json': {
          schema: plain,
          example: { error: phrase(405), message: 'DELETE is not allowed here; use GET, HEAD, POST' },
        },
      },
    },
  };
}

/** An operation's error responses; a refusal of its own stands beside the plain 400. */
export function errorsOf(operation: Operation, components: Components): Json {
  const named = errorStatuses(operation).map((status): [string, Json] => [
    String(status),
    { $ref: `#/components/responses/${REFUSALS[status]?.component ?? 'OtherError'}` },
  ]);
  const errors: Json = { ...Object.fromEntries(named), default: { $ref: '#/components/responses/OtherError' } };
  if (operation.refusal === undefined) return errors;
  const refusal = components.schema(operation.refusal, 'output');
  const content = components.content(refusal, 'refusal');
  return {
    ...errors,
    400: {
      description: 'The file was refused, with all that is to be mended; or the request can’t be parsed.',
      headers: headers(...COUNTED),
      content: {
        'application/json': { ...content, schema: { anyOf: [refusal, components.schema(error, 'output')] } },
      },
    },
  };
}

export const successHeaders = (isRead: boolean, isList: boolean): Json =>
  headers(...COUNTED, isRead ? 'ETag' : 'Idempotency-Replayed', ...(isList ? ['Link'] : []));

/** The response to a read whose `If-None-Match` names what would be answered. */
export const NOT_MODIFIED: Json = {
  description: 'Nothing has changed; there is no body.',
  headers: headers(...COUNTED, 'ETag'),
};

/** The request headers that change what an operation does. */
export const HEADER_PARAMETERS: Readonly<Record<string, Json>> = {
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes a repeated request safe: under the same key it happens once, and its response is given again for 24 hours. ' +
      '1 to 255 visible ASCII characters, such as a UUID; another request under it is 422.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'Changes the record only if its `ETag` is still one of these; otherwise 412.',
    schema: text,
  },
  'X-Change-Reason': {
    name: 'X-Change-Reason',
    in: 'header',
    required: false,
    description: 'Why this is changed, such as a work order: it is kept with the change in the activity log.',
    schema: { type: 'string', minLength: 1, maxLength: 500 },
  },
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'Answers 304 without a body if the `ETag` of the response is one of these.',
    schema: text,
  },
};
