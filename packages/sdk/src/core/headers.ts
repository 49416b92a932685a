import { ConfigError } from './errors.ts';

/** The headers of a request, in any form that `new Headers` takes. */
export type HeadersLike = Headers | Readonly<Record<string, string>> | [string, string][];

/** What belongs to the connection is the runtime's: it would refuse these on every attempt, or cut the body by them. */
const CONNECTION_HEADERS: readonly string[] = [
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
];

/** The given headers by lowercase name. Throws ConfigError, which never repeats a value, for ones that cannot be sent. */
export function readHeaders(headers: RequestInit['headers'] | HeadersLike): Record<string, string> {
  if (headers === undefined) return {};
  let entries: Record<string, string>;
  try {
    entries = Object.fromEntries(new Headers(headers as HeadersInit).entries());
  } catch {
    // The runtime's own message would repeat the value, which may be a secret.
    throw new ConfigError('headers holds a name or a value that cannot be sent');
  }
  const refused = CONNECTION_HEADERS.find((name) => name in entries);
  if (refused !== undefined) throw new ConfigError(`The header ${refused} is set by the runtime`);
  return entries;
}
