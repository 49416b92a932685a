import { expect } from 'vitest';
import { withoutKeys } from './keys.ts';
import { responseProblems } from './response-schema.ts';

export interface TestResponse<T = never> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The path and query of the next page. */
  readonly next: string | undefined;
  /** The parsed JSON, or undefined when the response is something else. */
  readonly body: [T] extends [never] ? Record<string, unknown> & { id: string } : T;
}

export interface RequestOptions {
  /** JSON, unless it is a string, bytes or a form. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface Requests {
  send<T = never>(method: string, path: string, options?: RequestOptions): Promise<TestResponse<T>>;
  get<T = never>(path: string, headers?: Record<string, string>): Promise<TestResponse<T>>;
  post<T = never>(path: string, body?: unknown): Promise<TestResponse<T>>;
  patch<T = never>(path: string, body?: unknown): Promise<TestResponse<T>>;
  put<T = never>(path: string, body?: unknown): Promise<TestResponse<T>>;
  delete<T = never>(path: string): Promise<TestResponse<T>>;
}

export interface Client extends Requests {
  readonly url: string;
  readonly key: string | undefined;
  /** Requests that must succeed for a test to mean anything. */
  readonly must: Requests;
}

const requests = (send: Requests['send']): Requests => ({
  send,
  get: (path, headers) => send('GET', path, headers === undefined ? {} : { headers }),
  post: (path, body) => send('POST', path, { body }),
  patch: (path, body) => send('PATCH', path, { body }),
  put: (path, body) => send('PUT', path, { body }),
  delete: (path) => send('DELETE', path),
});

const isRaw = (body: unknown): body is string | Uint8Array | FormData =>
  typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;

/** A caller over HTTP that checks every response it gets against the contract: whatever a test asks, the shape must hold. */
export function createClient(baseUrl: string, key: string | undefined): Client {
  const send: Requests['send'] = async <T>(
    method: string,
    path: string,
    { body, headers = {} }: RequestOptions = {},
  ): Promise<TestResponse<T>> => {
    const json = body !== undefined && !isRaw(body);
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        ...(key === undefined ? {} : { 'x-api-key': key }),
        ...(json ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
    expect(
      responseProblems(method, path, response, parsed),
      withoutKeys(`${method} ${path} -> ${response.status} ${text}`),
    ).toEqual([]);
    const { status, headers: received } = response;
    const target = /^<([^>]+)>; rel="next"$/.exec(received.get('link') ?? '')?.[1];
    const next = target === undefined ? undefined : new URL(target, baseUrl + path).href.slice(baseUrl.length);
    return { status, headers: received, text, next, body: parsed as TestResponse<T>['body'] };
  };
  const mustSend: Requests['send'] = async (method, path, options) => {
    const response = await send(method, path, options);
    if (response.status >= 300)
      throw new Error(withoutKeys(`${method} ${path} -> ${response.status} ${response.text}`));
    return response;
  };
  return { url: baseUrl, key, ...requests(send), must: requests(mustSend) };
}
