/** Header lines that no well-behaved client sends; values are latin1, as on the wire. */

export type Lines = readonly (readonly [name: string, value: string])[];

/** Headers by which a proxy tells who is behind it, and a caller could pretend to be somebody else or somewhere else. */
export const spoofedForwarding = (address: string, foreignId: string): Lines[] => [
  [['x-forwarded-for', address]],
  [['x-forwarded-for', `${address}, 127.0.0.1`]],
  [['forwarded', `for=${address};host=evil.example;proto=https`]],
  [['x-real-ip', address]],
  [
    ['true-client-ip', address],
    ['cf-connecting-ip', address],
  ],
  [['x-forwarded-host', 'evil.example']],
  [['x-forwarded-proto', 'gopher']],
  [['x-original-url', '/api-keys']],
  [['x-rewrite-url', '/api-keys']],
  [['x-http-method-override', 'DELETE']],
  [['x-organization-id', foreignId]],
  [['x-tenant-id', foreignId]],
  [
    ['x-forwarded-for', '\xff\xfe'],
    ['x-forwarded-for', 'x'.repeat(5000)],
  ],
];

const each = (name: string, values: readonly string[]): Lines[] => values.map((value) => [[name, value]]);

const TAGS = [
  '*',
  '""',
  '"x"',
  'W/"x"',
  '"x',
  'x',
  '"x", "y", *',
  ',,,',
  '"\xff"',
  `"${'x'.repeat(9000)}"`,
  '__proto__',
];

export const HEADER_LINES: readonly Lines[] = [
  ...each('if-match', TAGS),
  ...each('if-none-match', TAGS),
  ...each('idempotency-key', [
    '',
    'k'.repeat(256),
    'a b',
    '"',
    '"a',
    '"a\\"b"',
    '\xff',
    '__proto__',
    'a\tb',
    'k'.repeat(9000),
  ]),
  [
    ['idempotency-key', 'one'],
    ['idempotency-key', 'two'],
  ],
  ...each('x-request-id', ['', 'a b', 'x'.repeat(129), '\xff', '../..', '%24%7bjndi:x%7d', '__proto__', '<b>']),
  ...each('accept', ['', 'text/csv', 'text/csv;q=0', 'application/xml', '*/*;q=1e400', '\xff', 'a'.repeat(9000)]),
  ...each('content-type', [
    '',
    'application/json; charset=utf-16',
    'application/json; charset="utf-8',
    'application/json;',
    'application/json, text/csv',
    'text/plain',
    'text/csv',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(300)}`,
    'application/merge-patch+json',
    'application/json-patch+json',
    '__proto__',
    '\xff',
    `application/json; ${'a=b; '.repeat(1000)}`,
  ]),
  ...each('content-encoding', ['gzip', 'identity', 'gzip, gzip', 'br', '', '\xff']),
  ...each('expect', ['miracles', '100-continue']),
  ...each('accept-encoding', ['gzip;q=1e400', '\xff']),
  ...each('range', ['bytes=0-0', 'bytes=-1', 'rows=0-18446744073709551616']),
  ...each('cookie', ['x=1', '__proto__=1', '\xff']),
  ...each('authorization', ['Bearer x', 'Basic Og==', '\xff']),
  ...each('connection', ['close', 'keep-alive, x-api-key', 'upgrade']),
  [
    ['connection', 'Upgrade, HTTP2-Settings'],
    ['upgrade', 'h2c'],
  ],
  ...each('te', ['trailers, deflate;q=1e400']),
  ...each('host', ['evil.example']),
  ...each('x-big', ['x'.repeat(20_000), 'x'.repeat(40_000)]),
  ...each('x-nul', ['a\0b']),
  ...each('x bad name', ['1']),
  Array.from({ length: 300 }, (_, index) => [`x-many-${index}`, '1'] as const),
];

/** What to put where the key should be. */
export const KEY_LINES: readonly Lines[] = [
  [],
  ...each('x-api-key', [
    '',
    ' ',
    'rc_live_',
    'rc_live_nonsense',
    `rc_live_${'0'.repeat(43)}`,
    'rc_test___proto__',
    '\xff\xfe',
    "' or 1=1 --",
    'x'.repeat(10_000),
    'a\0b',
  ]),
  [['authorization', `Bearer rc_live_${'0'.repeat(43)}`]],
];

export const METHODS: readonly string[] = [
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PUT',
  'POST',
  'PATCH',
  'DELETE',
  'GET',
  'PURGE',
  'get',
  'G\xffT',
  'X'.repeat(100),
];
