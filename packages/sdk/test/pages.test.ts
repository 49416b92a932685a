import { expect, test } from 'vitest';
import { ListPromise, ParseError, ServerError } from '../src/index.ts';
import { type Fault, html, json } from './fault-server.ts';
import { createClient, failureOf, useFaultServer } from './setup.ts';

const server = useFaultServer();
const list = { method: 'GET', path: '/facilities', query: { limit: 2 } } as const;

function page(items: unknown[], next?: string): Fault {
  return json(200, items, next === undefined ? {} : { Link: `<${next}>; rel="next"` });
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('awaited, a list is the bare array of one request', async () => {
  server.script(page([1, 2], '?cursor=b'));
  const items = await createClient(server).requestList(list);
  expect(items).toEqual([1, 2]);
  expect(Array.isArray(items)).toBe(true);
  expect(server.requests).toHaveLength(1);
});

const links: Record<string, [link: string | undefined, cursor: string | undefined]> = {
  'a query': ['?limit=2&cursor=b%3D', 'b='],
  'a path': ['/facilities?cursor=b&limit=2', 'b'],
  'a whole address with a fragment': ['https://h/facilities?cursor=b#x', 'b'],
  nothing: [undefined, undefined],
};
for (const [name, [link, cursor]] of Object.entries(links)) {
  test(`an awaited page says where the next one starts, by ${name}`, async () => {
    server.script(page([1, 2], link));
    const items = await createClient(server).requestList(list);
    expect([items.nextCursor, [...items], JSON.stringify(items)]).toEqual([cursor, [1, 2], '[1,2]']);
    expect(items).toEqual([1, 2]);
  });
}

test('an awaited page says how many items there are on all pages, if the response does', async () => {
  for (const [header, count] of [
    ['12480', 12_480],
    ['0', 0],
    ['many', undefined],
    [undefined, undefined],
  ] as const) {
    server.script(json(200, [1], header === undefined ? {} : { 'X-Total-Count': header }));
    expect((await createClient(server).requestList(list)).totalCount).toBe(count);
  }
});

test('iterated, a list is every item of every page, in order', async () => {
  server.script(page([1, 2], '/facilities?limit=2&cursor=b'), page([], '/facilities?limit=2&cursor=c'), page([3]));
  expect(await collect(createClient(server).requestList(list))).toEqual([1, 2, 3]);
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/facilities?limit=2',
    '/facilities?limit=2&cursor=b',
    '/facilities?limit=2&cursor=c',
  ]);
});

test('a relative link, an absolute one and a query alone lead on, also under a prefix', async () => {
  server.script(
    page([1], '?cursor=a'),
    page([2], 'facilities?cursor=b'),
    page([3], `${server.origin}/api/facilities?cursor=c#top`),
    page([4]),
  );
  const client = createClient(server, { baseUrl: `${server.origin}/api/` });
  expect(await collect(client.requestList(list))).toEqual([1, 2, 3, 4]);
  expect(server.requests.map(({ url }) => url)).toEqual([
    '/api/facilities?limit=2',
    '/api/facilities?cursor=a',
    '/api/facilities?cursor=b',
    '/api/facilities?cursor=c',
  ]);
});

test('every page is asked for with the key and the options of the call', async () => {
  server.script(page([1], '?cursor=a'), html(503), page([2]));
  const options = { headers: { 'X-Trace': 't' }, maxRetries: 1 };
  expect(await collect(createClient(server).requestList(list, options))).toEqual([1, 2]);
  expect(new Set(server.requests.map(({ headers }) => `${headers['x-trace']} ${headers['x-api-key']}`)).size).toBe(1);
  expect(server.requests).toHaveLength(3);
});

test('a page that fails ends the iteration with its error, after the items before it', async () => {
  server.script(page([1], '?cursor=a'), html(503));
  const read: unknown[] = [];
  const iterate = async () => {
    for await (const item of createClient(server, { maxRetries: 1 }).requestList(list)) read.push(item);
  };
  expect(await failureOf(iterate())).toBeInstanceOf(ServerError);
  expect(read).toEqual([1]);
});

test('leaving the loop asks for no further page', async () => {
  server.script(page([1, 2], '?cursor=a'));
  for await (const item of createClient(server).requestList(list)) if (item === 2) break;
  expect(server.requests).toHaveLength(1);
});

test('a list that is awaited and iterated sends its first request once', async () => {
  server.script(page([1], '?cursor=a'), page([2]));
  const call = createClient(server).requestList(list);
  expect(call).toBeInstanceOf(ListPromise);
  expect(await call).toEqual([1]);
  expect(await collect(call)).toEqual([1, 2]);
  expect(server.requests).toHaveLength(2);
});

test('pages that lead in a circle end with an error instead of going on forever', async () => {
  server.script(page([1], '?cursor=a'), page([2], '?cursor=b'), page([3], '?cursor=a'));
  const error = (await failureOf(collect(createClient(server).requestList(list)))) as ParseError;
  expect(error).toBeInstanceOf(ParseError);
  expect(error.message).toContain('already read');
  expect(server.requests).toHaveLength(3);
});

test('a fragment does not make a page that was already read a new one', async () => {
  server.script(page([1], '#again'));
  const error = (await failureOf(collect(createClient(server).requestList(list)))) as ParseError;
  expect(error.message).toContain('already read');
  expect(server.requests).toHaveLength(1);
});

test('withResponse gives the data, the response, the attempts and the request id', async () => {
  server.script(html(503), json(200, [1], { ETag: '"7"', 'X-Request-Id': '01J' }));
  const { data, response, attempts, requestId } = await createClient(server).requestList(list).withResponse();
  expect([data, attempts, requestId, response.status, response.headers.get('etag')]).toEqual([
    [1],
    2,
    '01J',
    200,
    '"7"',
  ]);
});
