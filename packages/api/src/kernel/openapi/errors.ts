import { z } from 'zod';
import { internalError, notFound, phrase } from '../base/errors.ts';
import type { Operation } from '../slice/contract.ts';
import { CALLER_HEADERS, EVERY_RESPONSE, headerReferences } from './headers.ts';
import type { Components, Json } from './schemas.ts';
import { pascalCase } from './sdk-names.ts';

const errorSchema = z
  .object({
    error: z.string().describe('The reason phrase of the status. Branch on it.'),
    message: z.string().describe('One sentence for people and logs: what is wrong and how to fix it.'),
  })
  .meta({ id: 'ErrorNoField' });
const fieldErrorSchema = errorSchema
  .extend({ field: z.string().optional().describe('The field that caused the error, if it was a single field.') })
  .meta({ id: 'ErrorWithField' });

/** The description and an example message of each error: one that every operation can respond with, unless the operation has its own. */
const ERRORS: Readonly<Record<number, readonly [description: string, message: string]>> = {
  400: [
    'The body can’t be parsed, or the URL or a header is malformed.',
    'The URL has an invalid percent-escape; write % as %25',
  ],
  401: ['The key is missing, unknown, revoked, malformed, expired, or sent twice.', 'Invalid API key'],
  403: ['The key lacks the operation’s permission.', 'You do not have permission to perform this action'],
  404: [
    'An id in the path is unknown, deleted, malformed, or another organization’s; or there is nothing to return.',
    notFound('record').message,
  ],
  409: [
    'A unique value is already used, or the record to delete still contains others.',
    'This Idempotency-Key was used with another API key; send that API key',
  ],
  412: [
    '`If-Match` does not list the record’s current version, or `If-None-Match` does.',
    'The record has changed since you read it; read it again and reapply your change',
  ],
  413: ['The body is over 256 KiB, or the imported file over 50 MiB.', 'The body is too large for this operation'],
  415: [
    'The Content-Type or a Content-Encoding is not supported.',
    'Content-Encoding is not supported; send the body without it',
  ],
  422: [
    'A field or query parameter is invalid, or refers to a record that this organization does not have.',
    'page is not a known query parameter',
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

/** The headers of an error beyond those of every response. Some errors are stored under an Idempotency-Key. */
const OWN_HEADERS: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  404: ['Idempotency-Replayed'],
  409: ['Idempotency-Replayed'],
  412: ['Idempotency-Replayed'],
  415: ['Accept-Patch'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

const headersOf = (status: number): Json =>
  headerReferences(...(status === 401 ? EVERY_RESPONSE : CALLER_HEADERS), ...(OWN_HEADERS[status] ?? []));

/** The statuses of the errors that an operation can return. */
export function errorStatuses({
  method,
  params,
  permission,
  nothing,
  conflict,
  responseIsSecret,
}: Operation): number[] {
  const statuses = [400, 401, 422, 429, 500, 503];
  if (permission !== null) statuses.push(403);
  if (params !== undefined || nothing !== undefined) statuses.push(404);
  if (conflict !== undefined || responseIsSecret === true) statuses.push(409);
  if (method !== 'GET') statuses.push(412, 413, 415);
  return statuses.sort((a, b) => a - b);
}

/** The name and the example message of an operation's error. Operations with the same message share the response. */
function errorOf(
  operationId: string,
  { params = {}, nothing, conflict }: Operation,
  status: number,
): [name: string, message: string] {
  const [noun] = Object.values(params).filter((parameter) => typeof parameter === 'string');
  if (status === 404 && noun !== undefined) return [`${pascalCase(noun)}NotFound`, notFound(noun).message];
  if (status === 404 && nothing !== undefined) return [`${pascalCase(operationId)}NotFound`, nothing];
  if (status === 409 && conflict !== undefined) return [`${pascalCase(operationId)}Conflict`, conflict];
  return [phrase(status).replaceAll(' ', ''), ERRORS[status]?.[1] ?? ''];
}

const content = (schema: Json, status: number, body: Json) => ({
  'application/json': { schema, example: { error: phrase(status), ...body } },
});

/** An operation's error responses. An operation with a `refusal` returns either that or the plain body on 400. */
export function errorsOf(operationId: string, operation: Operation, components: Components): Json {
  const plain = components.schema(errorSchema, 'output');
  const withField = components.schema(fieldErrorSchema, 'output');
  const errors = errorStatuses(operation).map((status) => {
    const [name, message] = errorOf(operationId, operation, status);
    const [schema, body] = status === 422 ? [withField, { message, field: 'page' }] : [plain, { message }];
    const [description] = ERRORS[status] ?? [];
    return [
      status,
      components.response(name, { description, headers: headersOf(status), content: content(schema, status, body) }),
    ];
  });
  const other = components.response('OtherError', {
    description: 'Any other error, with the same body: 405 with `Allow`, 408, 414, 417, and 431 (URL and headers).',
    headers: headerReferences(...EVERY_RESPONSE, 'Allow'),
    content: content(plain, 408, { message: 'The request was not complete in time' }),
  });
  const responses = { ...Object.fromEntries(errors), default: other };
  if (operation.refusal === undefined) return responses;
  const refusal = components.schema(operation.refusal, 'output');
  return {
    ...responses,
    400: {
      description: 'The file was refused; the body lists everything to fix. Or the request can’t be parsed.',
      headers: headerReferences(...CALLER_HEADERS, 'Idempotency-Replayed'),
      content: {
        'application/json': {
          schema: { anyOf: [refusal, plain] },
          // The first example is of a success.
          example: [operation.refusal.meta()?.examples].flat().at(-1),
        },
      },
    },
  };
}
