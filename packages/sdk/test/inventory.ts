import { randomUUID } from 'node:crypto';
import type {
  ControlCenterCreate,
  CyberAsset,
  CyberAssetCreate,
  CyberSystem,
  CyberSystemCreate,
  Facility,
  FacilityCreate,
  RaptorComply,
} from '../src/index.ts';

/** Valid bodies, each with a code of its own. */

const code = (prefix: string): string => `${prefix}-${randomUUID().slice(0, 8)}`;

export const facilityBody = (): FacilityCreate => ({
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
});

export const controlCenterBody = (): ControlCenterCreate => ({
  centerTitle: 'Riverton Operations',
  centerCode: code('CC'),
  bes: true,
  impactLevel: 'low',
  address: { addressLine1: '1 Turbine Road', city: 'Riverton', state: 'WY', zip: '82501' },
  regionalEntity: 'WECC',
  commissioningDate: '2012-06-01',
  espDefined: true,
  pspDefined: true,
  recoveryTimeObjective: 4,
  backupFacilityTested: '2026-02-01',
  incidentResponseTested: '2026-01-15',
  lastReviewDate: '2026-03-31',
});

export const cyberSystemBody = (
  parent: Pick<CyberSystemCreate, 'facilityId' | 'controlCenterId'>,
): CyberSystemCreate => ({
  systemTitle: 'Turbine control',
  systemCode: code('SYS'),
  systemType: 'dcs',
  systemFunction: 'Starts, stops and governs the turbines',
  externalRoutableConnectivity: false,
  interactiveRemoteAccess: false,
  ...parent,
});

export const cyberAssetBody = (cyberSystemId: string): CyberAssetCreate => ({
  cyberSystemId,
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
});

/** A facility with a system and an asset in it. */
export async function makeInventory(
  comply: RaptorComply,
): Promise<{ facility: Facility; system: CyberSystem; asset: CyberAsset }> {
  const facility = await comply.facilities.create(facilityBody());
  const system = await comply.cyberSystems.create(cyberSystemBody({ facilityId: facility.id }));
  const asset = await comply.cyberAssets.create(cyberAssetBody(system.id));
  return { facility, system, asset };
}

/** A CSV file for an import, from the API's own template; `change` makes cells of a row something else. */
export async function importFile(
  comply: RaptorComply,
  rows: number,
  change: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { data: header } = await comply.cyberAssets.getImportTemplate();
  const lines = Array.from({ length: rows }, (_, index) => {
    const asset: Record<string, unknown> = { ...cyberAssetBody(''), assetTitle: `Relay ${index}`, ...change };
    return header
      .trim()
      .split(',')
      .map((column) => String(asset[column] ?? ''))
      .join(',');
  });
  return [header.trim(), ...lines, ''].join('\r\n');
}
