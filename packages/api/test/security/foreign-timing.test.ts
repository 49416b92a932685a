import { expect, it } from 'vitest';
import { SEED, scaled, seededRandom } from '../support/scaled.ts';
import { prepared, useClient, useTestServer } from '../support/use-test-server.ts';
import { Connection, type WireRequest } from './connection.ts';
import { percentile } from './latency.ts';
import { idOf, makeIds, type Target, targets } from './targets.ts';

const PAIRS = scaled(1500, 150);
/** What nobody can tell over a network, in milliseconds. */
const TOLERANCE_MS = 0.05;
/**
 * A pair is one request of each kind, in random order, so that what the machine does meanwhile lengthens either with the same
 * probability. If the kinds differ by no more than the tolerance, at most half of the pairs differ by more in one direction: their
 * number is at most binomial, with a deviation of √PAIRS / 2. The chance to be five deviations above the half is 2.9e-7, twice that for
 * both directions, and 9.1e-6 for sixteen operations: one run of this file in 100,000 fails without a cause.
 */
const BOUND = PAIRS / 2 + 5 * (Math.sqrt(PAIRS) / 2);

const server = useTestServer();
const client = useClient(server);
const stranger = useClient(server);
const ids = prepared(() => makeIds(client));
const foreign = prepared(() => makeIds(stranger));
const random = seededRandom(SEED);

/** GET, PATCH, PUT and DELETE of one record, of every resource. */
const records = targets.filter(({ template }) => /^\/[\w-]+\/\{\w*[iI]d\}$/.test(template));

/** An id that nothing has, next to one that another organization's record has. */
const beside = (id: string): string => `${id.slice(0, -4)}${id.endsWith('ffff') ? 'fffe' : 'ffff'}`;

function requestOf(target: Target, id: (noun: string) => string): WireRequest {
  const hasBody = target.method !== 'GET' && target.method !== 'DELETE';
  return {
    method: target.method,
    target: target.path(id),
    headers: [['x-api-key', client.key ?? ''], ...(hasBody ? [['content-type', 'application/json'] as const] : [])],
    body: hasBody ? Buffer.from(JSON.stringify(target.validBody(ids))) : undefined,
  };
}

async function took(connection: Connection, request: WireRequest, delayMs = 0): Promise<number> {
  const since = performance.now();
  const { status } = await connection.send(request);
  for (const until = performance.now() + delayMs; performance.now() < until; );
  const ms = performance.now() - since;
  expect(status).toBe(404);
  return ms;
}

/** In how many pairs a foreign id took longer, and in how many an unknown one; a delay makes the foreign one slower. */
async function compare(target: Target, delayMs?: number): Promise<{ foreign: number; unknown: number }> {
  const theirs = requestOf(target, (noun) => idOf(noun, foreign));
  const nobodys = requestOf(target, (noun) => beside(idOf(noun, foreign)));
  const connection = new Connection(server.url);
  for (let warmUp = 0; warmUp < 20; warmUp++) await took(connection, warmUp % 2 === 0 ? theirs : nobodys);
  const longer = { foreign: 0, unknown: 0 };
  for (let pair = 0; pair < PAIRS; pair++) {
    const foreignFirst = random() < 0.5;
    const first = foreignFirst ? await took(connection, theirs, delayMs) : await took(connection, nobodys);
    const second = foreignFirst ? await took(connection, nobodys) : await took(connection, theirs, delayMs);
    const difference = foreignFirst ? first - second : second - first;
    if (difference > TOLERANCE_MS) longer.foreign++;
    if (difference < -TOLERANCE_MS) longer.unknown++;
  }
  connection.close();
  return longer;
}

it.each(records.map((target) => [target.operationId, target] as const))(
  '%s takes as long for an id of another organization as for one that does not exist',
  async (_, target) => {
    const longer = await compare(target);
    expect(longer.foreign).toBeLessThan(BOUND);
    expect(longer.unknown).toBeLessThan(BOUND);
  },
  300_000,
);

it('the comparison notices a delay as long as a slow request', async () => {
  const [target] = records;
  if (target === undefined) throw new Error('There is no operation on one record');
  const connection = new Connection(server.url);
  const request = requestOf(target, (noun) => beside(idOf(noun, foreign)));
  const times: number[] = [];
  while (times.length < 50) times.push(await took(connection, request));
  connection.close();
  expect((await compare(target, percentile(times, 0.9))).foreign).toBeGreaterThan(BOUND);
}, 60_000);
