import { EXAMPLE_ID } from '../slice/fields.ts';
import type { Json } from './schemas.ts';

const text = { type: 'string' };
export const textHeader = (description: string, example: string): Json => ({ description, schema: text, example });

/** Every header that the server sends on purpose. */
export const HEADERS: Readonly<Record<string, Json>> = {
  'X-Request-Id': textHeader(
    'Identifies the request in the logs. A valid id in the request (`[\\w.\\-=]{1,128}`) is kept.',
    EXAMPLE_ID,
  ),
  RateLimit: textHeader(
    'The requests left in the organization’s quota (`r`) and the seconds until there is one more (`t`).',
    '"default";r=599;t=1',
  ),
  'RateLimit-Policy': textHeader('The quota (`q`) and its window in seconds (`w`).', '"default";q=600;w=60'),
  'Retry-After': {
    description: 'Whole seconds to wait. A request sent after that is not refused again for the same reason.',
    schema: { type: 'integer', minimum: 1 },
    example: 3,
  },
  Link: textHeader(
    'The next page as `rel="next"` (RFC 8288), relative to the URL of the request. Absent on the last page.',
    '<?limit=100&cursor=…>; rel="next"',
  ),
  'X-Total-Count': {
    description: 'How many items there are on all pages, if `Prefer: count=exact` asks for it.',
    schema: { type: 'integer', minimum: 0 },
    example: 12_480,
  },
  'Preference-Applied': textHeader('The preference that the response follows (RFC 7240).', 'count=exact'),
  'WWW-Authenticate': textHeader('How to authenticate.', 'ApiKey realm="Raptor Comply", header="X-API-Key"'),
  ETag: textHeader(
    'Identifies this version of the response. Send it in `If-None-Match`, or a record’s in `If-Match`. Ends in `-gzip` or `-br` if the body is ' +
      'compressed; both forms are accepted.',
    '"2jmj7l5rSw0yVb_vlWAYkK_YBwk"',
  ),
  'Idempotency-Replayed': textHeader(
    '`true` if this is the response to an earlier request with the same `Idempotency-Key`.',
    'true',
  ),
  'Accept-Patch': textHeader(
    'On 415 of a PATCH: the media types that it accepts (RFC 5789).',
    'application/json, application/merge-patch+json',
  ),
  'Cache-Control': textHeader(
    'Only the caller’s own cache may keep the response, and must revalidate it.',
    'private, no-cache',
  ),
  'X-Content-Type-Options': textHeader('The Content-Type is what it says.', 'nosniff'),
  Vary: textHeader('The request headers that the response depends on.', 'Accept-Encoding'),
  'Content-Encoding': textHeader('`gzip` or `br`, if the request accepts it and the body has more than 1 KB.', 'gzip'),
  Allow: textHeader('On 405: the methods that this path supports.', 'GET, HEAD, POST'),
};

/** `Vary` and `Content-Encoding` are absent where a key is in the response. */
export const EVERY_RESPONSE = ['X-Request-Id', 'Cache-Control', 'X-Content-Type-Options', 'Vary', 'Content-Encoding'];
/** On every response to a caller with a valid key. */
export const CALLER_HEADERS = [...EVERY_RESPONSE, 'RateLimit', 'RateLimit-Policy'];

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
  parameter(
    'Prefer',
    '`count=exact` also counts the items on all pages, and returns the number in `X-Total-Count`. Other preferences are ignored (RFC 7240).',
  ),
  parameter('If-None-Match', 'Returns 304 without a body if the `ETag` of the response is in this list.'),
]);
