import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { buffer as readBuffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
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

/** The bytes of a body, and their type, if the body tells. */
async function encoded(body: unknown): Promise<{ bytes?: Uint8Array; type?: string | null }> {
  if (body === undefined) return {};
  if (body instanceof Uint8Array) return { bytes: body };
  if (typeof body === 'string') return { bytes: Buffer.from(body) };
  if (!(body instanceof FormData)) return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json' };
  const form = new Response(body);
  return { bytes: Buffer.from(await form.arrayBuffer()), type: form.headers.get('content-type') };
}

const agent = new Agent({ keepAlive: true });
const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = { gzip: gunzipSync, br: brotliDecompressSync };

/** Sends a request and reads the response. `fetch` would take three times as much CPU time. */
async function exchange(method: string, url: string, body: unknown, headers: Record<string, string>) {
  const { bytes, type } = await encoded(body);
  const described = {
    'accept-encoding': 'gzip, br',
    // Node.js would send no body with DELETE.
    ...(bytes && { 'content-length': String(bytes.length) }),
    ...(type && { 'content-type': type }),
    ...headers,
  };
  const outgoing = request(new URL(url), { method, agent, headers: described }).end(bytes);
  // After an early response, the rest of the body may fail.
  outgoing.on('error', () => {});
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const received = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const content = await readBuffer(incoming);
  const decode = content.length === 0 ? undefined : DECODERS[incoming.headers['content-encoding'] ?? ''];
  const text = (decode?.(content) ?? content).toString();
  return { status: incoming.statusCode ?? 0, headers: new Headers(received), text };
}

/** A caller over HTTP that checks every response it gets against the contract: whatever a test asks, the shape must hold. */
export function createClient(baseUrl: string, key: string | undefined): Client {
  const send: Requests['send'] = async <T>(
    method: string,
    path: string,
    { body, headers = {} }: RequestOptions = {},
  ): Promise<TestResponse<T>> => {
    const response = await exchange(method, baseUrl + path, body, {
      ...(key === undefined ? {} : { 'x-api-key': key }),
      ...headers,
    });
    const { text } = response;
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
    const problems = responseProblems(method, path, response, parsed);
    if (problems.length > 0) {
      expect(problems, withoutKeys(`${method} ${path} -> ${response.status} ${text}`)).toEqual([]);
    }
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
