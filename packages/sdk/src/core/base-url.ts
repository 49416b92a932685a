import { ConfigError } from './errors.ts';

/** Checks the address of the server and returns it without a final slash. Throws ConfigError, which never repeats the address. */
export function parseBaseUrl(value: unknown, allowInsecureHttp: boolean): URL {
  const url = parseUrl(value);
  if (url === undefined) throw new ConfigError('baseUrl must be an absolute http: or https: URL');
  if (url.search !== '' || url.hash !== '') throw new ConfigError('baseUrl must have no query and no fragment');
  checkTransport(url, allowInsecureHttp);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** Throws ConfigError when the key would cross a network unencrypted, or when the URL itself holds credentials. */
export function checkTransport(url: URL, allowInsecureHttp: boolean): void {
  if (url.username !== '' || url.password !== '')
    throw new ConfigError('The URL must not hold a user name or password');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new ConfigError('The URL must be http: or https:');
  if (url.protocol === 'http:' && !allowInsecureHttp && !isLoopback(url.hostname)) {
    throw new ConfigError(
      'http: would send the API key unencrypted; use https:, or set allowInsecureHttp if the network between is trusted',
    );
  }
}

/** The URL parser has already made every spelling of an IPv4 address plain. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

function parseUrl(value: unknown): URL | undefined {
  if (typeof value !== 'string' && !(value instanceof URL)) return undefined;
  try {
    return new URL(value);
  } catch {
    return undefined;
  }
}
