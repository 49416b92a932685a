import { parseCadence, versionInForce } from '@raptor-comply/clocks';
import { describe, expect, it } from 'vitest';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';
import { PARTS, VERSIONS, versionsOf } from '../requirement-parts.ts';
import { type Attribute, applicability, parseScope, type Subject } from '../scope.ts';

const server = useSharedServer();
const client = useClient(server);

interface Part {
  readonly id: string;
  readonly versions: readonly { readonly id: string; readonly howSure: string }[];
}

const IMPACTS: readonly Attribute[] = ['high', 'medium', 'low'];
const CATEGORIES: readonly Attribute[] = ['bcs', 'eacms', 'pacs', 'pca', 'media', 'ownTca', 'vendorTca', 'eap'];
const FACTS: readonly Attribute[] = ['erc', 'controlCenter', 'dialUp', 'routable', 'vendorAccess'];
const OF_ENTITY: readonly Attribute[] = ['entity', 'to', 'top', 'delegates', 'realTimeData', 'stationsNamed'];

const exactly = (all: readonly Attribute[], one: Attribute): Subject =>
  Object.fromEntries(all.map((attribute) => [attribute, attribute === one]));
const subsets = (all: readonly Attribute[]): Subject[] =>
  Array.from({ length: 2 ** all.length }, (_, bits) =>
    Object.fromEntries(all.map((attribute, index) => [attribute, Math.floor(bits / 2 ** index) % 2 === 1])),
  );

/** Every system and asset that there can be, and every entity. */
const SUBJECTS: readonly Subject[] = [
  ...IMPACTS.flatMap((impact) =>
    CATEGORIES.flatMap((category) =>
      subsets(FACTS).map((facts) => ({ ...exactly(IMPACTS, impact), ...exactly(CATEGORIES, category), ...facts })),
    ),
  ),
  ...subsets(OF_ENTITY).map((facts) => ({ ...facts, controlCenter: true })),
];

describe('the catalogue', () => {
  it('has 141 parts, each with its own id, the standard, and a part', () => {
    expect(PARTS.length).toBe(141);
    expect(new Set(PARTS.map(({ id }) => id)).size).toBe(141);
    for (const { id, standard, part } of PARTS) expect(id).toBe(`${standard}:${part}`);
  });

  it.each(PARTS.map((part) => [part.id, part] as const))('%s applies to some subjects and not to others', (_, part) => {
    const found = new Set(SUBJECTS.map((subject) => applicability(part.applies, subject).applies));
    expect([found.has(true), found.has(false)]).toEqual([true, true]);
  });

  it.each(PARTS.map((part) => [part.id, part] as const))('%s is of a version whose dates are known', (_, part) => {
    expect(VERSIONS.map(({ id }) => id)).toContain(part.standard);
  });

  it('what counts from an event says from which', () => {
    const silent = PARTS.filter(
      ({ clock, countsFrom }) => /after|end-of|plan-date/.test(clock.kind) && countsFrom === null,
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  it('what can count from another event says from which, and how soon', () => {
    const both = PARTS.filter((part) => part.alternativeCadence !== null || part.alternativeCountsFrom !== null);
    expect(both.map(({ id }) => id)).toEqual(['CIP-004-7:R5.4']);
    for (const { alternativeCadence, alternativeCountsFrom } of both) {
      expect(parseCadence(String(alternativeCadence)).kind).toBe('days-after');
      expect(alternativeCountsFrom).not.toBeNull();
    }
  });

  it('at most one version of a standard is in force at a place on a date', () => {
    const dates = VERSIONS.flatMap(({ inForce, inactiveAfter }) => [inForce ?? [], inactiveAfter ?? []].flat());
    for (const { id, jurisdiction } of VERSIONS) {
      for (const date of dates) {
        const inForce = versionsOf(id).filter(
          (version) => versionInForce([version], { jurisdiction, date }) !== undefined,
        );
        expect([id, date, inForce.length <= 1]).toEqual([id, date, true]);
      }
    }
  });
});

describe('a scope', () => {
  const scope = parseScope('high or (medium and not erc)');

  it('is decided with the reason', () => {
    expect(applicability(scope, { high: true })).toEqual({ applies: true, reason: 'high impact', missing: [] });
    expect(applicability(scope, { high: false, medium: true, erc: false }).reason).toBe(
      'medium impact; no External Routable Connectivity',
    );
    expect(applicability(scope, { high: false, medium: true, erc: true })).toEqual({
      applies: false,
      reason: 'not high impact; External Routable Connectivity',
      missing: [],
    });
  });

  it('names what is missing to decide it, and guesses nothing', () => {
    expect(applicability(scope, { high: false, medium: true })).toEqual({
      applies: null,
      reason: 'not known: External Routable Connectivity',
      missing: ['erc'],
    });
    expect(applicability(scope, { high: false, medium: false }).applies).toBe(false);
  });

  it.each(['', 'high or', 'hihg', '(high', 'high)', 'high and and low', 'high; low'])('"%s" is refused', (text) => {
    expect(() => parseScope(text)).toThrow(SyntaxError);
  });
});

describe('the requirements', () => {
  it('are listed in pages, by standard and by words', async () => {
    const { body: all } = await client.get<Part[]>('/requirements');
    expect(all.map(({ id }) => id)).toEqual(PARTS.map(({ id }) => id));
    const seen: string[] = [];
    for (let path: string | undefined = '/requirements?limit=50'; path !== undefined; ) {
      const page: Awaited<ReturnType<typeof client.get<Part[]>>> = await client.get<Part[]>(path);
      seen.push(...page.body.map(({ id }) => id));
      path = page.next;
    }
    expect(seen).toEqual(PARTS.map(({ id }) => id));
    const { body: found } = await client.get<Part[]>('/requirements?standard=CIP-007&q=PATCH');
    expect(found.map(({ id }) => id)).toEqual(['CIP-007-6:R2.1', 'CIP-007-6:R2.2']);
  });

  it('have their versions with dates, and how sure those are', async () => {
    const { body } = await client.get<Part>('/requirements/CIP-003-9%3AR1.2');
    expect(body.versions.map(({ id }) => id)).toContain('CIP-003-11');
    expect(body.versions.find(({ id }) => id === 'CIP-003-9')).toEqual({
      id: 'CIP-003-9',
      jurisdiction: 'US',
      inForce: '2026-04-01',
      inactiveAfter: '2028-06-30',
      supersedes: null,
      howSure: 'two sources agree',
      note: null,
    });
    expect((await client.get('/requirements/CIP-003-9%3AR99')).status).toBe(404);
  });

  it('change on the horizon, with the parts that a new version replaces', async () => {
    const { body } = await client.get<{
      changes: { version: { id: string }; supersedes: string; parts: string[] }[];
      undated: { id: string }[];
    }>('/requirements/horizon?on=2028-07-01');
    const change = body.changes.find(({ version }) => version.id === 'CIP-007-7.1');
    expect(change?.supersedes).toBe('CIP-007-6');
    expect(change?.parts).toContain('CIP-007-6:R2.2');
    expect(body.changes.map(({ version }) => version.id)).not.toContain('CIP-003-11');
    expect(body.undated.map(({ id }) => id)).toContain('CIP-014-4');
    expect((await client.get('/requirements/horizon?on=2028-02-30')).body.field).toBe('on');
  });
});

describe('POST /clocks/explain', () => {
  const explain = (body: object) => client.post('/clocks/explain', { timeZone: 'America/Chicago', ...body });

  it('tells the dates, and how they were calculated', async () => {
    const { body } = await explain({ cadence: 'CM15', trigger: '2025-01-10' });
    expect(body).toMatchObject({
      alertDue: '2026-04-10',
      hardDue: '2026-04-30',
      reason: expect.stringMatching(/^15 calendar months after 2025-01-10: 2026-04-30; month-end reading/),
    });
    const settings = { calendarMonthReading: 'same_day', alertDays: 3 };
    const sameDay = await explain({ cadence: 'CM15', trigger: '2025-01-10', settings });
    expect([sameDay.body.alertDue, sameDay.body.hardDue]).toEqual(['2026-04-07', '2026-04-10']);
  });

  it.each([
    [{ cadence: 'CM0', trigger: '2025-01-10' }, 'cadence'],
    [{ cadence: 'CM15', trigger: '2025-02-30' }, 'trigger'],
    [{ cadence: 'CM15', trigger: '2250-01-01' }, 'trigger'],
    [{ cadence: 'CM15', trigger: '2025-01-10T10:00:00' }, 'trigger'],
    [{ cadence: 'CM15', trigger: '2025-01-10', timeZone: 'America/Springfield' }, 'timeZone'],
    [{ cadence: 'AFTER24H', trigger: '2025-01-10' }, undefined],
    [{ cadence: 'CM15', trigger: null }, undefined],
  ])('refuses %j with what is wrong', async (body, field) => {
    const response = await explain(body);
    expect([response.status, response.body.field]).toEqual([422, field]);
  });
});
