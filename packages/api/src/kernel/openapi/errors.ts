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

/** The description and an example message of each error. */
const ERRORS: Readonly<Record<number, readonly [description: string, message: string]>> = {
  400: ['The body can’t be parsed, or the URL or a header is malformed.', 'The body is not valid JSON'],
  401: ['The key is missing, unknown, revoked, malformed, expired, or sent twice.', 'Invalid API key'],
  403: ['The key lacks the operation’s permission.', 'You do not have permission to perform this action'],
  404: ['An id in the path is unknown, deleted, malformed, or another organization’s.', 'Facility not found'],
  409: [
    'A unique value is already used, or the record to delete still contains others.',
    'facilityCode is already used by another facility',
  ],
  412: [
    '`If-Match` does not list the record’s current version.',
    'The record has changed since you read it; read it again and reapply your change',
  ],
  413: ['The body is over 256 KiB, or the imported file over 50 MiB.', 'The body is too large for this operation'],
  415: ['The Content-Type or a Content-Encoding is not supported.', 'Content-Type must be application/json'],
  422: [
    'A field or query parameter is invalid, or refers to a record that this organization does not have.',
    'title must be at most 255 characters',
  ],
  429: [
    'The organization’s quota is used up, or this address sent too many invalid keys.',
    'Rate limit of 600 requests per minute exceeded; retry in 3 s',
  ],
  500: ['The server failed. Retry, and quote the request id if the error persists.', internalError().message],
  503: [
    'The database is unavailable, the server is overloaded or shutting down, or the request timed out.',
    'The server is overloaded; retry later',
  ],
};

function headersOf(status: number): Json {
  if (status === 401) return headerReferences('X-Request-Id', 'WWW-Authenticate');
  return headerReferences(...CALLER_HEADERS, ...(status === 429 || status === 503 ? ['Retry-After'] : []));
}

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
  const responses = Object.entries(ERRORS).map(([key, [description, message]]) => {
    const status = Number(key);
    const [schema, body] = status === 422 ? [withField, { message, field: 'title' }] : [plain, { message }];
    return [componentName(status), { description, headers: headersOf(status), content: content(schema, status, body) }];
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
