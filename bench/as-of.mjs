// A list as of a year ago, with a million changes logged since, compared with the current list.
import { sealAll } from '@raptor-comply/api/kernel/activity/sealer';
import { ENTER, fill, recordId } from './dataset.mjs';
import { measure } from './load.mjs';
import { makePlace } from './places.mjs';
import { startServer } from './servers.mjs';
import { inTurns } from './side-by-side.mjs';

const TARGET = 2;
const ASSETS = 1000;
const ENTRIES = 1_000_000;
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Log times come from the clock, so existing entries are moved back by hand, past the guard that prevents this. */
const BACKDATE = `
  alter table activity_entries disable trigger refuse_change;
  update activity_entries set occurred_at = occurred_at - interval '400 days';
  alter table activity_entries enable trigger refuse_change`;

/** Fills an organization with assets, and its log with entries of their changes. `between` is run before these. */
export async function fillWithChanges(database, entries, between) {
  const dataset = await fill(database, [{ name: 'all', organizations: 1, assets: ASSETS }]);
  const client = await database.acquire();
  if (between !== undefined) await client.query(between);
  const [{ id }] = dataset.all;
  for (let change = 0; change < Math.ceil(entries / ASSETS); change += 1) {
    await client.query('begin');
    await client.query(ENTER, [id]);
    await client.query('update cyber_assets set firmware_version = $2 where organization_id = $1', [id, `R${change}`]);
    await client.query('commit');
  }
  client.release();
  await sealAll(database);
  return dataset;
}

export async function asOf({ rounds, seconds, connections, scale, serverUrl }) {
  const entries = Math.round(ENTRIES * scale);
  const { place, content } = await makePlace(serverUrl, (database) => fillWithChanges(database, entries, BACKDATE));
  let product;
  try {
    product = await startServer('product', place);
    const [organization] = content.all;
    const moment = new Date(Date.now() - YEAR_MS).toISOString();
    const found = {};
    const system = recordId('system', organization.number, 1);
    for (const { name, query, target } of [
      { name: 'list', query: '', target: TARGET },
      // For information only: a page of the past has no target.
      { name: 'page', query: `cyberSystemId=${system}&limit=100&` },
    ]) {
      const request = (parameters) => [{ method: 'GET', path: `/cyber-assets?${parameters}`, organization }];
      const subjects = [request(query), request(`${query}asOf=${moment}`)].map(
        (requests) => (duration) => measure([product], requests, { seconds: duration, connections }),
      );
      const { ratio, cpu, p50, p99, seen } = await inTurns({ rounds, seconds }, subjects);
      const inverse = { min: 1 / ratio.max, median: 1 / ratio.median, max: 1 / ratio.min };
      found[`as-of: ${name}`] = {
        organizations: 1,
        target: target === undefined ? 'none' : `at most ${target} × the time`,
        ratio: Object.fromEntries(Object.entries(inverse).map(([key, value]) => [key, Number(value.toPrecision(3))])),
        p50,
        p99,
        cpu,
        met: target === undefined ? null : inverse.median <= target,
        seen,
      };
    }
    return found;
  } finally {
    await product?.stop();
    await place.remove();
  }
}
