#!/usr/bin/env node
// Loads a whole inventory through the SDK and reads it back: power plants as facilities, cyber systems and cyber assets in some
// of them, a control center for one owner's plants, its impact level, CSV export and import.
//
//   npm run build && RAPTOR_COMPLY_URL=http://127.0.0.1:8080 RAPTOR_COMPLY_API_KEY=rc_live_… \
//     node examples/load-inventory.mjs us-plants.csv device-models.csv [--owner <name>] [--systems 200] [--assets 20] [--concurrency 8]
//
// us-plants.csv has gppd_idnr, name, capacity_mw, latitude, longitude, primary_fuel, commissioning_year and owner;
// device-models.csv has manufacturer, model and part_number. The key needs the role admin. The organization can have other
// records. The script sends about 7,500 requests, which takes 12 minutes at the default rate limit. It creates only what the
// organization lacks, by code and tag: after a failure or Ctrl-C, run it again and it continues. Exits with 1 if a record
// differs from what was sent.
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { RaptorComply } from '@raptor-comply/sdk';
import { parseCsv } from './load-inventory/csv.mjs';
import { showProgress } from './load-inventory/progress.mjs';
import * as records from './load-inventory/records.mjs';

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
  console.error(`\n${message}\nWhat was loaded stays. Run the same command again to continue.`);
  process.exit(1);
});
const [systemCount, assetsPerSystem, concurrency] = [options.systems, options.assets, options.concurrency].map(Number);

let requests = 0;
let refused = 0;
/** The SDK retries, and paces the calls by the rate limit; this only counts. */
async function countingFetch(...parameters) {
  requests++;
  const response = await fetch(...parameters);
  if (response.status === 429) refused++;
  return response;
}
// A call waits in line while others share the rate limit, so it gets more than the default two minutes.
const comply = new RaptorComply({ apiKey, baseUrl, fetch: countingFetch, logger: false, totalTimeoutMs: 900_000 });

// --- Steps

const steps = [];

async function step(name, work) {
  console.error(`${name} …`);
  const [startedAt, before] = [performance.now(), requests];
  const outcome = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  steps.push({ step: name, requests: requests - before, seconds: seconds.toFixed(2) });
  return outcome;
}

/** Returns the results of `work` in order, running at most `concurrency` at a time. */
async function inParallel(name, items, work) {
  const results = new Array(items.length);
  const progress = showProgress(name, items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
      progress.advance();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker)).finally(() => progress.stop());
  return results;
}

/** Creates the wanted records that the organization lacks. Returns all of them, in order. */
async function ensure(noun, wanted, { resource, keyOf }) {
  const there = new Map();
  for await (const record of resource.list({ limit: 1000 })) there.set(keyOf(record), record);
  const missing = wanted.filter((record) => !there.has(keyOf(record)));
  const name = `create ${missing.length} of ${wanted.length} ${noun}`;
  const created = await step(name, () => inParallel(name, missing, (record) => resource.create(record)));
  missing.forEach((record, index) => {
    there.set(keyOf(record), created[index]);
  });
  return wanted.map((record) => there.get(keyOf(record)));
}

const mismatches = [];

function check(what, actual, expected) {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== wanted) mismatches.push(`${what}: ${is?.slice(0, 200)} instead of ${wanted?.slice(0, 200)}`);
}

/** Checks that every record is in the list and has every field as sent; decimals are returned as strings. */
function checkList(noun, list, { made, sent }) {
  const listed = new Map(list.map((record) => [record.id, record]));
  made.forEach(({ id }, index) => {
    const record = listed.get(id) ?? {};
    for (const [name, value] of Object.entries(sent[index])) {
      const isDecimal = typeof record[name] === 'string' && typeof value === 'number';
      check(`${noun} ${id}, ${name}`, record[name], isDecimal ? String(value) : value);
    }
  });
}

// --- Facilities, systems, assets

const plants = parseCsv(await readFile(plantsPath, 'utf8'));
const models = parseCsv(await readFile(modelsPath, 'utf8'));
const owner = options.owner ?? records.ownerWithMostCapacity(plants);

const facilitiesSent = plants.map(records.facilityOf);
const { facilities: facilityResource, cyberSystems, cyberAssets, controlCenters } = comply;
const facilities = await ensure('facilities', facilitiesSent, {
  resource: facilityResource,
  keyOf: ({ facilityCode }) => facilityCode,
});

await step('read all facilities back', async () => {
  checkList('facility', await facilityResource.list(), { made: facilities, sent: facilitiesSent });
  const paged = new Set();
  for await (const { id } of facilityResource.list({ limit: 1000 })) paged.add(id);
  check('facilities missing from the pages', facilities.filter(({ id }) => !paged.has(id)).length, 0);
});

// The owner's plants first, so that the control center's exports are not empty.
const owned = facilities.filter((_, index) => plants[index].owner === owner);
if (owned.length === 0) throw new Error(`No plant in ${plantsPath} has the owner ${owner}`);
const withSystem = [...new Set([...owned, ...facilities])].slice(0, systemCount);
const systems = await ensure('cyber systems', withSystem.map(records.plantSystemOf), {
  resource: cyberSystems,
  keyOf: ({ systemCode }) => systemCode,
});

const assetsSent = systems.flatMap((system, systemIndex) =>
  Array.from({ length: assetsPerSystem }, (_, index) => {
    return records.assetOf(models[(systemIndex * assetsPerSystem + index) % models.length], system, index);
  }),
);
const placeOf = ({ cyberSystemId, assetTag }) => `${cyberSystemId} ${assetTag}`;
const assets = await ensure('cyber assets', assetsSent, { resource: cyberAssets, keyOf: placeOf });

await step('read all cyber assets back', async () => {
  checkList('cyber asset', await cyberAssets.list(), { made: assets, sent: assetsSent });
});

// --- The owner's control center

const [center] = await ensure('control centers', [records.centerOf(owner, owned[0].regionalEntity)], {
  resource: controlCenters,
  keyOf: ({ centerCode }) => centerCode,
});
const facilityIds = owned.map(({ id }) => id);
const mostMw = records.mostInOneInterconnection(facilitiesSent.filter((_, index) => plants[index].owner === owner));
const expectedLevel = mostMw >= 1500 ? 'medium' : 'low';
const assignedBefore = new Set((await controlCenters.listFacilities(center.id)).map(({ id }) => id));
const toAssign = facilityIds.filter((id) => !assignedBefore.has(id));

if (toAssign.length > 0) {
  const before = await controlCenters.get(center.id);
  const preview = await step('preview the impact', () =>
    controlCenters.previewImpact(center.id, { facilityIds: toAssign }),
  );
  check('previewed impact level', preview.newImpactLevel, expectedLevel);
  check('facilities being added', preview.facilitiesBeingAdded?.length, toAssign.length);
  const previewedMw = Math.max(...Object.values(preview.capacityBreakdown).map(({ afterMw }) => afterMw));
  check('previewed MW', previewedMw.toFixed(6), mostMw.toFixed(6));
  check('unchanged by the preview', await controlCenters.get(center.id), before);
  await step(`assign ${toAssign.length} facilities`, () =>
    controlCenters.assignFacilities(center.id, { facilityIds: toAssign }),
  );
  const determinations = await controlCenters.listImpactDeterminations(center.id);
  check('the reason recorded', determinations.at(-1)?.reason, preview.reason);
}

await step('read the control center back', async () => {
  const listed = await controlCenters.listFacilities(center.id);
  check('facilities of the control center', listed.map(({ id }) => id).sort(), [...facilityIds].sort());
  const filtered = await facilityResource.list({ controlCenterId: center.id });
  check('facilities by filter', filtered.length, owned.length);
  const item = (await controlCenters.list()).find(({ id }) => id === center.id);
  check('managedFacilitiesCount', item?.managedFacilitiesCount, owned.length);
  check('impact level of the control center', item?.impactLevel, expectedLevel);
});

// --- Export from the control center's facilities, and import into another system

const exporting = owned.filter((facility) => withSystem.includes(facility));
const exportName = `export the CSV of ${exporting.length} facilities`;
const exports = await step(exportName, () =>
  inParallel(exportName, exporting, async ({ id }) => {
    const [rest, low] = [await cyberAssets.exportCsvByFacility(id), await cyberAssets.exportLowCsvByFacility(id)];
    return [rest, low];
  }),
);
const exported = new Set(exports.flat().flatMap(parseCsv).map(placeOf));
const exportedSystems = new Set(systems.slice(0, exporting.length).map(({ id }) => id));
const toExport = assets.filter(({ cyberSystemId }) => exportedSystems.has(cyberSystemId));
check('cyber assets that no export has', toExport.filter((asset) => !exported.has(placeOf(asset))).length, 0);

const [target] = await ensure('systems of the control center', [records.centerSystemOf(owner, center)], {
  resource: cyberSystems,
  keyOf: ({ systemCode }) => systemCode,
});
await step('import one facility’s two files there', async () => {
  const there = new Set((await cyberAssets.listBySystem(target.id)).map(({ assetTag }) => assetTag));
  for (const csv of exports[0] ?? []) {
    const tags = parseCsv(csv).map(({ assetTag }) => assetTag);
    // An import is all or nothing, so one tag says whether it was done.
    if (!tags.some((tag) => there.has(tag))) await cyberAssets.import(target.id, csv);
  }
});

await step('compare the import with its original', async () => {
  const IDENTITY = ['id', 'cyberSystemId', 'createdAt', 'updatedAt'];
  const content = (list) =>
    list
      .map((asset) => Object.fromEntries(Object.entries(asset).filter(([name]) => !IDENTITY.includes(name))))
      .sort((a, b) => a.assetTag.localeCompare(b.assetTag));
  const original = await cyberAssets.listByFacility(owned[0].id);
  const copy = await cyberAssets.listBySystem(target.id);
  // An earlier run may have had fewer assets for each system.
  const tags = new Set(copy.map(({ assetTag }) => assetTag));
  check('something was imported', copy.length > 0, true);
  check('imported content', content(copy), content(original.filter(({ assetTag }) => tags.has(assetTag))));
  const again = [
    await cyberAssets.exportCsvByControlCenter(center.id),
    await cyberAssets.exportLowCsvByControlCenter(center.id),
  ].flatMap(parseCsv);
  const rows = again.filter(({ cyberSystemId }) => cyberSystemId === target.id);
  check('exported again from the control center', rows.length, copy.length);
});

console.table(steps);
console.log(`Owner: ${owner}, ${owned.length} plants, ${Math.round(mostMw)} MW in one interconnection.`);
console.log(`${requests} requests, ${refused} of them refused by the rate limit.`);
if (mismatches.length > 0) {
  console.error(`${mismatches.length} mismatches:\n${mismatches.slice(0, 20).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log('Every record matches what was sent.');
}
