// What the files' rows become in the inventory.

const GENERATION_TYPES = {
  Biomass: [],
  Coal: [],
  Cogeneration: [],
  Gas: ['natural_gas'],
  Geothermal: ['geothermal'],
  Hydro: ['hydroelectric'],
  Nuclear: ['nuclear'],
  Oil: [],
  Other: [],
  Petcoke: [],
  Solar: ['solar'],
  Storage: ['storage'],
  Waste: [],
  'Wave and Tidal': ['tidal'],
  Wind: ['wind_onshore'],
};
const INVERTER_FUELS = new Set(['Solar', 'Wind', 'Storage']);

/** Approximate borders: good enough for a trial, not for a registration. */
function region(latitude, longitude) {
  const isErcot = longitude > -103 && longitude < -94.5 && latitude > 25.8 && latitude < 33.9;
  if (isErcot) return { interconnection: 'ercot', regionalEntity: 'TRE' };
  if (longitude < -104) return { interconnection: 'western', regionalEntity: 'WECC' };
  const eastern = (regionalEntity) => ({ interconnection: 'eastern', regionalEntity });
  if (longitude > -80 && latitude > 41.5) return eastern('NPCC');
  if (longitude > -87.5 && latitude > 38.5) return eastern('RFC');
  if (longitude < -89 && latitude > 40.5) return eastern('MRO');
  if (longitude < -94) return eastern('SPP');
  return eastern('SERC');
}

/** 1500 MW or more of generation at one site is medium (criterion 2.1); small inverter plants are not BES. */
function rating(capacityMw, fuel) {
  if (capacityMw >= 1500) return { bes: true, impactLevel: 'medium' };
  if (INVERTER_FUELS.has(fuel) && capacityMw < 75) return { bes: false, impactLevel: 'category_2' };
  return { bes: true, impactLevel: 'low' };
}

/** The date of the plants' data. A fixed one, so that a rerun sends the same. */
export const REVIEWED = '2021-06-02';

/** A plant as the facility to create. */
export function facilityOf(plant) {
  const { gppd_idnr, name, capacity_mw, latitude, longitude, primary_fuel, commissioning_year } = plant;
  const capacityMw = Number(capacity_mw);
  const year = Number(commissioning_year);
  const generationType = GENERATION_TYPES[primary_fuel] ?? [];
  return {
    title: name,
    facilityCode: gppd_idnr,
    facilityType: 'generation',
    ...(generationType.length === 0 ? {} : { generationType }),
    ...rating(capacityMw, primary_fuel),
    capacityMw: capacity_mw,
    capacityMva: (capacityMw / 0.9).toFixed(1),
    voltageKv: capacityMw >= 500 ? 345 : capacityMw >= 100 ? 230 : 115,
    ...region(Number(latitude), Number(longitude)),
    registrationStatus: capacityMw >= 75 ? 'registered' : 'not_required',
    ...(year > 0 ? { commissioningDate: `${Math.floor(year)}-01-01` } : {}),
    lastReviewDate: REVIEWED,
    latitude,
    longitude,
  };
}

/** The `index`-th cyber asset of a system: a device model, with a tag and a serial number of its own. */
export function assetOf(model, system, index) {
  const assetTag = `CA-${String(index + 1).padStart(4, '0')}`;
  return {
    cyberSystemId: system.id,
    assetTitle: `${model.manufacturer} ${model.model}`.slice(0, 255),
    assetTag,
    count: 1,
    cipAssetCategory: index % 5 === 0 ? 'eacms' : 'bes_cyber_asset',
    assetType: index % 2 === 0 ? 'relay' : 'network device',
    impactLevel: index % 4 === 3 ? 'low' : 'medium',
    manufacturer: model.manufacturer.slice(0, 255),
    model: model.model.slice(0, 255),
    serialNumber: `${system.systemCode}-${assetTag}`,
    physicalLocation: index % 3 === 0 ? '=Rack "A", row 1' : `Cabinet ${1 + (index % 9)}`,
    inService: true,
    dialUpConnectivity: false,
    routableProtocol: index % 2 === 0,
    remoteAccessAvailable: false,
    baselineDocumented: true,
    portsServicesDocumented: true,
    loggingEnabled: true,
  };
}

/** The owner's control center. Its code is the owner's, so that a rerun finds it. */
export function centerOf(owner, regionalEntity) {
  return {
    centerTitle: `${owner} control center`.slice(0, 255),
    centerCode: codeOf('CC', owner),
    bes: true,
    impactLevel: 'low',
    regionalEntity,
    commissioningDate: '2010-01-01',
    espDefined: true,
    pspDefined: true,
    recoveryTimeObjective: 4,
    backupFacilityTested: REVIEWED,
    incidentResponseTested: REVIEWED,
    lastReviewDate: REVIEWED,
    address: { addressLine1: '1 Main Street', city: 'Springfield', state: 'IL', zip: '62701' },
  };
}

export function plantSystemOf(facility) {
  return {
    systemTitle: `${facility.title} plant control`.slice(0, 255),
    systemCode: `DCS-${facility.facilityCode}`,
    systemType: 'dcs',
    systemFunction: 'Controls the real and reactive power of the plant.',
    facilityId: facility.id,
    externalRoutableConnectivity: true,
    interactiveRemoteAccess: false,
  };
}

export function centerSystemOf(owner, center) {
  return {
    systemTitle: 'Energy management system',
    systemCode: codeOf('EMS', owner),
    systemType: 'ems',
    systemFunction: 'Monitors and controls the plants of the owner.',
    controlCenterId: center.id,
    externalRoutableConnectivity: true,
    interactiveRemoteAccess: true,
  };
}

const codeOf = (prefix, owner) => `${prefix}-${owner.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '-')}`.slice(0, 50);

export function ownerWithMostCapacity(plants) {
  const capacity = new Map();
  for (const { owner, capacity_mw } of plants)
    if (owner !== '') capacity.set(owner, (capacity.get(owner) ?? 0) + Number(capacity_mw));
  return [...capacity].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Computes criterion 2.11 independently, to check the server's result. */
export function mostInOneInterconnection(facilities) {
  const sums = {};
  for (const { bes, interconnection, capacityMw } of facilities)
    if (bes) sums[interconnection] = (sums[interconnection] ?? 0) + Number(capacityMw);
  return Math.max(0, ...Object.values(sums));
}
