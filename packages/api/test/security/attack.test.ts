import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../support/client.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { type Attacker, attack } from './attack-requests.ts';
import { Connection, type WireRequest } from './connection.ts';
import { collectGarbage } from './garbage.ts';
import { cursorsOf, everything } from './organization.ts';
import { type Ids, makeIds, type Target, targets } from './targets.ts';
import { wrongWith } from './verdict.ts';

const SEED = 20_261_122;
const REQUESTS = 20_000;
/** For each operation everything that can be wrong alone, and so many combinations of it. */
const COMBINATIONS = 40;
const CONNECTIONS = 8;

const MB = 1024 * 1024;
/** What may stay on the heap after a collection: caches that fill up once, and nothing per request (1 KB each would be 25 MB). */
const HEAP_BOUND = 20 * MB;
/** For the whole process: the embedded database is in it and keeps what the attack has made; it grows by some 75 MB. */
const PROCESS_BOUND = 256 * MB;

let server: TestServer;
let victim: Client;
let foreign: Ids;
let foreignCursors: string[];
let secrets: RegExp;

beforeAll(async () => {
  server = await startTestServer();
  victim = await server.newClient();
  foreign = await makeIds(victim);
  foreignCursors = await cursorsOf(victim);
  const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  secrets = new RegExp([...new Set((await everything(victim, foreign)).match(uuid))].join('|'), 'i');
});
afterAll(() => server.close());

/** Each operation is attacked by an organization of its own, so that what one attack makes or deletes is not in the next one's way. */
async function newAttacker(): Promise<Attacker> {
  const client = await server.newClient();
  const ids = await makeIds(client);
  return { key: client.key ?? '', ids, foreign, cursors: { own: await cursorsOf(client), foreign: foreignCursors } };
}

/** A small generator of numbers from 0 to 1 that a seed decides (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const shown = ({ method, target, headers, body }: WireRequest): string =>
  `${method} ${target.slice(0, 300)} ${JSON.stringify(headers).slice(0, 500)} ${body?.toString('latin1').slice(0, 500) ?? ''}`;

/** Sends an operation its attack over several connections; returns how many requests that were and what went wrong. */
async function attacked(target: Target, seed: number): Promise<{ count: number; wrong: string[] }> {
  const cases = attack(target, await newAttacker(), seeded(seed), COMBINATIONS);
  const wrong: string[] = [];
  let count = 0;
  async function attackOver(connection: Connection): Promise<void> {
    for (const { name, request, isValid } of cases) {
      const number = ++count;
      const found = await connection.send(request).then(
        (answer) => wrongWith(target, request, answer, { secrets, isValid }),
        (error: unknown) => [String(error)],
      );
      if (found.length === 0) continue;
      wrong.push(
        `${found.join('; ')} <- ${target.operationId}, seed ${seed}, case ${number}, ${name}: ${shown(request)}`,
      );
    }
    connection.close();
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, () => attackOver(new Connection(server.url))));
  return { count, wrong };
}

/** What is in use when everything that is not has been collected; the log is the test's own and has been looked through. */
function memory(): { heap: number; process: number } {
  server.logged.length = 0;
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, process: rss };
}

/** Operations after which everything is warm: compiled, cached and pooled. What grows with requests goes on growing. */
const WARM_UP = Math.floor(targets.length / 2);

describe('a generated attack on every operation of the OpenAPI document', () => {
  it(`of at least ${REQUESTS} requests gets no 5xx, no undocumented answer and nothing of anybody else’s, in bounded memory`, async () => {
    const before = await everything(victim, foreign);
    const wrong: string[] = [];
    let count = 0;
    let warm = memory();
    for (const [index, target] of targets.entries()) {
      const result = await attacked(target, SEED + index);
      count += result.count;
      wrong.push(...result.wrong);
      if (index < WARM_UP) warm = memory();
    }
    const after = memory();
    // A hundred failures say what a thousand do.
    expect(wrong.slice(0, 100)).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(REQUESTS);
    expect(after.heap - warm.heap).toBeLessThan(HEAP_BOUND);
    expect(after.process - warm.process).toBeLessThan(PROCESS_BOUND);
    expect(await everything(victim, foreign)).toBe(before);
  }, 400_000);

  it('finds every operation of every contract', () => {
    expect(targets.length).toBeGreaterThan(40);
    expect(new Set(targets.map(({ operationId }) => operationId)).size).toBe(targets.length);
  });
});

describe('forwarding headers', () => {
  it('do not give who tries keys another address: failed authentications run out all the same', async () => {
    const connection = new Connection(server.url);
    const statuses: number[] = [];
    for (let n = 0; n < 2000 && !statuses.includes(429); n++) {
      const from = `198.51.100.${n % 250}, 10.0.${n >> 8}.${n % 256}`;
      const headers = [
        ['x-api-key', `rc_live_${String(n).padStart(43, '0')}`],
        ['x-forwarded-for', from],
        ['x-real-ip', `203.0.113.${n % 250}`],
        ['forwarded', `for="[2001:db8::${n.toString(16)}]"`],
      ] as const;
      const { status } = await connection.send({ method: 'GET', target: '/facilities', headers });
      statuses.push(status);
    }
    connection.close();
    expect([...new Set(statuses)].filter((status) => status !== 401)).toEqual([429]);
    expect((await victim.get('/facilities')).status).toBe(200);
  });
});
