import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectPlainError } from '../../../test/support/plain-error.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { LocalRateLimiter } from '../limits/rate-limiter.ts';
import { defineContract, file, json } from '../slice/contract.ts';
import { implement } from '../slice/implement.ts';

const SECRET = 'text of an exception';
const fault = (): never => {
  throw new Error(SECRET);
};
const withGetter = (name: string): Error => Object.defineProperty(new Error(SECRET), name, { get: fault });
const hostile = new Proxy(
  {},
  { get: fault, has: fault, getPrototypeOf: fault, ownKeys: fault, getOwnPropertyDescriptor: fault },
);

const thrown: Record<string, unknown> = {
  null: null,
  undefined: undefined,
  zero: 0,
  'an empty string': '',
  'a string': SECRET,
  'a symbol': Symbol(SECRET),
  'a big integer': 1n,
  'a function': fault,
  'an object without a prototype': Object.create(null),
  'an object that cannot be read': hostile,
  'an object with a status': { statusCode: 200, status: 204, headers: { 'x-leak': SECRET } },
  'an error with a status': Object.assign(new Error(SECRET), { statusCode: 418, headers: { 'x-leak': SECRET } }),
  'an error with an invalid header': Object.assign(new Error(SECRET), { headers: { 'x-leak': '\n' } }),
  'an error of the framework': Object.assign(new Error(SECRET), { code: 'FST_ERR_UNKNOWN', statusCode: 400 }),
  'an error that causes itself': Object.assign(new Error(SECRET), { cause: undefined }),
  ...Object.fromEntries(
    ['code', 'message', 'name', 'stack', 'cause', 'status', 'statusCode', 'headers', 'constraint', 'toString'].map(
      (name) => [`an error whose ${name} throws`, withGetter(name)],
    ),
  ),
};
const circular = thrown['an error that causes itself'] as Error;
circular.cause = circular;

const operation = (path: string) =>
  ({ method: 'GET', path, tag: 'Test', summary: 'Fail', permission: null, noAsOf: true }) as const;
const params = { index: Object.keys(thrown).map((_, index) => String(index)) };
const rows = { columns: [], schema: z.object({}) };
const faulty = implement(
  defineContract({
    fail: { ...operation('/fail/{index}'), params, response: json(z.object({})) },
    failToSerialize: { ...operation('/fail-to-serialize'), response: json(z.object({ a: z.array(z.string()) })) },
    failInFile: { ...operation('/fail-in-file/{index}'), params, response: file(rows, 'csv') },
    failInName: { ...operation('/fail-in-name'), response: file(rows, 'csv') },
  }),
  {
    fail: async ({ params: { index } }) => Promise.reject(Object.values(thrown)[Number(index)]),
    failToSerialize: async () => ({ a: hostile as string[] }),
    failInFile: async ({ params: { index } }) => Promise.reject(Object.values(thrown)[Number(index)]),
    failInName: async () => ({ name: '\u{1f50c}', sheet: { columns: [], parts: (async function* () {})() } }),
  },
);

let failure: { readonly thrown: unknown } | undefined;
const limiter = new LocalRateLimiter();
const server = useTestServer({
  implementations: [faulty],
  limiter: {
    take: (policy, bucket) => (failure === undefined ? limiter.take(policy, bucket) : Promise.reject(failure.thrown)),
  },
});

function expectError(response: Parameters<typeof expectPlainError>[0], status: number): void {
  expectPlainError(response, status);
  expect(response.body + JSON.stringify(response.headers)).not.toContain(SECRET);
  expect(response.headers).not.toHaveProperty('x-leak');
}

async function get(path: string, key: string) {
  const response = await fetch(server.url + path, { headers: { 'x-api-key': key } });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

describe('whatever is thrown', () => {
  it.each(Object.keys(thrown).map((name, index) => [name, index] as const))(
    '%s is the one 500, with complete headers and a line in the log',
    async (_, index) => {
      const key = await server.newKey(await server.newOrganization());
      for (const path of [`/fail/${index}`, `/fail-in-file/${index}`]) {
        const before = server.logged.length;
        expectError(await get(path, key), 500);
        expect(
          server.logged.slice(before).filter((line) => line.includes('"request failed"')),
          path,
        ).toHaveLength(1);
      }
      failure = { thrown: Object.values(thrown)[index] };
      expectError(await get('/fail/0', key).finally(() => (failure = undefined)), 500);
    },
  );

  it.each(['/fail-to-serialize', '/fail-in-name'])(
    'a response that cannot be sent (%s) is the one 500',
    async (path) => {
      const key = await server.newKey(await server.newOrganization());
      expectError(await get(path, key), 500);
    },
  );
});

it('a stopping server refuses with complete headers', async () => {
  const key = await server.newKey(await server.newOrganization());
  server.startClosing();
  expectError(await get('/fail/0', key), 503);
});
