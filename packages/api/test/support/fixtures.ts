import { randomUUID } from 'node:crypto';
import type { Client } from './client.ts';

/** Valid request bodies, each with a code of its own, and whole inventories made over HTTP. */

const code = (prefix: string): string => `${prefix}-${randomUUID().slice(0, 8)}`;

export const addressBody = { addressLine1: '1 Turbine Road', city: 'Riverton', state: 'WY', zip: '82501' };

export const facilityBody = (over: Record<string, unknown> = {}) => ({
  title: 'Wind River',
  facilityCode: code('FAC'),
  facilityType: 'generation',
  bes: true,
  impactLevel: 'low',
  capacityMw: 120.5,
  capacityMva: '130',
  voltageKv: 138,
  regionalEntity: 'WECC',
  registrationStatus: 'registered',
  interconnection: 'western',
  lastReviewDate: '2026-03-31',
  ...over,
});

export const controlCenterBody = (over: Record<string, unknown> = {}) => ({
  centerTitle: 'Riverton Operations',
  centerCode: code('CC'),
  bes: true,
  impactLevel: 'low',
  address: addressBody,
  regionalEntity: 'WECC',
  commissioningDate: '2012-06-01',
  espDefined: true,
  pspDefined: true,
  recoveryTimeObjective: 4,
  backupFacilityTested: '2026-02-01',
  incidentResponseTested: '2026-01-15',
  lastReviewDate: '2026-03-31',
  ...over,
});

export const cyberSystemBody = (over: Record<string, unknown> = {}) => ({
  systemTitle: 'Turbine control',
  systemCode: code('SYS'),
  systemType: 'dcs',
  systemFunction: 'Starts, stops and governs the turbines',
  externalRoutableConnectivity: false,
  interactiveRemoteAccess: false,
  ...over,
});

export const cyberAssetBody = (over: Record<string, unknown> = {}) => ({
  assetTitle: 'Protection relay',
  assetTag: code('TAG'),
  count: 1,
  cipAssetCategory: 'bes_cyber_asset',
  assetType: 'relay',
  impactLevel: 'medium',
  manufacturer: 'Schweitzer',
  model: 'SEL-421',
  inService: true,
  dialUpConnectivity: false,
  routableProtocol: true,
  remoteAccessAvailable: false,
  baselineDocumented: true,
  portsServicesDocumented: true,
  loggingEnabled: true,
  ...over,
});

export const physicalAreaBody = (over: Record<string, unknown> = {}) => ({
  name: code('Area'),
  cyberAssetIds: [],
  ...over,
});

/** Cyber assets as the rows of a file to import; the file does not say which cyber system they go to. */
export function csvOf(assets: readonly Record<string, unknown>[]): string {
  const rows = assets.map(({ cyberSystemId: _, ...columns }) => columns);
  return [Object.keys(rows[0] ?? {}), ...rows.map(Object.values)].map((cells) => `${cells.join()}\n`).join('');
}

const make = async (client: Client, path: string, body: unknown) => (await client.must.post(path, body)).body;

export const makeFacility = (client: Client, over: Record<string, unknown> = {}) =>
  make(client, '/facilities', facilityBody(over));
export const makeControlCenter = (client: Client, over: Record<string, unknown> = {}) =>
  make(client, '/control-centers', controlCenterBody(over));
export const makeCyberSystem = (client: Client, over: Record<string, unknown> = {}) =>
  make(client, '/cyber-systems', cyberSystemBody(over));
export const makeCyberAsset = (client: Client, over: Record<string, unknown>) =>
  make(client, '/cyber-assets', cyberAssetBody(over));
export const makePhysicalArea = (client: Client, over: Record<string, unknown>) =>
  make(client, '/physical-areas', physicalAreaBody(over));

/** One of everything, connected. */
export interface Inventory {
  readonly facilityId: string;
  readonly controlCenterId: string;
  readonly cyberSystemId: string;
  readonly centerSystemId: string;
  readonly cyberAssetId: string;
  readonly physicalAreaId: string;
}

export async function makeInventory(client: Client): Promise<Inventory> {
  const facilityId = (await makeFacility(client)).id;
  const controlCenterId = (await makeControlCenter(client)).id;
  const cyberSystemId = (await makeCyberSystem(client, { facilityId })).id;
  const centerSystemId = (await makeCyberSystem(client, { controlCenterId })).id;
  const cyberAssetId = (await makeCyberAsset(client, { cyberSystemId })).id;
  const physicalAreaId = (await makePhysicalArea(client, { facilityId, cyberAssetIds: [cyberAssetId] })).id;
  return { facilityId, controlCenterId, cyberSystemId, centerSystemId, cyberAssetId, physicalAreaId };
}

/** The moment of the last change that the log has. */
export async function lastMoment(client: Client): Promise<string> {
  const [entry] = (await client.get<{ occurredAt: string }[]>('/activity?limit=1')).body;
  if (entry === undefined) throw new Error('The log is empty');
  return entry.occurredAt;
}
