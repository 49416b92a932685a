import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './support/client.ts';
import {
  controlCenterBody,
  cyberAssetBody,
  cyberSystemBody,
  facilityBody,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
} from './support/fixtures.ts';
import { startTestServer, type TestServer } from './support/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A step of a random history: what is done, to which of what there is, and with which value. */
const step = fc.record({
  kind: fc.constantFrom('create', 'create', 'update', 'update', 'delete', 'assign', 'unassign', 'enter', 'import'),
  type: fc.constantFrom('facilities', 'control-centers', 'cyber-systems', 'cyber-assets', 'physical-areas'),
  which: fc.nat(20),
  other: fc.nat(20),
  value: fc.nat(3000),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const LISTS = [
  '/facilities',
  '/facilities?impactLevel=low&limit=2',
  '/control-centers',
  '/cyber-systems',
  '/cyber-systems?impactLevel=medium',
  '/cyber-assets',
  '/cyber-assets?q=renamed',
];
const OF_EACH: Readonly<Record<string, readonly string[]>> = {
  facilities: ['', '/cyber-assets', '/cyber-assets/export', '/physical-areas'],
  'control-centers': ['', '/facilities', '/impact-determinations'],
  'cyber-systems': ['', '/cyber-assets'],
  'cyber-assets': [''],
  'physical-areas': [''],
};

/** An organization that a random history happens to; it never forgets an id, not even a deleted one. */
class World {
  readonly client: Client;
  readonly ids: Record<string, string[]> = {
    facilities: [],
    'control-centers': [],
    'cyber-systems': [],
    'cyber-assets': [],
    'physical-areas': [],
  };

  constructor(client: Client) {
    this.client = client;
  }

  #id(type: string, which: number): string {
    const ids = this.ids[type] ?? [];
    return ids[which % Math.max(1, ids.length)] ?? crypto.randomUUID();
  }

  #body({ type, which, other, value }: Step): unknown {
    const bodies: Record<string, () => unknown> = {
      facilities: () => facilityBody({ capacityMw: value, controlCenterId: this.#id('control-centers', which) }),
      'control-centers': () => controlCenterBody({ recoveryPointObjective: value / 7 }),
      'cyber-systems': () => cyberSystemBody({ facilityId: this.#id('facilities', which) }),
      'cyber-assets': () => cyberAssetBody({ cyberSystemId: this.#id('cyber-systems', which), count: value + 1 }),
      'physical-areas': () => ({
        name: `Area ${value}`,
        facilityId: this.#id('facilities', which),
        cyberAssetIds: this.ids['cyber-assets']?.slice(other % 3, (other % 3) + 2) ?? [],
      }),
    };
    return bodies[type]?.();
  }

  #change({ type, which, other, value }: Step): unknown {
    const changes: Record<string, unknown> = {
      facilities: { capacityMw: String(value), ...(value % 2 === 0 ? { address: { city: `Town ${value}` } } : {}) },
      'control-centers': {
        latitude: value / 100,
        address: { addressLine2: value % 2 === 0 ? null : `Floor ${value}` },
      },
      'cyber-systems': { systemTitle: `renamed ${value}` },
      'cyber-assets': { assetTitle: `renamed ${value}`, impactLevel: value % 2 === 0 ? 'low' : 'high' },
      'physical-areas': { cyberAssetIds: [this.#id('cyber-assets', which), this.#id('cyber-assets', other)] },
    };
    return changes[type];
  }

  /** Does a step; many are refused, as they would be of a careless client. */
  async take(taken: Step): Promise<void> {
    const { kind, type, which, other, value } = taken;
    const { client } = this;
    const center = this.#id('control-centers', which);
    const facilityIds = [this.#id('facilities', other)];
    if (kind === 'create') {
      const { status, body } = await client.post(`/${type}`, this.#body(taken));
      if (status === 201) this.ids[type]?.push(body.id);
    } else if (kind === 'update') await client.patch(`/${type}/${this.#id(type, which)}`, this.#change(taken));
    else if (kind === 'delete') await client.delete(`/${type}/${this.#id(type, which)}`);
    else if (kind === 'assign') await client.post(`/control-centers/${center}/assign-facilities`, { facilityIds });
    else if (kind === 'unassign') await client.post(`/control-centers/${center}/unassign-facilities`, { facilityIds });
    else if (kind === 'import') await this.#import(this.#id('cyber-systems', which), value);
    else await client.patch(`/physical-areas/${this.#id('physical-areas', which)}`, { cyberAssetIds: [] });
  }

  async #import(systemId: string, value: number): Promise<void> {
    const { cyberSystemId: _, ...asset } = cyberAssetBody({ cyberSystemId: '', assetTag: `I-${value}` }) as Record<
      string,
      unknown
    >;
    const body = `${Object.keys(asset).join(',')}\n${Object.values(asset).join(',')}\n`;
    await this.client.send('POST', `/cyber-systems/${systemId}/cyber-assets/import`, {
      body,
      headers: { 'content-type': 'text/csv' },
    });
  }

  /** Every read of the inventory, now or as of a moment: what is asked and what is answered. */
  async answers(paths: readonly string[], asOf?: string): Promise<Record<string, string>> {
    const asked = await Promise.all(
      paths.map(async (path) => {
        const at = asOf === undefined ? '' : `${path.includes('?') ? '&' : '?'}asOf=${asOf}`;
        const { status, text } = await this.client.get(path + at);
        return [path, `${status} ${text}`];
      }),
    );
    return Object.fromEntries(asked) as Record<string, string>;
  }

  paths(): string[] {
    const own = Object.entries(this.ids).flatMap(([type, ids]) =>
      ids.flatMap((id) => (OF_EACH[type] ?? []).map((rest) => `/${type}/${id}${rest}`)),
    );
    return [...LISTS, ...own];
  }

  async now(): Promise<string> {
    return String((await this.client.get('/activity/checkpoint')).body.occurredAt);
  }
}

describe('asOf', () => {
  it('answers each read, at each moment of any history, as it was answered then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 25 }), async (history) => {
        const world = new World(await server.newClient());
        const kept: { moment: string; answers: Record<string, string> }[] = [];
        for (const type of ['control-centers', 'facilities', 'cyber-systems', 'cyber-assets', 'physical-areas']) {
          await world.take({ kind: 'create', type: type as Step['type'], which: 0, other: 0, value: 1 });
        }
        for (const taken of history) {
          await world.take(taken);
          kept.push({ moment: await world.now(), answers: await world.answers(world.paths()) });
        }
        for (const { moment, answers } of kept) {
          expect(await world.answers(Object.keys(answers), moment), moment).toEqual(answers);
        }
      }),
      { numRuns: 4 },
    );
  }, 240_000);

  it('before anything was there finds nothing, and in the future is refused', async () => {
    const client = await server.newClient();
    const { id } = await makeFacility(client);
    expect((await client.get('/facilities?asOf=2001-01-01T00:00:00Z')).text).toBe('[]');
    expect((await client.get(`/facilities/${id}?asOf=2001-01-01T00:00:00Z`)).status).toBe(404);
    const later = await client.get('/facilities?asOf=2999-01-01T00:00:00Z');
    expect([later.status, later.body.field]).toEqual([422, 'asOf']);
    expect((await client.get('/facilities?asOf=yesterday')).body.field).toBe('asOf');
  });

  it('shows nothing of another organization, and goes through pages of the past', async () => {
    const mine = await server.newClient();
    const theirs = await server.newClient();
    const cyberSystemId = (await makeCyberSystem(mine)).id;
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await makeCyberAsset(mine, { cyberSystemId })).id);
    const { occurredAt } = (await mine.get('/activity/checkpoint')).body;
    for (const id of ids) await mine.delete(`/cyber-assets/${id}`);
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
