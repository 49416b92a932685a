import { ConfigError } from './errors.ts';

type HeaderValue = string | null | undefined;

/** Request headers, in any form that `new Headers` accepts. One that is undefined or null is not sent. */
export type HeadersLike =
  | Headers
  | Readonly<Record<string, HeaderValue>>
  | readonly (readonly [name: string, value: HeaderValue])[];

/** Connection headers belong to the runtime, which would refuse them or truncate the body by them. */
const CONNECTION_HEADERS: readonly string[] = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
];

/** Returns headers by lowercase name. Throws ConfigError, which never contains a value, for invalid headers. */
export function readHeaders(headers: RequestInit['headers'] | HeadersLike): Record<string, string> {
  if (headers === undefined) return {};
  let entries: Record<string, string>;
  try {
    const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
    const sent = pairs.filter(([, value]) => value !== undefined && value !== null);
    entries = Object.fromEntries(new Headers(sent as [string, string][]).entries());
  } catch {
    // The runtime's message would contain the value, which may be a secret.
    throw new ConfigError('headers contains an invalid name or value');
  }
  const refused = CONNECTION_HEADERS.find((name) => name in entries);
  if (refused !== undefined) throw new ConfigError(`The runtime sets the header ${refused}; remove it from headers`);
  return entries;
}
