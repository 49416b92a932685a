// A long load: nothing may grow. Rows that live for a day age faster, to see an hour's worth in ten minutes.
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fill } from './dataset.mjs';
import { measure } from './load.mjs';
import { makePlace } from './places.mjs';
import { residentMb, startServer } from './servers.mjs';
import { median, rounded } from './statistics.mjs';
import { workloads } from './workloads.mjs';

const SECONDS = 600;
const SAMPLES = 20;
/** Wait before a sample, so that closed connections are gone. */
const SETTLE_MS = 1000;
/** Allowed noise of a shared machine: a share plus a few of each kind. */
const TOLERANCE = { share: 1.1, heapMb: 4, held: 2, rows: 0 };
/** Stored responses live for 24 h. They age that much in a fifth of the run, so that none outlives a quarter of it. */
const AGING = "update idempotent_responses set created_at = created_at - interval '6 hours'";
const HELPERS = `select (select count(*) from activity_logs) as "askedRows",
                        (select count(*) from idempotent_responses) as "responseRows"`;

async function rowsOf(place) {
  const database = await place.open();
  await database.query({ text: AGING });
  const [rows] = await database.query({ text: HELPERS });
  await database.close();
  return Object.fromEntries(Object.entries(rows).map(([name, value]) => [name, Number(value)]));
}

async function sample(product) {
  await wait(SETTLE_MS);
  product.process.send('sample');
  const [{ heapMb, externalMb, held }] = await once(product.process, 'message');
  const sockets = Object.entries(held).reduce((sum, [name, n]) => (/TCP|Pipe/.test(name) ? sum + n : sum), 0);
  const { Timeout: timers = 0 } = held;
  return { heapMb, externalMb, residentMb: residentMb(product), sockets, timers, ...(await rowsOf(product.place)) };
}

/** Compares the last quarter with the second, because the first fills caches. */
function verdict(samples) {
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const parts = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
  const found = {};
  for (const name of Object.keys(samples[0])) {
    const [early, late] = parts.map((part) => median(part.map((one) => one[name])));
    const slack = name.endsWith('Mb') ? TOLERANCE.heapMb : name.endsWith('Rows') ? TOLERANCE.rows : TOLERANCE.held;
    const grows = late > early * TOLERANCE.share + slack;
    // Only the heap counts: the kernel reclaims resident memory when needed.
    found[name] = { early: rounded(early), late: rounded(late), ...(name === 'residentMb' ? {} : { met: !grows }) };
  }
  return found;
}

export async function soak({ seconds, secondsGiven, connections, serverUrl }) {
  const total = secondsGiven ? seconds : SECONDS;
  const group = { name: 'all', organizations: 50, assets: 1000 };
  const { place, content } = await makePlace(serverUrl, (database) => fill(database, [group]));
  const probe = fileURLToPath(new URL('probe.mjs', import.meta.url));
  let product;
  try {
    product = await startServer('product', place, { nodeOptions: ['--import', probe], ipc: true });
    const requests = workloads.find(({ name }) => name === 'mixed')?.requests(content.all) ?? [];
    const samples = [];
    for (let part = 0; part < SAMPLES; part += 1) {
      await measure([product], requests, { seconds: total / SAMPLES, connections });
      samples.push(await sample(product));
    }
    await product.stop();
    const found = verdict(samples);
    const database = await place.open();
    const [atTheEnd] = await database.query({ text: HELPERS });
    await database.close();
    const met = Object.values(found).every((one) => one.met !== false) && Number(atTheEnd.pendingRows) === 0;
    return { soak: { seconds: total, met, ...found, rowsAtTheEnd: atTheEnd } };
  } finally {
    await product?.stop();
    await place.remove();
  }
}
