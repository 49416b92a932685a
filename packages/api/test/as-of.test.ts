import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supportsAsOf } from '../src/kernel/slice/contract.ts';
import { makeCyberAsset, makeCyberSystem, makeFacility } from './support/fixtures.ts';
import { scaled } from './support/scaled.ts';
import { useTestServer } from './support/use-test-server.ts';
import { nounOf, operations, pathOf, type Step, World } from './support/world.ts';

const server = useTestServer();

/** Writes to something else than the inventory, or to nothing. */
const OTHERS = ['previewControlCenterImpact', 'createApiKey', 'revokeApiKey'];
const WRITES = [...operations]
  .filter(([operationId, { method }]) => method !== 'GET' && !OTHERS.includes(operationId))
  .map(([operationId]) => operationId);
const READS = [...operations].filter(([, operation]) => supportsAsOf(operation));

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
] as const;
const OTHER_CREATES = WRITES.filter(
  (write) => write.startsWith('create') && !FIRST.some(([operationId]) => operationId === write),
);

/** One of everything, in a facility and in a control center, before a random history. */
const BEGINNING: readonly Step[] = [
  ...FIRST,
  ...OTHER_CREATES.flatMap((operationId) => [[operationId, 0] as const, [operationId, 1] as const]),
].map(([operationId, value]) => ({ operationId, which: value, other: 0, value }));

/** Each write to two records, after it; those that delete come last. */
const END: readonly Step[] = [...WRITES]
  .sort((one, other) => Number(one.startsWith('delete')) - Number(other.startsWith('delete')))
  .flatMap((operationId) => [0, 1].map((which) => ({ operationId, which, other: which, value: 2999 - which })));

/** After so many steps the past is kept, to be asked for later; once all of the beginning is there, in any case. */
const EVERY = scaled(1, 6);

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

const now = async ({ client }: World) => String((await client.get('/activity/checkpoint')).body.occurredAt);

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
      { numRuns: scaled(5, 1) },
    );
    expect([...done].sort()).toEqual([...WRITES].sort());
    expect([...compared].sort()).toEqual(READS.map(([operationId]) => operationId).sort());
  }, 300_000);

  it('a moment before the first record shows nothing, and one in the future is refused', async () => {
    const client = await server.newClient();
    const { id } = await makeFacility(client);
    expect((await client.get('/facilities?asOf=2001-01-01T00:00:00Z')).text).toBe('[]');
    expect((await client.get(`/facilities/${id}?asOf=2001-01-01T00:00:00Z`)).status).toBe(404);
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
    const { occurredAt } = (await mine.get('/activity/checkpoint')).body;
    for (const id of ids) await mine.must.delete(`/cyber-assets/${id}`);
    const seen: string[] = [];
    for (let path: string | undefined = `/cyber-assets?limit=2&asOf=${occurredAt}`; path !== undefined; ) {
      const page: { body: { id: string }[]; headers: Headers } = await mine.get<{ id: string }[]>(path);
      seen.push(...page.body.map(({ id }) => id));
      path = /<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(ids);
    expect((await mine.get('/cyber-assets')).text).toBe('[]');
    expect((await theirs.get(`/cyber-assets?asOf=${occurredAt}`)).text).toBe('[]');
    expect((await theirs.get(`/cyber-assets/${ids[0]}?asOf=${occurredAt}`)).status).toBe(404);
  });
});
