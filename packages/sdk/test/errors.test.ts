import { inspect } from 'node:util';
import { expect, expectTypeOf, test, vi } from 'vitest';
import * as sdk from '../src/index.ts';
import {
  ApiError,
  fetchWithRetry,
  ImportError,
  type ImportResult,
  RaptorComply,
  type ServerError,
  UnprocessableEntityError,
} from '../src/index.ts';
import { html, json, respond } from './fault-server.ts';
import { createClient, failureOf, quick, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities/{id}', ids: { id: 'f1' } } as const;

test('the message reads as the documentation asks', async () => {
  const body = { error: 'Unauthorized', message: 'API key has expired' };
  server.script(json(401, body, { 'X-Request-Id': '01JD9Q' }));
  const error = (await failureOf(createClient(server).request({ method: 'GET', path: '/facilities' }))) as ApiError;
  expect(error.message).toBe('Unauthorized - API key has expired (GET /facilities, request 01JD9Q)');
  expect(error).toMatchObject({
    status: 401,
    error: 'Unauthorized',
    body,
    requestId: '01JD9Q',
    attempts: 1,
    previous: [],
  });
  expect(error).toMatchObject({ method: 'GET', urlTemplate: '/facilities', retryAfterMs: undefined });
});

const families = [
  [401, sdk.UnauthorizedError, 'UnauthorizedError'],
  [403, sdk.ForbiddenError, 'ForbiddenError'],
  [404, sdk.NotFoundError, 'NotFoundError'],
  [409, sdk.ConflictError, 'ConflictError'],
  [412, sdk.PreconditionFailedError, 'PreconditionFailedError'],
  [422, sdk.UnprocessableEntityError, 'UnprocessableEntityError'],
  [429, sdk.RateLimitError, 'RateLimitError'],
  [500, sdk.ServerError, 'ServerError'],
  [503, sdk.ServerError, 'ServerError'],
  [400, sdk.ApiError, 'ApiError'],
  [418, sdk.ApiError, 'ApiError'],
] as const;
for (const [status, ErrorClass, name] of families) {
  test(`a ${status} is a ${name}`, async () => {
    server.script(json(status, {}));
    const error = (await failureOf(createClient(server, { maxRetries: 0 }).request(get))) as ApiError;
    for (const parent of [ErrorClass, ApiError, sdk.RaptorComplyError, Error]) expect(error).toBeInstanceOf(parent);
    expect(error.name).toBe(name);
    expect(error.stack).toContain(name);
    expect(families.filter(([, Other]) => error instanceof Other).map(([, Other]) => Other)).toEqual(
      families.map(([, Other]) => Other).filter((Other) => Other === ErrorClass || Other === ApiError),
    );
  });
}

test('a 422 names its field', async () => {
  server.script(json(422, { error: 'Unprocessable Entity', message: 'assetTag is too long', field: 'assetTag' }));
  const error = (await failureOf(createClient(server).request(get))) as UnprocessableEntityError;
  expect(error).toBeInstanceOf(UnprocessableEntityError);
  expect(error.field).toBe('assetTag');
});

test('headers of an error can be read, and names are found in any case', async () => {
  server.script(json(403, {}, { ETag: '"7"' }));
  const error = (await failureOf(createClient(server).request(get))) as ApiError;
  expect(error.headers.get('etag')).toBe('"7"');
});

test('a response without words of its own gets the phrase of its status', async () => {
  server.script(html(503));
  const error = (await failureOf(createClient(server, { maxRetries: 0 }).request(get))) as ServerError;
  expect(error.message).toMatch(
    /^Service Unavailable - the response is not the API's JSON: <html>.* \(GET \/facilities\/\{id\}\)$/,
  );
});

test('a refused import says so in its own words, and its body is the ImportResult', async () => {
  const summary = { message: 'Nothing was imported: 1 error in 1 row. Fix the file and send it again.' };
  const result = { success: false, errorCount: 1, errors: [{ row: 2, message: 'count must be at least 1' }], summary };
  server.script(json(400, result));
  const error = await failureOf(new RaptorComply(quick(server)).cyberAssets.import('1', 'a,b'));
  if (!(error instanceof ImportError)) throw error;
  expectTypeOf(error.body).toEqualTypeOf<ImportResult>();
  expect(error).toBeInstanceOf(ApiError);
  expect([error.name, error.status, error.body]).toEqual(['ImportError', 400, result]);
  expect(error.message).toBe(
    `Bad Request - ${summary.message} (POST /cyber-systems/{cyberSystemId}/cyber-assets/import)`,
  );
});

const notRefusedImports: Record<string, [body: unknown, message: string]> = {
  'an ordinary 400': [{ error: 'Bad Request', message: 'The body is not CSV' }, 'Bad Request - The body is not CSV'],
  'a result without a summary': [{ success: false }, 'Bad Request'],
  'a summary that is none': [{ success: false, summary: 'x' }, 'Bad Request'],
  'a summary without a text': [{ success: false, summary: { message: 7 } }, 'Bad Request'],
  'an array': [[{ summary: { message: 'x' } }], 'Bad Request'],
};
for (const [name, [body, message]] of Object.entries(notRefusedImports)) {
  test(`${name} is an error with a message too`, async () => {
    server.script(json(400, body));
    const error = (await failureOf(createClient(server).request(get))) as ApiError;
    expect(error.message).toBe(`${message} (GET /facilities/{id})`);
    expect(error).toBeInstanceOf(ApiError);
  });
}

test('a message cannot forge a second line in a log', async () => {
  server.script(json(400, { error: 'Bad\r\nRequest', message: 'x\n2026-11-22 ERROR forged\u2028\u001b[31m' }));
  const error = (await failureOf(createClient(server).request(get))) as ApiError;
  expect(error.message).not.toMatch(/[\p{Cc}\u2028]/u);
});

test('a message is one line, whatever the runtime, the server or the caller puts in it', async () => {
  const lines = 'first\nsecond\r\n\u001b[31mthird\u2028fourth';
  const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: new Error(lines) }));
  const broken = createClient(server, { fetch, maxRetries: 0 });
  server.script(respond(200, lines));
  const errors = await Promise.all([
    failureOf(broken.request(get)),
    failureOf(broken.request({ method: 'GET', path: `/a\nb` })),
    failureOf(createClient(server).request(get)),
    failureOf(createClient(server).request(get, { [lines]: 1 } as object)),
    failureOf(createClient(server).request({ method: 'GET', path: '/{a\nb}' })),
    failureOf(fetchWithRetry(server.origin, { fetch, maxRetries: 0 })),
  ]);
  expect(errors.map((error) => (error as Error).name)).toEqual([
    'ConnectionError',
    'ConnectionError',
    'ParseError',
    'ConfigError',
    'ConfigError',
    'ConnectionError',
  ]);
  for (const error of errors) expect((error as Error).message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect((errors[0] as Error).message).toBe('Connection failed: first second [31mthird fourth (GET /facilities/{id})');
});

test('a connection error of any length has a short message', async () => {
  const fetch = () => Promise.reject(new Error('x'.repeat(100_000)));
  const error = await failureOf(createClient(server, { fetch, maxRetries: 0 }).request(get));
  expect((error as Error).message.length).toBeLessThan(700);
});

test('an error in a log as JSON says everything that matters', async () => {
  server.script(html(502), json(422, { error: 'Unprocessable Entity', message: 'm', field: 'f' }));
  const error = await failureOf(createClient(server).request(get));
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    name: 'UnprocessableEntityError',
    status: 422,
    field: 'f',
    body: { message: 'm' },
    attempts: 2,
    method: 'GET',
    urlTemplate: '/facilities/{id}',
    previous: [{ name: 'ServerError', status: 502 }],
  });
  expect(inspect(error)).toContain('UnprocessableEntityError: Unprocessable Entity - m');
});

test('instanceof holds between two copies of the package, by family and no further', async () => {
  server.script(json(404, {}));
  const error = await failureOf(createClient(server).request(get));
  vi.resetModules();
  const copy = await import('../src/index.ts');
  expect(copy.NotFoundError).not.toBe(sdk.NotFoundError);
  expect(error instanceof copy.NotFoundError).toBe(true);
  expect(error instanceof copy.ApiError).toBe(true);
  expect(error instanceof copy.RaptorComplyError).toBe(true);
  expect(error instanceof copy.ConflictError).toBe(false);
  expect(error instanceof copy.ConnectionError).toBe(false);
  for (const other of [undefined, null, 'x', {}, new Error('x')]) expect(other instanceof copy.ApiError).toBe(false);
});

test("a caller's own subclass keeps the plain meaning of instanceof", async () => {
  class QuotaError extends sdk.RateLimitError {}
  const response = { status: 429, body: {}, headers: new Headers(), retryAfterMs: undefined };
  const context = { method: 'GET', urlTemplate: '/', attempts: 1, previous: [] };
  expect(new QuotaError(response, context) instanceof QuotaError).toBe(true);
  expect(new QuotaError(response, context) instanceof sdk.RateLimitError).toBe(true);
  expect(new sdk.RateLimitError(response, context) instanceof QuotaError).toBe(false);
});

test('the first attempt has no number in the message, five have', async () => {
  server.script(html(502));
  const error = (await failureOf(createClient(server).request(get))) as ApiError;
  expect(error.message).toMatch(/\(GET \/facilities\/\{id\}, 5 attempts\)$/);
});
