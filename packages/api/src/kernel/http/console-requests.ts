import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../base/errors.ts';

// What distinguishes a request of the console from one that another site makes a browser send.

/** Browsers accept this name only for a cookie of this very host that was set over HTTPS. */
const SECURE_COOKIE = '__Host-raptor-comply';
/** Over plain HTTP, on this machine. */
const PLAIN_COOKIE = 'raptor-comply';

const forbidden = (message: string): ApiError => new ApiError('forbidden', message);

const isLoopback = (hostname: string): boolean =>
  /^(?:localhost|[\w-]+\.localhost|127(?:\.\d+){3}|\[::1\])$/i.test(hostname);

/** Whether cookies may cross plain HTTP: on this machine, or because PUBLIC_URL says so. */
const allowsPlain = ({ hostname }: FastifyRequest, publicUrl: URL | undefined): boolean =>
  publicUrl === undefined ? isLoopback(hostname) : publicUrl.protocol === 'http:';

/** The origins of our own pages. Without PUBLIC_URL, HTTPS may end at a proxy, so the request does not say which it is. */
function ownOrigins(request: FastifyRequest, publicUrl: URL | undefined): readonly string[] {
  if (publicUrl !== undefined) return [publicUrl.origin];
  const host = request.host.toLowerCase();
  return [`https://${host}`, ...(allowsPlain(request, publicUrl) ? [`http://${host}`] : [])];
}

/** Throws ApiError 403 unless a page of ours sent the request. A page of another site can neither set the header nor choose its Origin. */
export function requireOwnPage(request: FastifyRequest, publicUrl: URL | undefined): void {
  const { origin, 'x-raptor-comply': sentBy, 'sec-fetch-site': site } = request.headers;
  if (sentBy !== 'console') {
    throw forbidden('A change with a session needs the header X-Raptor-Comply: console');
  }
  const own = ownOrigins(request, publicUrl);
  if ((site === undefined || site === 'same-origin') && origin !== undefined && own.includes(origin)) return;
  if (publicUrl === undefined && origin === `http://${request.host.toLowerCase()}` && site !== 'cross-site') {
    throw forbidden('Sign-in needs HTTPS; open the console by https, or set PUBLIC_URL to allow http on your network');
  }
  throw forbidden(
    publicUrl === undefined
      ? 'A change with a session must come from a page of this server; if a proxy changes Host, set PUBLIC_URL'
      : `A change with a session must come from a page at ${publicUrl.origin}, which is PUBLIC_URL`,
  );
}

export const isWrite = (method: string): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method);

function cookieCalled(headers: IncomingHttpHeaders, name: string): string | undefined {
  const found = headers.cookie?.split(';').find((part) => part.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1);
}

/** The session token of a request, if it has one. */
export function sessionToken(request: FastifyRequest, publicUrl: URL | undefined): string | undefined {
  const { headers } = request;
  if (headers.cookie === undefined) return undefined;
  if (!allowsPlain(request, publicUrl)) return cookieCalled(headers, SECURE_COOKIE);
  const secure = publicUrl === undefined ? cookieCalled(headers, SECURE_COOKIE) : undefined;
  return secure ?? cookieCalled(headers, PLAIN_COOKIE);
}

/** The `Set-Cookie` that stores a token, or removes it, for a page that `requireOwnPage` has accepted. */
export function sessionCookie({ headers }: FastifyRequest, token: string | undefined): string {
  const isSecure = headers.origin?.startsWith('https:') === true;
  return [
    `${isSecure ? SECURE_COOKIE : PLAIN_COOKIE}=${token ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure ? ['Secure'] : []),
    ...(token === undefined ? ['Max-Age=0'] : []),
  ].join('; ');
}
