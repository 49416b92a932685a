// Where a write's time goes: the same creates and patches with one part after another removed. For diagnosis; only the complete product
// is compared with the floor.
import { fill } from './dataset.mjs';
import { measure } from './load.mjs';
import { makePlace } from './places.mjs';
import { shapeOf } from './same-bytes.mjs';
import { startServer } from './servers.mjs';
import { median, rounded } from './statistics.mjs';
import { workloads } from './workloads.mjs';

const GROUP = { name: 'all', organizations: 50, assets: 1000 };
/** Each removes one more part. A statement is run on a connection that stays open as long as it lasts. */
const LESS = [
  { name: 'as it is' },
  { name: 'without Idempotency-Key', keyless: true },
  {
    name: 'and without sealing',
    keyless: true,
    statement: "select pg_advisory_lock(hashtextextended('seal activity', 0))",
  },
  { name: 'and without log entries', keyless: true, statement: 'alter table cyber_assets disable trigger user' },
  { name: 'and without row security', keyless: true, statement: 'alter table cyber_assets disable row level security' },
  { name: 'the floor', keyless: true, side: 'floor' },
];

const rateAndCpu = (turns) =>
  Object.fromEntries(
    ['rate', 'cpu', 'databaseCpu'].map((field) => [
      field,
      rounded(median(turns.map((turn) => turn[field] ?? Number.NaN))),
    ]),
  );

export async function parts({ rounds, seconds, connections, serverUrl }) {
  const { place, content } = await makePlace(serverUrl, (database) => fill(database, [GROUP]));
  const database = await place.open();
  const found = {};
  const held = [];
  let server;
  let environment;
  try {
    for (const { name, statement, keyless = false, side = 'product' } of LESS) {
      if (statement !== undefined) {
        const client = await database.acquire();
        held.push(client);
        await client.query(statement);
      }
      server = await startServer(side, place, { environment });
      environment ??= await shapeOf(server, content.all[0]);
      for (const workload of workloads.filter(({ name }) => name === 'create' || name === 'patch')) {
        const requests = workload.requests(content.all).map((request) => ({ ...request, keyless }));
        const turns = [];
        for (let round = 0; round <= rounds; round += 1)
          turns.push(await measure([server], requests, { seconds, connections }));
        // The first one warms up.
        found[`parts: ${workload.name}`] ??= {};
        found[`parts: ${workload.name}`][name] = rateAndCpu(turns.slice(1));
      }
      await server.stop();
    }
    return found;
  } finally {
    await server?.stop();
    for (const client of held) client.release(true);
    await database.close();
    await place.remove();
  }
}
