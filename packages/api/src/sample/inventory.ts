import type { z } from 'zod';
import type { controlCenter } from '../resources/control-centers/record.ts';
import type { cyberAsset } from '../resources/cyber-assets/record.ts';
import type { cyberSystem } from '../resources/cyber-systems/record.ts';
import type { facility } from '../resources/facilities/record.ts';

/**
 * The inventory of an invented cooperative, small enough to read and varied enough to try everything on.
 * Names, makers and addresses are made up; IP and MAC addresses are from the ranges reserved for documentation.
 */

type NewControlCenter = z.input<typeof controlCenter.create>;
type NewFacility = z.input<typeof facility.create>;
type NewCyberSystem = z.input<typeof cyberSystem.create>;
type NewCyberAsset = Omit<z.input<typeof cyberAsset.create>, 'cyberSystemId'>;

export interface SampleSystem {
  readonly system: NewCyberSystem;
  readonly assets: readonly NewCyberAsset[];
}

interface SampleSite {
  readonly systems: readonly SampleSystem[];
  readonly areas: readonly { readonly name: string; readonly description: string; readonly tags: readonly string[] }[];
}

export interface SampleFacility extends SampleSite {
  readonly facility: NewFacility;
}

export interface SampleControlCenter extends SampleSite {
  readonly center: NewControlCenter;
  readonly facilities: readonly SampleFacility[];
}

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

const besAsset = {
  count: 1,
  cipAssetCategory: 'bes_cyber_asset',
  inService: true,
  dialUpConnectivity: false,
  routableProtocol: true,
  remoteAccessAvailable: false,
  baselineDocumented: true,
  portsServicesDocumented: true,
  loggingEnabled: true,
} as const;
const medium = { ...besAsset, impactLevel: 'medium' } as const;
const low = {
  ...besAsset,
  impactLevel: 'low',
  baselineDocumented: false,
  portsServicesDocumented: false,
  loggingEnabled: false,
} as const;

const plant = {
  facilityType: 'generation',
  bes: true,
  impactLevel: 'low',
  regionalEntity: 'MRO',
  nercRegistrationId: 'NCR99901',
  registrationStatus: 'registered',
  interconnection: 'eastern',
} as const;

const combustionPlant: SampleFacility = {
  facility: {
    ...plant,
    title: 'Juniper Flats Generating Station',
    facilityCode: 'JFGS',
    generationType: ['natural_gas'],
    capacityMw: 842,
    capacityMva: 935,
    voltageKv: 345,
    registrationDate: '2009-06-01',
    commissioningDate: '2008-11-14',
    lastReviewDate: daysAgo(96),
    address: { addressLine1: '4100 Juniper Flats Road', city: 'Harlan Bend', state: 'NE', zip: '68001' },
    latitude: 40.982,
    longitude: -97.614,
  },
  systems: [
    {
      system: {
        systemTitle: 'Juniper Flats plant control',
        systemCode: 'JFGS-DCS',
        systemType: 'dcs',
        systemFunction: 'Starts, stops and loads both gas turbines and the steam turbine.',
        vendorName: 'Northgate Controls',
        softwareVersion: '7.2.1',
        externalRoutableConnectivity: true,
        interactiveRemoteAccess: false,
        lastVulnerabilityAssessment: daysAgo(210),
        lastAuditDate: daysAgo(96),
      },
      assets: [
        {
          ...low,
          assetTitle: 'Gas turbine 1 controller',
          assetTag: 'JF-GT1-CTL',
          assetType: 'turbine controller',
          manufacturer: 'Northgate Controls',
          model: 'TC-900',
          serialNumber: 'NG9-10442',
          firmwareVersion: '7.2.1',
          ipAddress: '198.51.100.11',
          macAddress: '00:00:5E:00:53:11',
          physicalLocation: 'Control building, rack 1',
          lastBackupDate: daysAgo(31),
        },
        {
          ...low,
          assetTitle: 'Gas turbine 2 controller',
          assetTag: 'JF-GT2-CTL',
          assetType: 'turbine controller',
          manufacturer: 'Northgate Controls',
          model: 'TC-900',
          serialNumber: 'NG9-10443',
          firmwareVersion: '7.2.1',
          ipAddress: '198.51.100.12',
          macAddress: '00:00:5E:00:53:12',
          physicalLocation: 'Control building, rack 1',
          lastBackupDate: daysAgo(31),
        },
        {
          ...low,
          assetTitle: 'Operator workstation',
          assetTag: 'JF-HMI',
          count: 3,
          assetType: 'workstation',
          manufacturer: 'Corvane',
          model: 'Station 40',
          operatingSystem: 'Corvane Desktop 12',
          physicalLocation: 'Control building, control room',
          lastPatchDate: daysAgo(24),
        },
        {
          ...low,
          assetTitle: 'Plant perimeter firewall',
          assetTag: 'JF-FW',
          cipAssetCategory: 'eacms',
          assetType: 'firewall',
          manufacturer: 'Halden Networks',
          model: 'Gate 220',
          firmwareVersion: '5.4.8',
          ipAddress: '198.51.100.1',
          macAddress: '00:00:5E:00:53:10',
          physicalLocation: 'Control building, rack 2',
          loggingEnabled: true,
          lastPatchDate: daysAgo(40),
        },
      ],
    },
  ],
  areas: [
    {
      name: 'Control building',
      description: 'Control room and equipment room, east of the turbine hall.',
      tags: ['JF-GT1-CTL', 'JF-GT2-CTL', 'JF-HMI', 'JF-FW'],
    },
  ],
};

const hydroPlant: SampleFacility = {
  facility: {
    ...plant,
    title: 'Stonebridge Dam',
    facilityCode: 'SBRD',
    generationType: ['hydroelectric'],
    capacityMw: '528.5',
    capacityMva: 556,
    voltageKv: 230,
    registrationDate: '2007-06-18',
    commissioningDate: '1964-05-02',
    lastReviewDate: daysAgo(103),
    address: { addressLine1: '1 Dam Access Road', city: 'Stonebridge', state: 'SD', zip: '57001' },
    latitude: 43.061,
    longitude: -98.552,
  },
  systems: [
    {
      system: {
        systemTitle: 'Stonebridge unit governors',
        systemCode: 'SBRD-GOV',
        systemType: 'control',
        systemFunction: 'Governs speed and wicket gates of the five units.',
        vendorName: 'Ostrava Hydro',
        softwareVersion: '3.8',
        externalRoutableConnectivity: false,
        interactiveRemoteAccess: false,
        lastAuditDate: daysAgo(103),
      },
      assets: [
        {
          ...low,
          assetTitle: 'Unit governor',
          assetTag: 'SB-GOV',
          count: 5,
          assetType: 'governor',
          manufacturer: 'Ostrava Hydro',
          model: 'OG-5',
          firmwareVersion: '3.8',
          routableProtocol: false,
          physicalLocation: 'Powerhouse, generator floor',
        },
        {
          ...low,
          assetTitle: 'Governor maintenance laptop',
          assetTag: 'SB-TCA-01',
          cipAssetCategory: 'transient',
          assetType: 'laptop',
          manufacturer: 'Corvane',
          model: 'Field 14',
          serialNumber: 'CF14-88120',
          operatingSystem: 'Corvane Desktop 12',
          physicalLocation: 'Powerhouse, maintenance office',
          lastPatchDate: daysAgo(12),
        },
      ],
    },
  ],
  areas: [],
};

const windPlant: SampleFacility = {
  facility: {
    ...plant,
    title: 'Long Ridge Wind',
    facilityCode: 'LRWD',
    generationType: ['wind_onshore'],
    capacityMw: 214.2,
    capacityMva: 231,
    voltageKv: 138,
    registrationDate: '2017-10-02',
    commissioningDate: '2017-09-20',
    lastReviewDate: daysAgo(88),
    address: { addressLine1: '22750 County Road 9', city: 'Long Ridge', state: 'IA', zip: '50001' },
    latitude: 42.377,
    longitude: -94.906,
  },
  systems: [
    {
      system: {
        systemTitle: 'Long Ridge wind farm supervision',
        systemCode: 'LRWD-SCADA',
        systemType: 'scada',
        systemFunction: 'Starts and stops the 63 turbines and limits their output.',
        vendorName: 'Aeolis',
        softwareVersion: '2025.2',
        externalRoutableConnectivity: true,
        interactiveRemoteAccess: true,
        lastVulnerabilityAssessment: daysAgo(150),
      },
      assets: [
        {
          ...low,
          assetTitle: 'Wind farm controller',
          assetTag: 'LR-WFC',
          assetType: 'plant controller',
          manufacturer: 'Aeolis',
          model: 'Fleet Server',
          operatingSystem: 'Aeolis OS 9',
          ipAddress: '198.51.100.65',
          macAddress: '00:00:5E:00:53:41',
          physicalLocation: 'Operations building, rack 1',
          remoteAccessAvailable: true,
          lastPatchDate: daysAgo(45),
        },
        {
          ...low,
          assetTitle: 'Turbine controller',
          assetTag: 'LR-WTC',
          count: 63,
          assetType: 'turbine controller',
          manufacturer: 'Aeolis',
          model: 'TC-3',
          firmwareVersion: '11.0.4',
          physicalLocation: 'Tower bases',
        },
      ],
    },
  ],
  areas: [],
};

const substation: SampleFacility = {
  facility: {
    ...plant,
    title: 'Harlan Bend Substation',
    facilityCode: 'HBSS',
    facilityType: 'transmission',
    impactLevel: 'medium',
    capacityMw: 0,
    capacityMva: 1120,
    voltageKv: 345,
    registrationDate: '2007-06-18',
    commissioningDate: '1988-04-11',
    lastReviewDate: daysAgo(75),
    address: { addressLine1: '90 Switchyard Lane', city: 'Harlan Bend', state: 'NE', zip: '68001' },
    latitude: 40.996,
    longitude: -97.6,
  },
  systems: [
    {
      system: {
        systemTitle: 'Harlan Bend line protection',
        systemCode: 'HBSS-PROT',
        systemType: 'protection',
        systemFunction: 'Clears faults on the four 345 kV lines.',
        vendorName: 'Keystone Relay',
        softwareVersion: '4.1',
        externalRoutableConnectivity: true,
        interactiveRemoteAccess: true,
        lastVulnerabilityAssessment: daysAgo(180),
        lastAuditDate: daysAgo(75),
      },
      assets: [
        {
          ...medium,
          assetTitle: 'Line distance relay, primary',
          assetTag: 'HB-21P',
          count: 4,
          assetType: 'relay',
          manufacturer: 'Keystone Relay',
          model: 'KR-421',
          firmwareVersion: '4.1.7',
          physicalLocation: 'Relay house, panels 1 to 4',
          lastPatchDate: daysAgo(29),
          lastBackupDate: daysAgo(29),
        },
        {
          ...medium,
          assetTitle: 'Line differential relay, secondary',
          assetTag: 'HB-87S',
          count: 4,
          assetType: 'relay',
          manufacturer: 'Keystone Relay',
          model: 'KR-411',
          firmwareVersion: '4.0.2',
          physicalLocation: 'Relay house, panels 1 to 4',
          lastPatchDate: daysAgo(29),
          lastBackupDate: daysAgo(29),
        },
        {
          ...medium,
          assetTitle: 'Substation gateway',
          assetTag: 'HB-RTU-01',
          assetType: 'remote terminal unit',
          manufacturer: 'Northgate Controls',
          model: 'RTU-60',
          serialNumber: 'NG60-00318',
          firmwareVersion: '2.9.0',
          ipAddress: '203.0.113.20',
          macAddress: '00:00:5E:00:53:80',
          physicalLocation: 'Relay house, panel 6',
          remoteAccessAvailable: true,
          lastPatchDate: daysAgo(29),
        },
        {
          ...medium,
          assetTitle: 'Relay house firewall',
          assetTag: 'HB-FW-01',
          cipAssetCategory: 'eacms',
          assetType: 'firewall',
          manufacturer: 'Halden Networks',
          model: 'Gate 220',
          firmwareVersion: '5.4.8',
          ipAddress: '203.0.113.1',
          macAddress: '00:00:5E:00:53:81',
          physicalLocation: 'Relay house, panel 6',
          lastPatchDate: daysAgo(33),
        },
        {
          ...medium,
          assetTitle: 'Relay house door controller',
          assetTag: 'HB-PACS-01',
          cipAssetCategory: 'pacs',
          assetType: 'door controller',
          manufacturer: 'Doorward',
          model: 'DW-4',
          firmwareVersion: '6.3',
          physicalLocation: 'Relay house, entrance',
          lastPatchDate: daysAgo(61),
        },
        {
          ...medium,
          assetTitle: 'Relay test set',
          assetTag: 'HB-TCA-01',
          cipAssetCategory: 'transient',
          assetType: 'test set',
          manufacturer: 'Keystone Relay',
          model: 'KT-6',
          serialNumber: 'KT6-2207',
          physicalLocation: 'Relay house, cabinet',
          routableProtocol: false,
        },
      ],
    },
    {
      system: {
        systemTitle: 'Harlan Bend generation runback',
        systemCode: 'HBSS-RAS',
        systemType: 'remedial_action',
        systemFunction: 'Runs Juniper Flats back when two of the four lines are lost.',
        vendorName: 'Keystone Relay',
        softwareVersion: '1.6',
        externalRoutableConnectivity: false,
        interactiveRemoteAccess: false,
        lastVulnerabilityAssessment: daysAgo(180),
      },
      assets: [
        {
          ...medium,
          assetTitle: 'Runback controller',
          assetTag: 'HB-RAS-01',
          count: 2,
          assetType: 'logic controller',
          manufacturer: 'Keystone Relay',
          model: 'KR-700',
          firmwareVersion: '1.6.3',
          routableProtocol: false,
          physicalLocation: 'Relay house, panel 5',
          lastBackupDate: daysAgo(58),
        },
      ],
    },
  ],
  areas: [
    {
      name: 'Relay house',
      description: 'Locked building inside the switchyard fence.',
      tags: ['HB-21P', 'HB-87S', 'HB-RTU-01', 'HB-FW-01', 'HB-PACS-01', 'HB-RAS-01'],
    },
  ],
};

const solarPlant: SampleFacility = {
  facility: {
    ...plant,
    title: 'Meadowlark Solar and Storage',
    facilityCode: 'MLSS',
    generationType: ['solar', 'storage'],
    capacityMw: 148.5,
    capacityMva: 165,
    voltageKv: 115,
    registrationDate: '2023-03-15',
    commissioningDate: '2023-02-28',
    lastReviewDate: daysAgo(52),
    address: { addressLine1: '7800 Section Line Road', city: 'Plum Creek', state: 'NE', zip: '68002' },
    latitude: 40.744,
    longitude: -99.731,
  },
  systems: [
    {
      system: {
        systemTitle: 'Meadowlark power plant controller',
        systemCode: 'MLSS-PPC',
        systemType: 'control',
        systemFunction: 'Sets active and reactive power of the inverters and the batteries.',
        vendorName: 'Solenne',
        softwareVersion: '10.4',
        externalRoutableConnectivity: true,
        interactiveRemoteAccess: true,
        lastVulnerabilityAssessment: daysAgo(120),
      },
      assets: [
        {
          ...low,
          assetTitle: 'Power plant controller',
          assetTag: 'ML-PPC',
          assetType: 'plant controller',
          manufacturer: 'Solenne',
          model: 'PPC-2',
          firmwareVersion: '10.4.2',
          ipAddress: '198.51.100.129',
          macAddress: '00:00:5E:00:53:A1',
          physicalLocation: 'Control shelter, rack 1',
          remoteAccessAvailable: true,
          lastPatchDate: daysAgo(19),
        },
        {
          ...low,
          assetTitle: 'Central inverter controller',
          assetTag: 'ML-INV',
          count: 42,
          assetType: 'inverter controller',
          manufacturer: 'Solenne',
          model: 'SI-3600',
          firmwareVersion: '8.1',
          physicalLocation: 'Inverter skids',
        },
      ],
    },
  ],
  areas: [],
};

const smallStorage: SampleFacility = {
  facility: {
    ...plant,
    title: 'Plum Creek Battery',
    facilityCode: 'PCBT',
    generationType: ['storage'],
    bes: false,
    impactLevel: 'category_2',
    capacityMw: 24,
    capacityMva: 26,
    voltageKv: 69,
    registrationStatus: 'pending',
    commissioningDate: '2025-08-19',
    lastReviewDate: daysAgo(52),
    address: { addressLine1: '15 Depot Street', city: 'Plum Creek', state: 'NE', zip: '68002' },
    latitude: 40.731,
    longitude: -99.748,
  },
  systems: [],
  areas: [],
};

const center = {
  bes: true,
  // What a new control center has until facilities are assigned; criterion 2.11 then decides.
  impactLevel: 'low',
  regionalEntity: 'MRO',
  nercRegistrationId: 'NCR99901',
  espDefined: true,
  pspDefined: true,
} as const;

const generationControl: SampleControlCenter = {
  center: {
    ...center,
    centerTitle: 'Harlan Bend Generation Control Center',
    centerCode: 'HBCC',
    address: {
      addressLine1: '200 Cooperative Way',
      addressLine2: 'Second floor',
      city: 'Harlan Bend',
      state: 'NE',
      zip: '68001',
    },
    commissioningDate: '2014-03-03',
    recoveryTimeObjective: 2,
    recoveryPointObjective: 0.25,
    backupFacilityTested: daysAgo(140),
    incidentResponseTested: daysAgo(200),
    lastReviewDate: daysAgo(75),
    latitude: 41.003,
    longitude: -97.592,
  },
  facilities: [combustionPlant, hydroPlant, windPlant, substation],
  systems: [
    {
      system: {
        systemTitle: 'Energy management system',
        systemCode: 'HBCC-EMS',
        systemType: 'ems',
        systemFunction: 'Dispatches generation, monitors the transmission system and sends setpoints to the plants.',
        vendorName: 'Gridmont',
        softwareVersion: '2025.1',
        externalRoutableConnectivity: true,
        interactiveRemoteAccess: true,
        lastVulnerabilityAssessment: daysAgo(160),
        lastAuditDate: daysAgo(75),
      },
      assets: [
        {
          ...medium,
          assetTitle: 'EMS application server',
          assetTag: 'HBCC-EMS-APP',
          count: 2,
          assetType: 'server',
          manufacturer: 'Corvane',
          model: 'Rack 8',
          operatingSystem: 'Corvane Server 10',
          ipAddress: '192.0.2.11',
          macAddress: '00:00:5E:00:53:C1',
          physicalLocation: 'Server room, rack 3',
          lastPatchDate: daysAgo(16),
          lastBackupDate: daysAgo(1),
        },
        {
          ...medium,
          assetTitle: 'Dispatcher console',
          assetTag: 'HBCC-CON',
          count: 6,
          assetType: 'workstation',
          manufacturer: 'Corvane',
          model: 'Station 40',
          operatingSystem: 'Corvane Desktop 12',
          physicalLocation: 'Dispatch floor',
          lastPatchDate: daysAgo(16),
        },
        {
          ...medium,
          assetTitle: 'Control network switch',
          assetTag: 'HBCC-SW-01',
          cipAssetCategory: 'protected_cyber_asset',
          assetType: 'switch',
          manufacturer: 'Halden Networks',
          model: 'Lane 48',
          firmwareVersion: '3.3.1',
          ipAddress: '192.0.2.2',
          macAddress: '00:00:5E:00:53:C2',
          physicalLocation: 'Server room, rack 1',
          lastPatchDate: daysAgo(34),
          lastBackupDate: daysAgo(7),
        },
        {
          ...medium,
          assetTitle: 'Report printer',
          assetTag: 'HBCC-PRN-01',
          cipAssetCategory: 'protected_cyber_asset',
          assetType: 'printer',
          manufacturer: 'Papyr',
          model: 'P300',
          ipAddress: '192.0.2.40',
          macAddress: '00:00:5E:00:53:C3',
          physicalLocation: 'Dispatch floor',
          loggingEnabled: false,
        },
        {
          ...medium,
          assetTitle: 'Remote access jump host',
          assetTag: 'HBCC-JMP-01',
          cipAssetCategory: 'eacms',
          assetType: 'intermediate system',
          manufacturer: 'Corvane',
          model: 'Rack 4',
          operatingSystem: 'Corvane Server 10',
          ipAddress: '192.0.2.66',
          macAddress: '00:00:5E:00:53:C4',
          physicalLocation: 'Server room, rack 2',
          remoteAccessAvailable: true,
          lastPatchDate: daysAgo(9),
          lastBackupDate: daysAgo(1),
        },
        {
          ...medium,
          assetTitle: 'Software transfer drive',
          assetTag: 'HBCC-USB-01',
          cipAssetCategory: 'removable_media',
          assetType: 'USB drive',
          manufacturer: 'Corvane',
          model: 'Vault 64',
          serialNumber: 'V64-7719',
          routableProtocol: false,
          loggingEnabled: false,
          physicalLocation: 'Server room, safe',
        },
      ],
    },
    {
      system: {
        systemTitle: 'Access control and monitoring',
        systemCode: 'HBCC-PACS',
        systemType: 'monitoring',
        systemFunction: 'Controls and records entry to the dispatch floor and the server room.',
        vendorName: 'Doorward',
        softwareVersion: '6.3',
        externalRoutableConnectivity: false,
        interactiveRemoteAccess: false,
        lastVulnerabilityAssessment: daysAgo(160),
      },
      assets: [
        {
          ...medium,
          assetTitle: 'Badge system server',
          assetTag: 'HBCC-PACS-SRV',
          cipAssetCategory: 'pacs',
          assetType: 'server',
          manufacturer: 'Doorward',
          model: 'DW-Central',
          operatingSystem: 'Corvane Server 10',
          ipAddress: '192.0.2.130',
          macAddress: '00:00:5E:00:53:C5',
          physicalLocation: 'Server room, rack 2',
          lastPatchDate: daysAgo(22),
          lastBackupDate: daysAgo(2),
        },
      ],
    },
  ],
  areas: [
    {
      name: 'Dispatch floor',
      description: 'Second floor, two-factor entry.',
      tags: ['HBCC-CON', 'HBCC-PRN-01'],
    },
    {
      name: 'Server room',
      description: 'Second floor, inside the dispatch floor.',
      tags: ['HBCC-EMS-APP', 'HBCC-SW-01', 'HBCC-JMP-01', 'HBCC-USB-01', 'HBCC-PACS-SRV'],
    },
  ],
};

const renewablesControl: SampleControlCenter = {
  center: {
    ...center,
    centerTitle: 'Plum Creek Renewables Desk',
    centerCode: 'PCRD',
    address: { addressLine1: '31 Depot Street', city: 'Plum Creek', state: 'NE', zip: '68002' },
    commissioningDate: '2023-01-09',
    espDefined: false,
    recoveryTimeObjective: 8,
    backupFacilityTested: daysAgo(190),
    incidentResponseTested: daysAgo(200),
    lastReviewDate: daysAgo(52),
    latitude: 40.733,
    longitude: -99.745,
  },
  facilities: [solarPlant, smallStorage],
  systems: [
    {
      system: {
        systemTitle: 'Renewables supervision',
        systemCode: 'PCRD-SCADA',
        systemType: 'scada',
        systemFunction: 'Supervises the solar plant and the batteries.',
        vendorName: 'Gridmont',
        softwareVersion: '2024.3',
        externalRoutableConnectivity: true,
        interactiveRemoteAccess: false,
        lastVulnerabilityAssessment: daysAgo(230),
      },
      assets: [
        {
          ...low,
          assetTitle: 'Supervision server',
          assetTag: 'PCRD-SRV-01',
          assetType: 'server',
          manufacturer: 'Corvane',
          model: 'Rack 4',
          operatingSystem: 'Corvane Server 10',
          ipAddress: '192.0.2.200',
          macAddress: '00:00:5E:00:53:E1',
          physicalLocation: 'Equipment closet',
          lastPatchDate: daysAgo(27),
          lastBackupDate: daysAgo(3),
        },
      ],
    },
  ],
  areas: [{ name: 'Equipment closet', description: 'Locked, badge entry.', tags: ['PCRD-SRV-01'] }],
};

export const SAMPLE_NAME = 'Cedar Hollow Power Cooperative (sample)';
export const sampleInventory: readonly SampleControlCenter[] = [generationControl, renewablesControl];
