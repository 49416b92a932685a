import { beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../support/client.ts';
import { withoutKeys } from '../support/keys.ts';
import { SEED, scaled, seededRandom } from '../support/scaled.ts';
import { useTestServer } from '../support/use-test-server.ts';
import { type AttackCase, type Attacker, attack } from './attack-requests.ts';
import { Connection, type WireRequest } from './connection.ts';
import { collectGarbage } from './garbage.ts';
import { cursorsOf, everything } from './organization.ts';
import { type Ids, makeIds, type Target, targets } from './targets.ts';
import { wrongWith } from './verdict.ts';

/** Every n-th operation is attacked, from a seeded one on. */
const EVERY = scaled(1, 6);
const REQUESTS = scaled(20_000, 150);
/** For each operation this share of what can be wrong alone, and so many combinations of it. */
const EXTENT = { share: scaled(1, 0.08), combinations: scaled(40, 15) };
const CONNECTIONS = 8;

const MB = 1024 * 1024;
/** What may stay on the heap after a collection: caches that fill up once, and nothing per request (1 KB each would be 25 MB). */
const HEAP_BOUND = 20 * MB;
/** For the whole process. */
const PROCESS_BOUND = 256 * MB;

const server = useTestServer();
let victim: Client;
let foreign: Ids;
let foreignCursors: string[];
let secrets: RegExp;
beforeAll(async () => {
  victim = await server.newClient();
  foreign = await makeIds(victim);
  foreignCursors = await cursorsOf(victim);
  const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
  // The origin of every checkpoint begins with the id of the installation.
  const [installation] = await server.database.query<{ id: string }>({ text: 'select id from installation' });
  const theirs = new Set((await everything(victim, foreign)).match(uuid));
  theirs.delete(installation?.id ?? '');
  secrets = new RegExp([...theirs].join('|'), 'i');
});

/** Each operation is attacked by an organization of its own, so that what one attack makes or deletes is not in the next one's way. */
async function newAttacker(): Promise<Attacker> {
  const client = await server.newClient();
  const ids = await makeIds(client);
  return { key: client.key ?? '', ids, foreign, cursors: { own: await cursorsOf(client), foreign: foreignCursors } };
}

const shown = ({ method, target, headers, body }: WireRequest): string =>
  `${method} ${target.slice(0, 300)} ${JSON.stringify(headers).slice(0, 500)} ${body?.toString('latin1').slice(0, 500) ?? ''}`;

/** Sends an operation its attack over several connections; returns how many requests that were and what went wrong. */
async function attacked(target: Target, seed: number): Promise<{ count: number; wrong: string[] }> {
  const [valid, cases] = attack(target, await newAttacker(), seededRandom(seed), EXTENT);
  const wrong: string[] = [];
  let count = 0;
  async function attackOver(connection: Connection, sent: Iterable<AttackCase>): Promise<void> {
    for (const { name, request } of sent) {
      const number = ++count;
      const found = await connection.send(request).then(
        (response) => wrongWith(target, request, response, { secrets, isValid: sent !== cases }),
        (error: unknown) => [String(error)],
      );
      if (found.length === 0) continue;
      const where = `${target.operationId}, seed ${seed}, case ${number}, ${name}`;
      wrong.push(withoutKeys(`${found.join('; ')} <- ${where}: ${shown(request)}`));
    }
    connection.close();
  }
  // Alone and first: one of the others may delete what the valid request is about.
  await attackOver(new Connection(server.url), [valid]);
  await Promise.all(Array.from({ length: CONNECTIONS }, () => attackOver(new Connection(server.url), cases)));
  return { count, wrong };
}

/** What is in use when everything that is not has been collected; the log is the test's own and has been looked through. */
function memory(): { heap: number; process: number } {
  server.logged.length = 0;
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, process: rss };
}

const attackedTargets = targets.filter((_, index) => index % EVERY === SEED % EVERY);
/** Operations after which everything is warm: compiled, cached and pooled. What grows with requests goes on growing. */
const WARM_UP = Math.floor(attackedTargets.length / 2);

describe('a generated attack on the operations of the OpenAPI document', () => {
  it(`an attack of at least ${REQUESTS} requests gets no 5xx, no undocumented response and nothing of anybody else’s, in bounded memory`, async () => {
    const before = await everything(victim, foreign);
    const wrong: string[] = [];
    let count = 0;
    let warm = { heap: 0, process: 0 };
    for (const [index, target] of attackedTargets.entries()) {
      const result = await attacked(target, SEED + index);
      count += result.count;
      wrong.push(...result.wrong);
      if (index === WARM_UP) warm = memory();
    }
    const after = memory();
    // A hundred failures say what a thousand do.
    expect(wrong.slice(0, 100)).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(REQUESTS);
    expect(after.heap - warm.heap).toBeLessThan(HEAP_BOUND);
    expect(after.process - warm.process).toBeLessThan(PROCESS_BOUND);
    expect(await everything(victim, foreign)).toBe(before);
  }, 400_000);

  it('the attack finds every operation of every contract', () => {
    expect(targets.length).toBeGreaterThan(40);
    expect(new Set(targets.map(({ operationId }) => operationId)).size).toBe(targets.length);
  });
});

describe('forwarding headers', () => {
  it('forwarding headers do not change the address that failed authentications are counted by', async () => {
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
