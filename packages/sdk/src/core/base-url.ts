import { ConfigError } from './errors.ts';

/** Returns the server's URL without a trailing slash. Throws ConfigError, which never contains the URL. */
export function parseBaseUrl(value: unknown, allowInsecureHttp: boolean): URL {
  const url = parseUrl(value);
  if (url === undefined) throw new ConfigError('baseUrl must be an absolute http: or https: URL');
  if (url.search !== '' || url.hash !== '') throw new ConfigError('baseUrl must not have a query or a fragment');
  checkTransport(url, allowInsecureHttp);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** Throws ConfigError if the key would cross a network unencrypted, or if the URL contains credentials. */
export function checkTransport(url: URL, allowInsecureHttp: boolean): void {
  if (url.username !== '' || url.password !== '')
    throw new ConfigError('The URL must not contain a user name or password');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new ConfigError('The URL must be http: or https:');
  if (url.protocol === 'http:' && !allowInsecureHttp && !isLoopback(url.hostname)) {
    throw new ConfigError(
      'http: would send the API key unencrypted; use https:, or set allowInsecureHttp if you trust the network',
    );
  }
}

/** The URL parser has already normalized IPv4 addresses. */
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
