// Time from the command to the first response on a used database, and the memory of an idle server.
import { setTimeout as wait } from 'node:timers/promises';
import { fill, recordId } from './dataset.mjs';
import { identity } from './load.mjs';
import { makePlace } from './places.mjs';
import { residentMb, startServer } from './servers.mjs';
import { range } from './statistics.mjs';

const TARGET_MS = { embedded: 3000, server: 2000 };
const IDLE_MS = 5000;

export async function start({ rounds, serverUrl }) {
  const group = { name: 'all', organizations: 1, assets: 1000 };
  const { place, content } = await makePlace(serverUrl, (database) => fill(database, [group]));
  const [organization] = content.all;
  const first = {
    path: `/cyber-assets/${recordId('asset', organization.number, 0)}`,
    headers: identity('product', organization),
  };
  const [milliseconds, megabytes] = [[], []];
  try {
    // The first start warms the disk cache.
    for (let round = 0; round <= rounds; round += 1) {
      const product = await startServer('product', place, { first });
      try {
        if (round === 0) continue;
        milliseconds.push(product.startMs);
        await wait(IDLE_MS);
        megabytes.push(residentMb(product));
      } finally {
        await product.stop();
      }
    }
  } finally {
    await place.remove();
  }
  const targetMs = TARGET_MS[place.kind];
  const firstResponseMs = range(milliseconds);
  return { start: { targetMs, firstResponseMs, idleMb: range(megabytes), met: firstResponseMs.median <= targetMs } };
}
