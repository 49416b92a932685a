import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supportsAsOf } from '../src/kernel/slice/contract.ts';
import type { TestResponse } from './support/client.ts';
import { lastMoment, makeCyberAsset, makeCyberSystem, makeFacility } from './support/fixtures.ts';
import { scaled } from './support/scaled.ts';
import { useTestServer } from './support/use-test-server.ts';
import { nounOf, operations, pathOf, type Step, World } from './support/world.ts';

const server = useTestServer();

/** Writes to something else than the inventory, to nothing, to a record with a date in its path, or to one that only a late task makes. */
const OTHERS = [
  'addActivityCosignatures',
  'createActivityVerification',
  'createAuditPackage',
  'previewControlCenterImpact',
  'explainClock',
  'updateTaskInstance',
  'updatePotentialNoncompliance',
  'createApiKey',
  'revokeApiKey',
  'endSession',
  'createCalendarFeed',
  'revokeCalendarFeed',
];
const WRITES = [...operations]
  .filter(([operationId, { method }]) => method !== 'GET' && !OTHERS.includes(operationId))
  .map(([operationId]) => operationId);
/**
 * The key of a history acts for no user; users.test.ts has the past of who a key acts for. Only a late task makes a potential noncompliance,
 * which nothing here changes.
 */
const UNCHANGED = ['getCurrentUser', 'getPotentialNoncompliance'];
const READS = [...operations].filter(
  ([operationId, operation]) => supportsAsOf(operation) && !UNCHANGED.includes(operationId),
);

const step: fc.Arbitrary<Step> = fc.record({
  operationId: fc.constantFrom(...WRITES),
  which: fc.nat(20),
  other: fc.nat(20),
  value: fc.nat(3000),
});

const FIRST = [
  ['createControlCenter', 0],
  ['createFacility', 0],
  ['createCyberSystem', 0],
  ['createCyberSystem', 1],
  ['createPhysicalArea', 0],
  ['createPhysicalArea', 1],
  ['createCyberAsset', 1],
  ['createCyberAsset', 2],
  ['createCyberAsset', 3],
  ['createCyberAsset', 6],
] as const;
const OTHER_CREATES = WRITES.filter(
  (write) => write.startsWith('create') && !FIRST.some(([operationId]) => operationId === write),
);

/** One of everything, in a facility and in a control center, before a random history. */
const BEGINNING: readonly Step[] = [
  ...FIRST,
  ...OTHER_CREATES.flatMap((operationId) => [[operationId, 0] as const, [operationId, 1] as const]),
].map(([operationId, value]) => ({ operationId, which: value, other: 0, value }));

const isLate = (operationId: string): number => ['delete', 'restore'].findIndex((word) => operationId.startsWith(word));

/** Each write to two records, after it. Those that delete come late, and those that restore, one record each, last. */
const END: readonly Step[] = [...WRITES]
  .sort((one, other) => isLate(one) - isLate(other))
  .flatMap((operationId) =>
    (isLate(operationId) === 1 ? [0] : [0, 1]).map((which) => ({
      operationId,
      which,
      other: which,
      value: 2999 - which,
    })),
  );

/** After so many steps the past is kept, to be asked for later; once all of the beginning is there, in any case. */
const EVERY = scaled(3, 24);

/** The paths of each read, with its operation: of everything there ever was, and the lists of all of it with filters too. */
function reads(world: World): [path: string, operationId: string][] {
  return READS.flatMap(([operationId, operation]) => {
    const ids = operation.params === undefined ? [''] : world.ids(nounOf(operation));
    const queries = operation.params === undefined ? ['', 'impactLevel=low', 'q=renamed', 'limit=2'] : [''];
    return ids.flatMap((id) =>
      queries.map((query): [string, string] => [`${pathOf(operation, id)}?${query}`, operationId]),
    );
  });
}

type Responses = ReadonlyMap<string, { readonly operationId: string; readonly response: string }>;

/** The response to every read, now or as of a moment. */
async function responses(world: World, asOf?: string, asked = reads(world)): Promise<Responses> {
  return new Map(
    await Promise.all(
      asked.map(async ([path, operationId]) => {
        const { status, text } = await world.client.get(asOf === undefined ? path : `${path}&asOf=${asOf}`);
        return [path, { operationId, response: `${status} ${text}` }] as const;
      }),
    ),
  );
}

const now = ({ client }: World) => lastMoment(client);

describe('asOf', () => {
  it('each read as of each moment of any history gets the response that it had then', async () => {
    const done = new Set<string>();
    const compared = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: scaled(30, 10) }), async (history) => {
        const world = new World(await server.newClient());
        const moments: { readonly at: string; readonly before: Responses }[] = [];
        for (const [index, taken] of [...BEGINNING, ...history, ...END].entries()) {
          if (await world.take(taken)) done.add(taken.operationId);
          if (index % EVERY !== BEGINNING.length % EVERY) continue;
          moments.push({ at: await now(world), before: await responses(world) });
        }
        const present = await responses(world);
        for (const { at, before } of moments) {
          const asked = [...before].map(([path, { operationId }]): [string, string] => [path, operationId]);
          expect(await responses(world, at, asked), at).toEqual(before);
          for (const [path, { operationId, response }] of before) {
            if (response.startsWith('200') && response !== present.get(path)?.response) compared.add(operationId);
          }
        }
      }),
      { numRuns: scaled(3, 1) },
    );
    expect([...done].sort()).toEqual([...WRITES].sort());
    expect([...compared].sort()).toEqual(READS.map(([operationId]) => operationId).sort());
  }, 900_000);

  it('a moment before the first record shows nothing, and one in the future or before the log is refused', async () => {
    const client = await server.newClient();
    const { id } = await makeFacility(client);
    const [first] = (await client.get<{ occurredAt: string }[]>('/activity?after=0&limit=1')).body;
    expect((await client.get(`/facilities?asOf=${first?.occurredAt}`)).text).toBe('[]');
    expect((await client.get(`/facilities/${id}?asOf=${first?.occurredAt}`)).status).toBe(404);
    const earlier = await client.get('/facilities?asOf=2001-01-01T00:00:00Z');
    expect([earlier.status, earlier.body.field]).toEqual([422, 'asOf']);
    const later = await client.get('/facilities?asOf=2999-01-01T00:00:00Z');
    expect([later.status, later.body.field]).toEqual([422, 'asOf']);
    expect((await client.get('/facilities?asOf=yesterday')).body.field).toBe('asOf');
  });

  it('the past shows nothing of another organization, and comes in pages', async () => {
    const mine = await server.newClient();
    const theirs = await server.newClient();
    const cyberSystemId = (await makeCyberSystem(mine)).id;
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await makeCyberAsset(mine, { cyberSystemId })).id);
    const occurredAt = await lastMoment(mine);
    for (const id of ids) await mine.must.delete(`/cyber-assets/${id}`);
    const seen: string[] = [];
    for (let path: string | undefined = `/cyber-assets?limit=2&asOf=${occurredAt}`; path !== undefined; ) {
      const page: TestResponse<{ id: string }[]> = await mine.get<{ id: string }[]>(path);
      seen.push(...page.body.map(({ id }) => id));
      path = page.next;
    }
    expect(seen).toEqual(ids);
    expect((await mine.get('/cyber-assets')).text).toBe('[]');
    expect((await theirs.get(`/cyber-assets?asOf=${occurredAt}`)).text).toBe('[]');
    expect((await theirs.get(`/cyber-assets/${ids[0]}?asOf=${occurredAt}`)).status).toBe(404);
  });
});
