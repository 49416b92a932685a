// Runs a workload on floor and product in turns: A B A B.
import { measure } from './load.mjs';
import { tagOf } from './same-bytes.mjs';
import { median, range, rounded } from './statistics.mjs';

const WARM_SECONDS = 2;
const NOT_MODIFIED = 304;

/**
 * Returns the ratios of the second subject to the first.
 * @param {readonly [import('./load.mjs').Measured, import('./load.mjs').Measured][]} turns
 */
export function ratios(turns) {
  const of = (field) => range(turns.map(([one, other]) => other[field] / one[field]));
  const seen = (index, field) => rounded(median(turns.map((turn) => turn[index][field] ?? Number.NaN)));
  const each = (field) => [seen(0, field), seen(1, field)];
  return {
    ratio: of('rate'),
    p50: of('p50'),
    p99: of('p99'),
    cpu: of('cpu'),
    // Valid on this machine only; the ratios are comparable.
    seen: {
      rate: each('rate'),
      p50: each('p50'),
      p99: each('p99'),
      cpu: each('cpu'),
      databaseCpu: each('databaseCpu'),
    },
  };
}

/**
 * @param {{ rounds: number, seconds: number }} options
 * @param {readonly ((seconds: number) => Promise<import('./load.mjs').Measured>)[]} subjects two
 */
export async function inTurns({ rounds, seconds }, subjects) {
  for (const subject of subjects) await subject(Math.min(WARM_SECONDS, seconds));
  /** @type {[import('./load.mjs').Measured, import('./load.mjs').Measured][]} */
  const turns = [];
  for (let round = 0; round < rounds; round += 1) turns.push([await subjects[0](seconds), await subjects[1](seconds)]);
  return ratios(turns);
}

/**
 * @param {import('./workloads.mjs').Workload} workload
 * @param {readonly import('./dataset.mjs').Organization[]} organizations
 * @param {{ floor: import('./servers.mjs').Server, product: import('./servers.mjs').Server }} servers
 * @param {{ rounds: number, seconds: number, connections: number }} options
 */
export async function sideBySide(workload, organizations, { floor, product }, options) {
  // The faster side has written more and would have more dead rows.
  for (const { place } of [floor, product]) await place.settle();
  const requests = workload.requests([...organizations]);
  const connections = workload.connections ?? options.connections;
  const known =
    workload.conditional === true
      ? { headers: { 'if-none-match': await tagOf(product, requests[0]) }, expected: NOT_MODIFIED }
      : {};
  const found = await inTurns(options, [
    (seconds) => measure([floor], requests, { seconds, connections }),
    (seconds) => measure([product], requests, { seconds, connections, ...known }),
  ]);
  const { target } = workload;
  return { organizations: organizations.length, target, met: found.ratio.median >= target, ...found };
}
