import { responseProblems } from '../support/response-schema.ts';
import type { WireRequest, WireResponse } from './connection.ts';
import type { Target } from './targets.ts';

/** What a success that is not JSON can be. */
const FILES = new Set(['text/csv; charset=utf-8', 'text/plain; charset=utf-8', 'application/zip']);

/** What is wrong with the response to a request, however hostile; empty when nothing is. */
export function wrongWith(
  target: Target,
  request: WireRequest,
  response: WireResponse,
  { secrets, isValid }: { readonly secrets: RegExp; readonly isValid: boolean },
): string[] {
  const { status, headers } = response;
  const found: string[] = [];
  if (status >= 500) found.push(`${status}: a fault of the server`);
  // A 409 too: what a DELETE names may still have something in it.
  // The attacker's key acts for no user.
  const isNobody = target.operationId === 'getCurrentUser' && status === 404;
  if (isValid && status >= 300 && status !== 409 && !isNobody)
    found.push(`${status} for a valid request: the attack would not get far`);
  if (!target.documented(request.method).has(status))
    found.push(`${status} is not documented for ${target.operationId}`);
  if (!/^[\w.\-=]{1,128}$/.test(headers.get('x-request-id') ?? '')) found.push('no request id');
  if (status === 401 && !headers.has('www-authenticate')) found.push('401 without WWW-Authenticate');
  if (status === 405 && !headers.has('allow')) found.push('405 without Allow');
  if (status === 429 && !/^[1-9]\d*$/.test(headers.get('retry-after') ?? '')) found.push('429 without Retry-After');
  const text = response.body.toString();
  const leak = secrets.exec(`${[...headers].flat().join('\n')}\n${text}`);
  if (leak !== null) found.push(`it tells of another organization: ${leak[0]}`);
  const type = headers.get('content-type') ?? '';
  if (type === 'application/json; charset=utf-8') {
    if (request.method !== 'HEAD') found.push(...shapeProblems(request, { status, headers }, text));
  } else if (status !== 304 && !(status < 300 && FILES.has(type))) {
    found.push(`${status} with the Content-Type ${type}`);
  }
  return found;
}

function shapeProblems(
  { method, target }: WireRequest,
  received: Parameters<typeof responseProblems>[2],
  text: string,
): string[] {
  try {
    return responseProblems(method, target, received, JSON.parse(text));
  } catch (error) {
    return [`the response is not JSON: ${String(error)}`];
  }
}
