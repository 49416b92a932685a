import type { Json } from './schemas.ts';

const text = { type: 'string' };
const textHeader = (description: string, example: string): Json => ({ description, schema: text, example });

/** Every header that the server sends on purpose. */
export const HEADERS: Readonly<Record<string, Json>> = {
  'X-Request-Id': textHeader(
    'Identifies the request in the logs. A valid id in the request (`[\\w.\\-=]{1,128}`) is kept.',
    '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16',
  ),
  RateLimit: textHeader(
    'The requests left in the organization’s quota (`r`) and the seconds until the quota is full again (`t`).',
    '"default";r=599;t=1',
  ),
  'RateLimit-Policy': textHeader('The quota (`q`) and its window in seconds (`w`).', '"default";q=600;w=60'),
  'Retry-After': {
    description: 'Whole seconds to wait. A request sent after that is not refused again for the same reason.',
    schema: { type: 'integer', minimum: 1 },
    example: 3,
  },
  Link: textHeader(
    'With `limit`: the next page as `rel="next"` (RFC 8288). Absent on the last page.',
    '</facilities?limit=100&cursor=…>; rel="next"',
  ),
  'WWW-Authenticate': textHeader('How to authenticate.', 'ApiKey realm="Raptor Comply", header="X-API-Key"'),
  ETag: textHeader(
    'Identifies this version of the response. Send it in `If-None-Match`, or a record’s in `If-Match`.',
    '"2jmj7l5rSw0yVb_vlWAYkK_YBwk"',
  ),
  'Idempotency-Replayed': textHeader(
    '`true` if this is the response to an earlier request with the same `Idempotency-Key`.',
    'true',
  ),
  Allow: textHeader('On 405: the methods that this path supports.', 'GET, HEAD, POST'),
};

/** On every response to a caller with a valid key. */
export const CALLER_HEADERS = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy'];

export const headerReferences = (...names: string[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const parameter = (name: string, description: string, limits: Json = {}): readonly [string, Json] => [
  name,
  { name, in: 'header', required: false, description, schema: { ...text, ...limits } },
];

/** The request headers that change what an operation does. */
export const HEADER_PARAMETERS: Readonly<Record<string, Json>> = Object.fromEntries([
  parameter(
    'Idempotency-Key',
    'Makes a retry safe: requests with the same key run once, and repeats return the first response for 24 hours. ' +
      '1 to 255 visible ASCII characters, such as a UUID. A different request with the same key returns 422.',
    { minLength: 1, maxLength: 255 },
  ),
  parameter('If-Match', 'Changes the record only if its current `ETag` is in this list. Otherwise returns 412.'),
  parameter(
    'X-Change-Reason',
    'The reason for the change, such as a work order. It is stored with the change in the activity log.',
    { minLength: 1, maxLength: 500 },
  ),
  parameter('If-None-Match', 'Returns 304 without a body if the `ETag` of the response is in this list.'),
]);
