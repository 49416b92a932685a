#!/usr/bin/env node
// Loads a whole inventory through the HTTP API and reads it back: power plants as facilities, cyber systems and cyber
// assets in some of them, a control center for one owner's plants, its impact level, CSV export and import.
//
//   RAPTOR_COMPLY_URL=http://127.0.0.1:8080 RAPTOR_COMPLY_API_KEY=rc_live_… \
//     node examples/load-inventory.mjs us-plants.csv device-models.csv [--owner <name>] [--systems 200] [--assets 20] [--concurrency 8]
//
// us-plants.csv has gppd_idnr, name, capacity_mw, latitude, longitude, primary_fuel, commissioning_year and owner;
// device-models.csv has manufacturer, model and part_number. The key needs the role admin in an organization
// without these plants. The script sends about 7,500 requests, which takes over 10 minutes at the default rate limit; start
// the server with RATE_LIMIT=1000000 to lift it. Exits with 1 if a record differs from what was sent.
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    owner: { type: 'string' },
    systems: { type: 'string', default: '200' },
    assets: { type: 'string', default: '20' },
    concurrency: { type: 'string', default: '8' },
  },
});
const { RAPTOR_COMPLY_URL: baseUrl = 'http://127.0.0.1:8080', RAPTOR_COMPLY_API_KEY: apiKey } = process.env;
const [plantsPath, modelsPath] = positionals;
if (apiKey === undefined || plantsPath === undefined || modelsPath === undefined) {
  console.error('Usage: RAPTOR_COMPLY_API_KEY=… node examples/load-inventory.mjs <us-plants.csv> <device-models.csv>');
  process.exit(2);
}
process.on('uncaughtException', ({ message }) => {
  console.error(message);
  process.exit(1);
});
const SYSTEMS = Number(options.systems);
const ASSETS_PER_SYSTEM = Number(options.assets);
const CONCURRENCY = Number(options.concurrency);
const MAX_ATTEMPTS = 8;

// --- HTTP, with retries

let requests = 0;
let waits = 0;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends a request; retries 429 and 5xx after Retry-After, or else with exponential backoff and jitter. */
async function send(method, path, { body, type = 'application/json' } = {}) {
  for (let attempt = 1; ; attempt++) {
    requests++;
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: { 'X-API-Key': apiKey, ...(body === undefined ? {} : { 'Content-Type': type }) },
      ...(body === undefined ? {} : { body: type === 'application/json' ? JSON.stringify(body) : body }),
    });
    if (response.ok) return response;
    const retryable = response.status === 429 || response.status >= 500;
    if (!retryable || attempt === MAX_ATTEMPTS) {
      throw new Error(`${method} ${path} returned ${response.status}: ${await response.text()}`);
    }
    await response.arrayBuffer();
    waits++;
    const told = Number(response.headers.get('retry-after'));
    await sleep(told > 0 ? told * 1000 : 2 ** (attempt - 1) * 1000 + Math.random() * 500);
  }
}

const get = async (path) => (await send('GET', path)).json();
const getText = async (path) => (await send('GET', path)).text();
const post = async (path, body) => (await send('POST', path, { body })).json();
const postCsv = async (path, csv) => (await send('POST', path, { body: csv, type: 'text/csv' })).json();

/** Returns every item of a list, page by page. */
async function everyPage(path) {
  const items = [];
  let next = `${path}${path.includes('?') ? '&' : '?'}limit=1000`;
  while (next !== undefined) {
    const response = await send('GET', next);
    items.push(...(await response.json()));
    next = /<([^>]+)>\s*;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return items;
}

/** Returns the results of `work` in order, running at most CONCURRENCY at a time. */
async function inParallel(items, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}

// --- CSV (RFC 4180)

function parseCsv(text) {
  const rows = [];
  let row = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    let value = '';
    if (text[at] === '"') {
      for (at++; at < text.length; at++) {
        if (text[at] !== '"') value += text[at];
        else if (text[at + 1] === '"') value += text[at++];
        else break;
      }
      at++;
    } else {
      const start = at;
      while (at < text.length && !',\r\n'.includes(text[at])) at++;
      value = text.slice(start, at);
    }
    row.push(value);
    if (text[at] === ',') {
      at++;
      if (at === text.length) row.push('');
      continue;
    }
    rows.push(row);
    row = [];
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
  }
  const [header = [], ...records] = rows.filter((cells) => cells.length > 1 || cells[0] !== '');
  return records.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

// --- From a plant to a facility

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

const TODAY = new Date().toISOString().slice(0, 10);

function facilityOf(plant) {
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
    lastReviewDate: TODAY,
    latitude,
    longitude,
  };
}

// --- From a device model to a cyber asset

function assetOf(model, index, impactLevel) {
  return {
    assetTitle: `${model.manufacturer} ${model.model}`.slice(0, 255),
    assetTag: `CA-${String(index + 1).padStart(4, '0')}`,
    count: 1,
    cipAssetCategory: index % 5 === 0 ? 'eacms' : 'bes_cyber_asset',
    assetType: index % 2 === 0 ? 'relay' : 'network device',
    impactLevel,
    manufacturer: model.manufacturer.slice(0, 255),
    model: model.model.slice(0, 255),
    ...(model.part_number === '' ? {} : { serialNumber: model.part_number.slice(0, 100) }),
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

// --- The trial

const steps = [];

async function step(name, work) {
  const [startedAt, before] = [performance.now(), requests];
  const outcome = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const made = requests - before;
  steps.push({ step: name, requests: made, seconds: seconds.toFixed(2), 'requests/s': Math.round(made / seconds) });
  return outcome;
}

const mismatches = [];

function check(what, actual, expected) {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  mismatches.push(
    `${what}: ${JSON.stringify(actual)?.slice(0, 200)} instead of ${JSON.stringify(expected)?.slice(0, 200)}`,
  );
}

/** Checks that every field is returned as sent; decimals are returned as strings. */
function checkSame(what, record, sent) {
  for (const [name, value] of Object.entries(sent)) {
    const isDecimal = typeof record[name] === 'string' && typeof value === 'number';
    check(`${what}.${name}`, record[name], isDecimal ? String(value) : value);
  }
}

function ownerWithMostCapacity(plants) {
  const capacity = new Map();
  for (const { owner, capacity_mw } of plants)
    if (owner !== '') capacity.set(owner, (capacity.get(owner) ?? 0) + Number(capacity_mw));
  return [...capacity].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Computes criterion 2.11 independently, to check the server's result. */
function mostInOneInterconnection(facilities) {
  const sums = {};
  for (const { bes, interconnection, capacityMw } of facilities)
    if (bes) sums[interconnection] = (sums[interconnection] ?? 0) + Number(capacityMw);
  return Math.max(0, ...Object.values(sums));
}

const plants = parseCsv(await readFile(plantsPath, 'utf8'));
const models = parseCsv(await readFile(modelsPath, 'utf8'));
const owner = options.owner ?? ownerWithMostCapacity(plants);
const sent = plants.map(facilityOf);
const run = Date.now().toString(36).toUpperCase();

const facilities = await step(`create ${plants.length} facilities`, () =>
  inParallel(sent, (facility) => post('/facilities', facility)),
);

await step('read all facilities back', async () => {
  const listed = new Map((await get('/facilities')).map((facility) => [facility.id, facility]));
  check('facilities in one list', listed.size, plants.length);
  const paged = await everyPage('/facilities');
  check('facilities by pages', new Set(paged.map(({ id }) => id)).size, plants.length);
  facilities.forEach(({ id }, index) => {
    checkSame(`facility ${sent[index].facilityCode}`, listed.get(id) ?? {}, sent[index]);
  });
});

// The owner's plants first, so that the control center's exports are not empty.
const ownedIndexes = plants.flatMap((plant, index) => (plant.owner === owner ? [index] : []));
const withSystem = [...new Set([...ownedIndexes, ...plants.keys()])].slice(0, SYSTEMS);

const systems = await step(`create ${withSystem.length} cyber systems`, () =>
  inParallel(withSystem, (index) =>
    post('/cyber-systems', {
      systemTitle: `${sent[index].title} plant control`.slice(0, 255),
      systemCode: `DCS-${sent[index].facilityCode}`,
      systemType: 'dcs',
      systemFunction: 'Controls the real and reactive power of the plant.',
      facilityId: facilities[index].id,
      externalRoutableConnectivity: true,
      interactiveRemoteAccess: false,
    }),
  ),
);

const assetsToMake = systems.flatMap((system, systemIndex) =>
  Array.from({ length: ASSETS_PER_SYSTEM }, (_, index) => {
    const model = models[(systemIndex * ASSETS_PER_SYSTEM + index) % models.length];
    const impactLevel = index % 4 === 3 ? 'low' : 'medium';
    return { ...assetOf(model, index, impactLevel), cyberSystemId: system.id };
  }),
);
const assets = await step(`create ${assetsToMake.length} cyber assets`, () =>
  inParallel(assetsToMake, (asset) => post('/cyber-assets', asset)),
);

await step('read all cyber assets back', async () => {
  const listed = new Map((await everyPage('/cyber-assets')).map((asset) => [asset.id, asset]));
  check('cyber assets', listed.size, assetsToMake.length);
  assets.forEach(({ id }, index) => {
    checkSame(`cyber asset ${id}`, listed.get(id) ?? {}, { ...assetsToMake[index], count: '1' });
  });
});

const owned = ownedIndexes.map((index) => facilities[index]);
const center = await step('create a control center', () =>
  post('/control-centers', {
    centerTitle: `${owner} control center`.slice(0, 255),
    centerCode: `CC-${run}`,
    bes: true,
    impactLevel: 'low',
    regionalEntity: owned[0].regionalEntity,
    commissioningDate: '2010-01-01',
    espDefined: true,
    pspDefined: true,
    recoveryTimeObjective: 4,
    backupFacilityTested: TODAY,
    incidentResponseTested: TODAY,
    lastReviewDate: TODAY,
    address: { addressLine1: '1 Main Street', city: 'Springfield', state: 'IL', zip: '62701' },
  }),
);
const facilityIds = owned.map(({ id }) => id);
const mostMw = mostInOneInterconnection(ownedIndexes.map((index) => sent[index]));
const expectedLevel = mostMw >= 1500 ? 'medium' : 'low';

const preview = await step('preview the impact', () =>
  post(`/control-centers/${center.id}/preview-impact`, { facilityIds }),
);
check('previewed impact level', preview.newImpactLevel, expectedLevel);
check('facilities being added', preview.facilitiesBeingAdded?.length, owned.length);
const previewedMw = Math.max(...Object.values(preview.capacityBreakdown).map(({ afterMw }) => afterMw));
check('previewed MW', previewedMw.toFixed(6), mostMw.toFixed(6));
check('unchanged by the preview', (await get(`/control-centers/${center.id}`)).impactLevel, 'low');

const assigned = await step(`assign ${owned.length} facilities`, () =>
  post(`/control-centers/${center.id}/assign-facilities`, { facilityIds }),
);
check('assigned impact level', assigned.impactLevel, expectedLevel);

await step('read the control center back', async () => {
  const listed = await get(`/control-centers/${center.id}/facilities`);
  check('facilities of the control center', listed.map(({ id }) => id).sort(), [...facilityIds].sort());
  const filtered = await everyPage(`/facilities?controlCenterId=${center.id}`);
  check('facilities by filter', filtered.length, owned.length);
  const determinations = await get(`/control-centers/${center.id}/impact-determinations`);
  check('the reason recorded', determinations.at(-1)?.reason, preview.reason);
  const item = (await get('/control-centers')).find(({ id }) => id === center.id);
  check('managedFacilitiesCount', item?.managedFacilitiesCount, owned.length);
});

// --- Export from the control center's facilities, and import into another system

const exports = await step('export the CSV of each of its facilities', () =>
  inParallel(
    owned.filter((_, index) => withSystem.includes(ownedIndexes[index])),
    async ({ id }) => ({
      high: await getText(`/facilities/${id}/cyber-assets/export`),
      low: await getText(`/facilities/${id}/cyber-assets/export-low`),
    }),
  ),
);
const exported = exports.flatMap(({ high, low }) => [...parseCsv(high), ...parseCsv(low)]);
check('exported rows', exported.length, exports.length * ASSETS_PER_SYSTEM);

const target = await step('create a cyber system of the control center', () =>
  post('/cyber-systems', {
    systemTitle: 'Energy management system',
    systemCode: `EMS-${run}`,
    systemType: 'ems',
    systemFunction: 'Monitors and controls the plants of the owner.',
    controlCenterId: center.id,
    externalRoutableConnectivity: true,
    interactiveRemoteAccess: true,
  }),
);

const imported = await step('import one facility’s two files there', async () => {
  const [first] = exports;
  const results = [];
  for (const csv of first === undefined ? [] : [first.high, first.low])
    results.push(await postCsv(`/cyber-systems/${target.id}/cyber-assets/import`, csv));
  return results.reduce((sum, { createdCount }) => sum + createdCount, 0);
});
check('imported cyber assets', imported, ASSETS_PER_SYSTEM);

await step('compare the import with its original', async () => {
  const IDENTITY = ['id', 'cyberSystemId', 'createdAt', 'updatedAt'];
  const content = (list) =>
    list
      .map((asset) => Object.fromEntries(Object.entries(asset).filter(([name]) => !IDENTITY.includes(name))))
      .sort((a, b) => a.assetTag.localeCompare(b.assetTag));
  const original = await get(`/facilities/${owned[0].id}/cyber-assets`);
  const copy = await get(`/cyber-systems/${target.id}/cyber-assets`);
  check('imported content', content(copy), content(original));
  const ofCenter = await getText(`/control-centers/${center.id}/cyber-assets/export`);
  const ofCenterLow = await getText(`/control-centers/${center.id}/cyber-assets/export-low`);
  const rows = [...parseCsv(ofCenter), ...parseCsv(ofCenterLow)].filter(
    ({ cyberSystemId }) => cyberSystemId === target.id,
  );
  check('exported again from the control center', rows.length, ASSETS_PER_SYSTEM);
});

console.table(steps);
console.log(`Owner: ${owner}, ${owned.length} plants. ${preview.reason}`);
console.log(`${requests} requests, ${waits} retries.`);
if (mismatches.length > 0) {
  console.error(`${mismatches.length} mismatches:\n${mismatches.slice(0, 20).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log('Every record matches what was sent.');
}
