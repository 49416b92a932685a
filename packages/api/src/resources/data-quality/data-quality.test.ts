import { describe, expect, it } from 'vitest';
import type { Client, TestResponse } from '../../../test/support/client.ts';
import {
  addressBody,
  csvOf,
  cyberAssetBody,
  makeControlCenter,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
  makePhysicalArea,
} from '../../../test/support/fixtures.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { RULES } from './contract.ts';

const server = useTestServer();

interface Issue {
  readonly id: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly rule: string;
  readonly category: string;
  readonly problem: string;
  readonly fix: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const issues = async (client: Client, query = '') => (await client.get<Issue[]>(`/data-quality?${query}`)).body;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** A site and a system that break no rule, for records that break one. */
interface Place {
  readonly facilityId: string;
  readonly cyberSystemId: string;
}

type Make = (client: Client, place: Place) => Promise<unknown>;

const plant =
  (over: Record<string, unknown>): Make =>
  (client) =>
    makeFacility(client, over);
const center =
  (over: Record<string, unknown>): Make =>
  (client) =>
    makeControlCenter(client, over);
const system =
  (over: Record<string, unknown>): Make =>
  (client, { facilityId }) =>
    makeCyberSystem(client, { facilityId, ...over });
const asset =
  (over: Record<string, unknown>): Make =>
  (client, { cyberSystemId }) =>
    makeCyberAsset(client, { cyberSystemId, ...over });
const both =
  (...makes: Make[]): Make =>
  async (client, place) => {
    for (const make of makes) await make(client, place);
  };
const rated =
  (over: Record<string, unknown>): Make =>
  async (client, { facilityId }) => {
    const { id } = await makeCyberSystem(client, { facilityId, ...over });
    return makeCyberAsset(client, { cyberSystemId: id, impactLevel: 'medium' });
  };

const SITE_BREAKS: Readonly<Record<string, (make: typeof plant) => Make>> = {
  malformed_nerc_registration_id: (make) => make({ nercRegistrationId: '99999' }),
  incomplete_coordinates: (make) => make({ latitude: 34, longitude: undefined }),
  coordinates_outside_north_america: (make) => make({ latitude: 34, longitude: 111 }),
  future_commissioning_date: (make) => make({ commissioningDate: daysAgo(-400) }),
  overdue_last_review_date: (make) => make({ bes: true, lastReviewDate: daysAgo(520) }),
};

/** Records that break each rule. */
const BREAKS: Readonly<Record<string, Readonly<Record<string, Make>>>> = {
  facilities: {
    ...Object.fromEntries(Object.entries(SITE_BREAKS).map(([rule, make]) => [rule, make(plant)])),
    duplicate_title: both(plant({ title: 'Cedar' }), plant({ title: 'cedar ' })),
    similar_facility_code: both(plant({ facilityCode: 'CRS-01' }), plant({ facilityCode: 'crs 01' })),
    future_registration_date: plant({ registrationDate: daysAgo(-400) }),
    future_assigned_date: plant({ assignedDate: daysAgo(-400) }),
    plant_rated_too_low: plant({ capacityMw: 3000, capacityMva: 3300, impactLevel: 'low' }),
    interconnection_outside_region: plant({ regionalEntity: 'WECC', interconnection: 'ercot' }),
    mw_above_mva: plant({ capacityMw: 100, capacityMva: 90 }),
    generation_type_without_generation: plant({ facilityType: 'transmission', generationType: ['solar'] }),
    large_plant_outside_bes: plant({ bes: false, capacityMva: 236, voltageKv: 230 }),
    bes_without_impact: plant({ bes: true, impactLevel: 'category_2' }),
    missing_generation_type: plant({ generationType: undefined }),
    missing_capacity: plant({ capacityMw: 0 }),
    missing_ratings: plant({ capacityMva: 0 }),
    missing_nerc_registration_id: plant({ registrationStatus: 'registered', nercRegistrationId: undefined }),
    missing_location: plant({ address: undefined, latitude: undefined, longitude: undefined }),
  },
  'control-centers': {
    ...Object.fromEntries(Object.entries(SITE_BREAKS).map(([rule, make]) => [rule, make(center)])),
    duplicate_center_title: both(center({ centerTitle: 'Mesa' }), center({ centerTitle: 'MESA' })),
    similar_center_code: both(center({ centerCode: 'MESA-CC' }), center({ centerCode: 'MESA CC' })),
    overdue_backup_facility_tested: center({ impactLevel: 'medium', backupFacilityTested: daysAgo(520) }),
    overdue_incident_response_tested: center({ impactLevel: 'high', incidentResponseTested: daysAgo(520) }),
    async control_center_rated_too_low(client) {
      const { id } = await makeControlCenter(client);
      await makeFacility(client, { controlCenterId: id, capacityMw: 1600, bes: true, facilityType: 'generation' });
      await client.must.put(`/control-centers/${id}`, { impactLevel: 'low' });
    },
    perimeter_not_defined: center({ impactLevel: 'high', espDefined: false }),
  },
  'cyber-systems': {
    duplicate_system_title: both(system({ systemTitle: 'DCS' }), system({ systemTitle: 'dcs' })),
    similar_system_code: both(system({ systemCode: 'A-1' }), system({ systemCode: 'A1' })),
    overdue_last_vulnerability_assessment: rated({ lastVulnerabilityAssessment: daysAgo(520) }),
    missing_vulnerability_assessment: rated({}),
    remote_access_without_connectivity: system({ interactiveRemoteAccess: true, externalRoutableConnectivity: false }),
    async system_rated_below_control_center(client) {
      const { id } = await makeControlCenter(client, { impactLevel: 'medium' });
      await makeCyberSystem(client, { controlCenterId: id });
    },
    missing_site: (client) => makeCyberSystem(client),
    system_without_assets: system({}),
  },
  'cyber-assets': {
    similar_asset_tag: both(asset({ assetTag: 'RLY-1' }), asset({ assetTag: 'rly1' })),
    duplicate_serial_number: both(
      asset({ manufacturer: 'SEL', serialNumber: '319007' }),
      asset({ manufacturer: 'Sel ', serialNumber: '319007' }),
    ),
    duplicate_ip_address: both(asset({ ipAddress: '2001:DB8::1' }), asset({ ipAddress: '2001:db8::1' })),
    duplicate_mac_address: both(asset({ macAddress: '00:00:5E:00:53:17' }), asset({ macAddress: '00005e005317' })),
    one_identity_for_many: asset({ count: 3, serialNumber: '1' }),
    damaged_serial_number: asset({ serialNumber: '1.23E+11' }),
    not_a_device_address: asset({ ipAddress: '127.0.0.1' }),
    address_without_protocol: asset({ ipAddress: '192.0.2.9', routableProtocol: false }),
    remote_access_without_connection: asset({
      remoteAccessAvailable: true,
      routableProtocol: false,
      dialUpConnectivity: false,
    }),
    retired_in_service: asset({ inService: true, retiredDate: daysAgo(3) }),
    in_service_before_plan: asset({ inService: true, plannedDate: daysAgo(-30) }),
    impact_above_site: asset({ impactLevel: 'high' }),
    async asset_rated_below_system(client, { facilityId }) {
      const { id } = await makeCyberSystem(client, { facilityId, impactLevel: 'medium' });
      await makeCyberAsset(client, { cyberSystemId: id, impactLevel: 'low', cipAssetCategory: 'bes_cyber_asset' });
    },
    missing_serial_number: asset({ inService: true, serialNumber: undefined }),
    missing_ip_address: asset({ inService: true, routableProtocol: true, ipAddress: undefined }),
    missing_software_version: asset({ impactLevel: 'medium', operatingSystem: undefined, firmwareVersion: undefined }),
    missing_physical_area: asset({ impactLevel: 'medium', inService: true }),
  },
  'physical-areas': {
    similar_name: both(
      (client, { facilityId }) => makePhysicalArea(client, { facilityId, name: 'Relay house 1' }),
      (client, { facilityId }) => makePhysicalArea(client, { facilityId, name: 'relay house 1' }),
    ),
    area_without_assets: (client, { facilityId }) => makePhysicalArea(client, { facilityId }),
  },
};

const rules = RULES.flatMap(({ record, rules: all }) =>
  all.map((rule) => [record.path.slice(1), rule.rule, rule] as const),
);

const SOUND_PLANT = {
  title: 'Sound',
  bes: true,
  impactLevel: 'low',
  facilityType: 'generation',
  generationType: ['solar'],
  regionalEntity: 'WECC',
  interconnection: 'western',
  registrationStatus: 'registered',
  nercRegistrationId: 'NCR99999',
  capacityMw: 212.5,
  capacityMva: 236,
  lastReviewDate: daysAgo(30),
  commissioningDate: '2019-06-14',
  address: addressBody,
};

async function newPlace(client: Client): Promise<Place> {
  const facilityId = (await makeFacility(client, SOUND_PLANT)).id;
  return { facilityId, cyberSystemId: (await makeCyberSystem(client, { facilityId, systemTitle: 'Sound' })).id };
}

describe('data quality', () => {
  it('counts the records that break each rule, as many as it lists', async () => {
    const client = await server.newClient();
    const place = await newPlace(client);
    for (const makes of Object.values(BREAKS)) for (const make of Object.values(makes)) await make(client, place);
    const counted = (await client.get<(Issue & { count: number })[]>('/data-quality/rules')).body;
    const listed = await issues(client);
    for (const { resourceType, rule, count, problem, fix } of counted) {
      const same = listed.filter((issue) => issue.resourceType === resourceType && issue.rule === rule);
      expect([rule, count, problem, fix]).toEqual([rule, same.length, same[0]?.problem, same[0]?.fix]);
    }
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(listed.length);
  });

  it.each(rules)('of %s, %s is listed with the record, the values, and the fix', async (resourceType, name, rule) => {
    const client = await server.newClient();
    const place = await newPlace(client);
    const make = BREAKS[resourceType]?.[name];
    if (make === undefined) throw new Error(`BREAKS has no record that breaks ${name} of ${resourceType}; add one`);
    const query = `resourceType=${resourceType}&rule=${name}`;
    const before = await issues(client, query);
    await make(client, place);
    const after = await issues(client, query);
    const known = new Set(before.map(({ id }) => id));
    const found = after.filter(({ id }) => !known.has(id));
    expect(found.length).toBe(rule.category === 'duplicate' ? 2 : 1);
    for (const { resourceId, values, ...issue } of found) {
      expect(issue).toMatchObject({
        resourceType,
        rule: name,
        category: rule.category,
        problem: rule.problem,
        fix: rule.fix,
      });
      expect((await client.get(`/${resourceType}/${resourceId}`)).status).toBe(200);
      expect(Object.keys(values).sort()).toEqual([...rule.fields].sort());
    }
  });

  it('a sound plant is not listed, and what was fixed or deleted is listed no longer', async () => {
    const client = await server.newClient();
    const { id } = await makeFacility(client, SOUND_PLANT);
    expect(await issues(client)).toEqual([]);
    await client.must.patch(`/facilities/${id}`, { interconnection: 'ercot' });
    expect((await issues(client)).map(({ rule, resourceId }) => [rule, resourceId])).toEqual([
      ['interconnection_outside_region', id],
    ]);
    await client.must.patch(`/facilities/${id}`, { interconnection: 'western' });
    expect(await issues(client)).toEqual([]);
    const twin = await makeFacility(client, SOUND_PLANT);
    expect((await issues(client)).map(({ rule }) => rule)).toEqual(['duplicate_title', 'duplicate_title']);
    await client.must.delete(`/facilities/${twin.id}`);
    expect(await issues(client)).toEqual([]);
  });

  it('issues are narrowed by category, kind of record, and rule, and come in pages', async () => {
    const client = await server.newClient();
    const { cyberSystemId } = await newPlace(client);
    for (let count = 0; count < 3; count++) await makeCyberAsset(client, { cyberSystemId, impactLevel: 'high' });
    // The records of an import were created at the same time.
    await client.must.send('POST', `/cyber-systems/${cyberSystemId}/cyber-assets/import`, {
      body: csvOf([1, 2, 3].map((number) => cyberAssetBody({ assetTag: `IMP-${number}`, impactLevel: 'high' }))),
      headers: { 'content-type': 'text/csv' },
    });
    const all = await issues(client);
    expect(all.length).toBeGreaterThan(6);
    for (const category of ['contradiction', 'missing']) {
      const found = await issues(client, `category=${category}`);
      expect(found).toEqual(all.filter((issue) => issue.category === category));
    }
    const ofAssets = all.filter(({ resourceType }) => resourceType === 'cyber-assets');
    expect(await issues(client, 'resourceType=cyber-assets')).toEqual(ofAssets);
    expect(await issues(client, 'rule=plant_rated_too_low&category=missing')).toEqual([]);
    expect((await client.get('/data-quality?rule=unknown')).body.field).toBe('rule');
    const paged: Issue[] = [];
    for (let path: string | undefined = '/data-quality?limit=2'; path !== undefined; ) {
      const { body, headers }: TestResponse<Issue[]> = await client.get<Issue[]>(path);
      paged.push(...body);
      const next: string | undefined = /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1];
      path = next === undefined ? undefined : new URL(next, 'http://x/data-quality').href.slice('http://x'.length);
    }
    expect(paged).toEqual(all);
  });
});
