// `npm run bench`: compares the product with the least code that sends the same bytes. See README.md.
// --only a,b       workloads or experiments by name         --rounds n   turns (5)        --seconds n   of a turn (5)
// --connections n  kept open, each with one request (32)    --scale x    share of the rows that the large ones have (1)
import { parseArgs } from 'node:util';
import { asOf } from './as-of.mjs';
import { fill } from './dataset.mjs';
import { growth } from './growth.mjs';
import { parts } from './parts.mjs';
import { makePlace } from './places.mjs';
import { keep, show } from './results.mjs';
import { sameBytes, shapeOf } from './same-bytes.mjs';
import { startServer } from './servers.mjs';
import { sideBySide } from './side-by-side.mjs';
import { soak } from './soak.mjs';
import { start } from './start.mjs';
import { tasks } from './tasks.mjs';
import { transferInTurns } from './transfer.mjs';
import { twoProcesses } from './two-processes.mjs';
import { verify } from './verify.mjs';
import { transfers as transfersAt, workloads } from './workloads.mjs';

const experiments = { growth, tasks, 'as-of': asOf, 'two-processes': twoProcesses, start, verify, soak, parts };

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string' },
    connections: { type: 'string', default: '32' },
    scale: { type: 'string', default: '1' },
  },
});
const [rounds, connections, scale] = [Number(values.rounds), Number(values.connections), Number(values.scale)];
const seconds = Number(values.seconds ?? 5);
const transfers = transfersAt(scale);
const all = [...[...workloads, ...transfers].map(({ name }) => name), ...Object.keys(experiments)];
const names = values.only?.split(',') ?? all;
const strange = names.find((name) => !all.includes(name));
if (strange !== undefined) throw new Error(`Unknown name ${strange} in --only; use ${all.join(', ')}`);
if (![rounds, seconds, connections, scale].every((number) => number > 0))
  throw new Error('--rounds, --seconds, --connections and --scale must be greater than 0');

const serverUrl = process.env.DATABASE_URL || undefined;
const options = { rounds, seconds, connections, scale, serverUrl, secondsGiven: values.seconds !== undefined };

async function version() {
  const { place, content } = await makePlace(serverUrl, (database) => database.query({ text: 'select version()' }));
  await place.remove();
  return { kind: place.kind, engine: content[0].version.split(' on ')[0] };
}

const { kind, engine } = await version();
let failed = 0;
/** Runs the others after a failure, and reports it at the end. */
async function attempt(name, work) {
  process.stderr.write(`${kind}: ${name} …\n`);
  try {
    const found = await work();
    show(found);
    await keep(kind, engine, { rounds, seconds, connections, scale }, found);
  } catch (error) {
    failed += 1;
    process.stderr.write(`${name} failed: ${error.stack}\n`);
  }
}

/** An organization whose responses show the order of the fields. */
const SHAPE = { name: 'shape', organizations: 1, assets: 1 };

/** Runs floor and product on separate databases with the same contents, so that neither has the other's writes. */
async function comparisons(chosen) {
  const groups = [SHAPE, ...new Map(chosen.map(({ group }) => [group.name, group])).values()];
  process.stderr.write(`${kind}: filling the databases …\n`);
  const { place, content: dataset } = await makePlace(serverUrl, (database) => fill(database, groups));
  const twin = await place.copy();
  const servers = {};
  try {
    servers.product = await startServer('product', place);
    servers.floor = await startServer('floor', twin, { environment: await shapeOf(servers.product, dataset.shape[0]) });
    const asked = chosen.flatMap(({ group, requests }) =>
      requests === undefined ? [] : [requests(dataset[group.name])],
    );
    await sameBytes(servers.floor, servers.product, asked);
    for (const workload of chosen) {
      const organizations = dataset[workload.group.name];
      const { name } = workload;
      if (workload.requests === undefined) {
        await attempt(name, async () => ({
          [name]: await transferInTurns(workload, organizations[0], servers, options),
        }));
        continue;
      }
      for (const some of workload.alsoOne === true ? [organizations, organizations.slice(0, 1)] : [organizations]) {
        const measured = `${name}, ${some.length} organization${some.length === 1 ? '' : 's'}`;
        await attempt(measured, async () => ({ [measured]: await sideBySide(workload, some, servers, options) }));
      }
    }
  } finally {
    await servers.floor?.stop();
    await servers.product?.stop();
    await place.remove();
    await twin.remove();
  }
}

const chosen = [...workloads, ...transfers].filter(({ name }) => names.includes(name));
if (chosen.length > 0) await comparisons(chosen);
for (const [name, experiment] of Object.entries(experiments)) {
  if (names.includes(name)) await attempt(name, () => experiment(options));
}
process.exitCode = failed === 0 ? 0 : 1;
