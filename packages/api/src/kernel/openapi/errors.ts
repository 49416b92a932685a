import { z } from 'zod';
import { internalError, phrase } from '../base/errors.ts';
import type { Operation } from '../slice/contract.ts';
import { CALLER_HEADERS, headerReferences } from './headers.ts';
import type { Components, Json } from './schemas.ts';

const errorSchema = z
  .object({
    error: z.string().describe('The reason phrase of the status. Branch on it.'),
    message: z.string().describe('One sentence for people and logs: what is wrong and how to fix it.'),
  })
  .meta({ id: 'ErrorNoField' });
const fieldErrorSchema = errorSchema
  .extend({ field: z.string().optional().describe('The field that caused the error, if it was a single field.') })
  .meta({ id: 'ErrorWithField' });

interface ErrorExample {
  readonly description: string;
  readonly message: string;
  readonly headers?: readonly string[];
}

const ERRORS: Readonly<Record<number, ErrorExample>> = {
  400: {
    description: 'The body can’t be parsed, or the URL or a header is malformed.',
    message: 'The body is not valid JSON',
  },
  401: {
    description: 'The key is missing, unknown, revoked, malformed, expired, or sent twice.',
    message: 'Invalid API key',
    headers: ['X-Request-Id', 'WWW-Authenticate'],
  },
  403: {
    description: 'The key is valid but lacks the operation’s permission.',
    message: 'You do not have permission to perform this action',
  },
  404: {
    description: 'An id in the path is unknown, deleted, malformed, or another organization’s.',
    message: 'Facility not found',
  },
  409: {
    description: 'A unique value is already used, or the record to delete still contains others.',
    message: 'facilityCode is already used by another facility',
  },
  412: {
    description: '`If-Match` does not list the record’s current version.',
    message: 'The record has changed since you read it; read it again and reapply your change',
  },
  413: {
    description: 'The body is larger than 256 KiB, or the imported file larger than 50 MiB.',
    message: 'The body is too large for this operation',
  },
  415: {
    description: 'The operation does not accept this Content-Type, or a Content-Encoding was sent.',
    message: 'Content-Type must be application/json',
  },
  422: {
    description: 'A field or query parameter is invalid, or refers to a record that this organization does not have.',
    message: 'title must be at most 255 characters',
  },
  429: {
    description: 'The organization’s quota is used up, or this address sent too many invalid keys.',
    message: 'Rate limit of 600 requests per minute exceeded; retry in 3 s',
    headers: [...CALLER_HEADERS, 'Retry-After'],
  },
  500: {
    description: 'The server failed. Retry, and quote the request id if the error persists.',
    message: internalError().message,
  },
  503: {
    description: 'The database is unavailable, the server is overloaded or shutting down, or the request timed out.',
    message: 'The server is overloaded; retry later',
    headers: [...CALLER_HEADERS, 'Retry-After'],
  },
};

/** The statuses of the errors that an operation can return. */
export function errorStatuses({ method, params, permission }: Operation): number[] {
  const statuses = [400, 401, 422, 429, 500, 503];
  if (permission !== null) statuses.push(403);
  if (params !== undefined) statuses.push(404);
  if (method !== 'GET') statuses.push(412, 413, 415);
  if (method !== 'GET' && permission?.endsWith(':read') !== true) statuses.push(409);
  return statuses.sort((a, b) => a - b);
}

const componentName = (status: number): string => phrase(status).replaceAll(' ', '');

/** The error responses that operations refer to. */
export function errorResponses(components: Components): Record<string, Json> {
  const plain = components.schema(errorSchema, 'output');
  const withField = components.schema(fieldErrorSchema, 'output');
  const content = (schema: Json, status: number, body: Json) => ({
    'application/json': { schema, example: { error: phrase(status), ...body } },
  });
  const responses = Object.entries(ERRORS).map(([key, { description, message, headers = CALLER_HEADERS }]) => {
    const status = Number(key);
    const body = status === 422 ? { message, field: 'title' } : { message };
    return [
      componentName(status),
      {
        description,
        headers: headerReferences(...headers),
        content: content(status === 422 ? withField : plain, status, body),
      },
    ];
  });
  return {
    ...Object.fromEntries(responses),
    OtherError: {
      description: 'Any other error, with the same body: 405 with `Allow`, 408, 414, 417, and 431 (URL and headers).',
      headers: headerReferences('X-Request-Id', 'Allow'),
      content: content(plain, 405, { message: 'DELETE is not allowed here; use GET, HEAD, POST' }),
    },
  };
}

/** An operation's error responses. An operation with a `refusal` returns either that or the plain body on 400. */
export function errorsOf(operation: Operation, components: Components): Json {
  const reference = (name: string) => ({ $ref: `#/components/responses/${name}` });
  const errors: Json = {
    ...Object.fromEntries(errorStatuses(operation).map((status) => [status, reference(componentName(status))])),
    default: reference('OtherError'),
  };
  if (operation.refusal === undefined) return errors;
  const refusal = components.schema(operation.refusal, 'output');
  const content = components.content(refusal, 'refusal');
  return {
    ...errors,
    400: {
      description: 'The file was refused; the body lists everything to fix. Or the request can’t be parsed.',
      headers: headerReferences(...CALLER_HEADERS),
      content: {
        'application/json': { ...content, schema: { anyOf: [refusal, components.schema(errorSchema, 'output')] } },
      },
    },
  };
}
