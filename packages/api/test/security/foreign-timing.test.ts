import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { Connection, type WireRequest } from './connection.ts';
import { percentile } from './latency.ts';
import { type Ids, idOf, makeIds, type Target, targets } from './targets.ts';

const PAIRS = 150;
const BATCHES = 8;
/** A tenth of a request, some 0.2 ms, is below what a caller can tell over a network, and above what a median of noise leaves. */
const LIMIT = 0.1;

let server: TestServer;
let key: string;
let ids: Ids;
let foreign: Ids;

beforeAll(async () => {
  server = await startTestServer();
  const mine = await server.newClient();
  key = mine.key ?? '';
  ids = await makeIds(mine);
  foreign = await makeIds(await server.newClient());
});
afterAll(() => server.close());

/** GET, PATCH, PUT and DELETE of one record, of every resource. */
const records = targets.filter(({ template }) => /^\/[\w-]+\/\{\w+\}$/.test(template));

/** An id that nothing has, next to one that another organization's record has. */
const beside = (id: string): string => `${id.slice(0, -4)}${id.endsWith('ffff') ? 'fffe' : 'ffff'}`;

function requestOf(target: Target, id: (noun: string) => string): WireRequest {
  const body =
    target.method === 'GET' || target.method === 'DELETE'
      ? undefined
      : Buffer.from(JSON.stringify(target.validBody(ids)));
  return {
    method: target.method,
    target: target.path(id),
    headers: [['x-api-key', key], ...(body === undefined ? [] : [['content-type', 'application/json'] as const])],
    body,
  };
}

async function took(connection: Connection, request: WireRequest): Promise<number> {
  const since = performance.now();
  const { status } = await connection.send(request);
  const ms = performance.now() - since;
  expect(status).toBe(404);
  return ms;
}

/**
 * A pair is one request each, right after the other and in turn first, so that whatever the machine does meanwhile falls on both. The
 * median of the differences ignores the outliers. While it is above the limit more pairs are taken: noise wears off, a leak does not.
 */
it.each(records.map((target) => [target.operationId, target] as const))(
  '%s takes as long for an id of another organization as for one that does not exist',
  async (_, target) => {
    const theirs = requestOf(target, (noun) => idOf(noun, foreign));
    const nobodys = requestOf(target, (noun) => beside(idOf(noun, foreign)));
    const connection = new Connection(server.url);
    for (let warmUp = 0; warmUp < 20; warmUp++) await took(connection, warmUp % 2 === 0 ? theirs : nobodys);
    const differences: number[] = [];
    const all: number[] = [];
    let share = Number.POSITIVE_INFINITY;
    for (let batch = 0; batch < BATCHES && share >= LIMIT; batch++) {
      for (let pair = 0; pair < PAIRS; pair++) {
        const theirsFirst = pair % 2 === 0;
        const first = await took(connection, theirsFirst ? theirs : nobodys);
        const second = await took(connection, theirsFirst ? nobodys : theirs);
        differences.push(theirsFirst ? first - second : second - first);
        all.push(first, second);
      }
      share = Math.abs(percentile(differences, 0.5)) / percentile(all, 0.5);
    }
    connection.close();
    expect(share).toBeLessThan(LIMIT);
  },
  60_000,
);
