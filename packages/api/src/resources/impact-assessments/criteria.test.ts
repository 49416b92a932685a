import { describe, expect, it } from 'vitest';
import type { Criterion } from '../vocabulary.ts';
import { assessSite, assessSystem } from './assess.ts';
import type { CenterInputs, FacilityInputs, SiteInputs } from './inputs.ts';

const plant: FacilityInputs = {
  title: 'Cedar Ridge',
  bes: true,
  facilityType: 'generation',
  capacityMw: 200,
  capacityMvar: 0,
  voltageKv: 230,
  lines200Kv: 0,
  lines300Kv: 0,
  connectedStations: 0,
  loadSheddingMw: 0,
  reliabilityNoticeDate: null,
  irolNoticeDate: null,
  nuclearInterface: false,
  connectsCriticalGeneration: false,
  remedialActionScheme: false,
  rasAffectsIrol: false,
  restorationResource: false,
};
const station: FacilityInputs = { ...plant, facilityType: 'transmission', capacityMw: 0 };
const facility = (over: Partial<FacilityInputs>, of = plant): SiteInputs => ({
  siteType: 'facility',
  facility: { ...of, ...over },
});
const center = (over: Partial<CenterInputs>): SiteInputs => ({
  siteType: 'control_center',
  center: { functions: [], balancingMw: 0, facilities: [], generationMw: {}, ...over },
});

/** For each criterion, a site that meets it, and one that is just below or beside it. */
const CASES: readonly (readonly [Criterion, SiteInputs, SiteInputs])[] = [
  ['1.1', center({ functions: ['RC'] }), center({ functions: ['BA'] })],
  ['1.2', center({ functions: ['BA'], balancingMw: 3000 }), center({ functions: ['BA'], balancingMw: 2999.9 })],
  [
    '1.2',
    center({ functions: ['BA'], facilities: [{ ...plant, irolNoticeDate: '2025-01-10' }] }),
    center({ functions: ['BA'], facilities: [{ ...plant, capacityMw: 1500 }] }),
  ],
  [
    '1.3',
    center({ functions: ['TOP'], facilities: [{ ...station, voltageKv: 500 }] }),
    center({ functions: ['TOP'], facilities: [{ ...plant, capacityMw: 1500 }] }),
  ],
  [
    '1.4',
    center({ functions: ['GOP'], facilities: [{ ...plant, capacityMw: 1500 }] }),
    center({ functions: ['GOP'], facilities: [{ ...plant, capacityMw: 1499 }] }),
  ],
  ['2.1', facility({ capacityMw: 1500 }), facility({ capacityMw: 1499.9 })],
  ['2.2', facility({ capacityMvar: 1000 }, station), facility({ capacityMvar: 999.9 }, station)],
  ['2.3', facility({ reliabilityNoticeDate: '2025-01-10' }), facility({})],
  ['2.4', facility({ voltageKv: 500 }, station), facility({ voltageKv: 499 }, station)],
  [
    '2.5',
    facility({ lines200Kv: 1, lines300Kv: 2, connectedStations: 3 }, station),
    facility({ lines200Kv: 4, lines300Kv: 0, connectedStations: 3 }, station),
  ],
  [
    '2.5',
    facility({ lines200Kv: 5, connectedStations: 3 }, station),
    facility({ lines200Kv: 5, connectedStations: 2 }, station),
  ],
  ['2.6', facility({ irolNoticeDate: '2025-01-10' }, station), facility({}, station)],
  ['2.7', facility({ nuclearInterface: true }, station), facility({}, station)],
  ['2.8', facility({ connectsCriticalGeneration: true }, station), facility({}, station)],
  [
    '2.9',
    facility({ remedialActionScheme: true, rasAffectsIrol: true }, station),
    facility({ remedialActionScheme: false, rasAffectsIrol: true }, station),
  ],
  ['2.10', facility({ loadSheddingMw: 300 }, station), facility({ loadSheddingMw: 299 }, station)],
  [
    '2.11',
    center({ functions: ['GOP'], generationMw: { western: 1500 } }),
    center({ functions: ['GOP'], generationMw: { western: 1499, eastern: 1499 } }),
  ],
  ['2.12', center({ functions: ['TOP'] }), center({ functions: ['GOP'] })],
  ['2.13', center({ functions: ['BA'], balancingMw: 1500 }), center({ functions: ['BA'], balancingMw: 1499 })],
  ['3.1', center({}), facility({})],
  ['3.2', facility({}, station), facility({})],
  ['3.3', facility({}), facility({}, station)],
  ['3.4', facility({ restorationResource: true }), facility({})],
  ['3.5', facility({ remedialActionScheme: true }), facility({})],
  ['3.6', facility({ facilityType: 'distribution' }), facility({})],
];

describe('a criterion', () => {
  it.each(CASES)('%s decides a site that meets it, and not one just beside it', (criterion, met, beside) => {
    const { impactLevel, criterion: deciding, isDecided } = assessSite(met);
    const level = { 1: 'high', 2: 'medium', 3: 'low' }[criterion.charAt(0)];
    expect([deciding, impactLevel, isDecided]).toEqual([criterion, level, true]);
    expect(assessSite(beside).criterion).not.toBe(criterion);
  });

  it('the highest that is met wins', () => {
    const site = center({ functions: ['RC', 'GOP', 'TOP'], generationMw: { western: 2000 } });
    expect(assessSite(site)).toMatchObject({ impactLevel: 'high', criterion: '1.1' });
  });

  it('a site that is not part of the BES has none', () => {
    expect(assessSite(facility({ bes: false, capacityMw: 2000 }))).toMatchObject({
      impactLevel: 'not_applicable',
      criterion: null,
    });
  });

  it('from 90 % of its threshold on, a warning is given', () => {
    const near = (capacityMw: number) =>
      assessSite(facility({ capacityMw })).findings.find(({ criterion }) => criterion === '2.1')?.isNear;
    expect([1349, 1350, 1499, 1500].map(near)).toEqual([false, true, true, false]);
  });
});

describe('a missing input', () => {
  it('leaves undecided what it could raise, and is named', () => {
    expect(assessSite(facility({ capacityMvar: null, nuclearInterface: null }, station))).toMatchObject({
      impactLevel: 'low',
      isDecided: false,
      missing: ['capacityMvar', 'nuclearInterface'],
    });
  });

  it('matters no more once another criterion of the same level is met', () => {
    const site = facility({ capacityMvar: null, voltageKv: 500 }, station);
    expect(assessSite(site)).toMatchObject({ criterion: '2.4', isDecided: true, missing: [] });
  });

  it('is also a voltage or a capacity of 0, which is not known yet', () => {
    const known = { ...station, lines200Kv: 5, lines300Kv: 0, connectedStations: 3 };
    expect(assessSite(facility({ voltageKv: 0 }, known))).toMatchObject({
      criterion: '2.5',
      impactLevel: 'medium',
    });
    const unknown = assessSite(facility({ voltageKv: 0, lines200Kv: 0, lines300Kv: 0, connectedStations: 1 }, station));
    expect(unknown).toMatchObject({ impactLevel: 'low', isDecided: false, missing: ['voltageKv'] });
    expect(assessSite(facility({ capacityMw: 0 }))).toMatchObject({ isDecided: false, missing: ['capacityMw'] });
  });

  it('of a facility is named by its control center', () => {
    const site = center({ functions: ['TOP'], facilities: [{ ...station, nuclearInterface: null }] });
    expect(assessSite(site)).toMatchObject({ criterion: '2.12', missing: ['nuclearInterface of Cedar Ridge'] });
  });

  it('functions that are not recorded leave a control center undecided, but for 2.11', () => {
    const site = center({ functions: null, generationMw: { western: 1500 } });
    expect(assessSite(site)).toMatchObject({ criterion: '2.11', isDecided: false, missing: ['functions'] });
  });
});

describe('a BES Cyber System', () => {
  const own = { atControlCenter: null, sharedGenerationMw: null, sharedReactiveMvar: null };

  it('of a large plant has medium impact only if units share it and it could affect 1500 MW', () => {
    const site = facility({ capacityMw: 2000 });
    expect(assessSystem(site, { ...own, sharedGenerationMw: 1500 }).criterion).toBe('2.1');
    expect(assessSystem(site, { ...own, sharedGenerationMw: 1000 }).criterion).toBe('3.3');
    expect(assessSystem(site, own)).toMatchObject({ criterion: '3.3', missing: ['sharedGenerationMw'] });
  });

  it('of large reactive resources has medium impact only if it could affect 1000 MVAR', () => {
    const site = facility({ capacityMvar: 1200 }, station);
    expect(assessSystem(site, { ...own, sharedReactiveMvar: 1000 }).criterion).toBe('2.2');
    expect(assessSystem(site, { ...own, sharedReactiveMvar: 0 }).criterion).toBe('3.2');
  });

  it('has high impact only at the control center', () => {
    const site = center({ functions: ['TOP'], facilities: [{ ...station, voltageKv: 500 }] });
    expect(assessSystem(site, own).criterion).toBe('1.3');
    expect(assessSystem(site, { ...own, atControlCenter: false }).criterion).toBe('2.12');
  });
});
