// Where a write's time goes: the same creates and patches with one part after another removed. For diagnosis; only the complete product
// is compared with the floor.
import { fill } from './dataset.mjs';
import { measure } from './load.mjs';
import { makePlace } from './places.mjs';
import { startServer } from './servers.mjs';
import { median, rounded } from './statistics.mjs';
import { workloads } from './workloads.mjs';

const GROUP = { name: 'all', organizations: 50, assets: 1000 };
const NO_LOG = 'alter table cyber_assets disable trigger user';

/** Each removes one more part. */
const LESS = [
  { name: 'as it is', withKey: true },
  { name: 'without Idempotency-Key', withKey: false },
  { name: 'and without log entries', statement: NO_LOG, withKey: false },
];

export async function parts({ rounds, seconds, connections, serverUrl }) {
  const { place, content } = await makePlace(serverUrl, (database) => fill(database, [GROUP]));
  const found = {};
  let product;
  try {
    for (const { name, statement, withKey } of LESS) {
      if (statement !== undefined) {
        const database = await place.open();
        await database.query({ text: statement });
        await database.close();
      }
      product = await startServer('product', place);
      for (const workload of workloads.filter(({ name }) => name === 'create' || name === 'patch')) {
        const asked = workload.requests(content.all);
        const requests = asked.map((request) => ({ ...request, keyless: !withKey }));
        const turns = [];
        for (let round = 0; round <= rounds; round += 1)
          turns.push(await measure([product], requests, { seconds, connections }));
        // The first one warms up.
        const of = (field) => rounded(median(turns.slice(1).map((turn) => turn[field] ?? Number.NaN)));
        found[workload.name] ??= {};
        found[workload.name][name] = { rate: of('rate'), cpu: of('cpu'), databaseCpu: of('databaseCpu') };
      }
      await product.stop();
    }
  } finally {
    await product?.stop();
    await place.remove();
  }
  return Object.fromEntries(Object.entries(found).map(([name, each]) => [`parts: ${name}`, each]));
}
