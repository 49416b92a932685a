// Load from autocannon in this process, the same for both sides.
import { setTimeout as wait } from 'node:timers/promises';
import autocannon from 'autocannon';
import { cpuSeconds } from './servers.mjs';
import { percentile } from './statistics.mjs';

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path
 * @property {import('./dataset.mjs').Organization} organization
 * @property {(n: number) => object} [write] the body of the n-th request; no two are the same
 * @property {boolean} [keyless] a write without an Idempotency-Key
 */
/**
 * @typedef {object} Measured
 * @property {number} rate requests per second
 * @property {number} p50 milliseconds
 * @property {number} p99
 * @property {number | undefined} cpu microseconds of the server process per request
 * @property {number | undefined} databaseCpu of the database's own processes
 */

const SAMPLE_MS = 50;
const QUIET_MS = 100;
const MAX_WAIT_MS = 20_000;
let written = 0;

/** Identifies the organization: by key to the product, by header to the floor. */
export const identity = (side, { id, key }) => (side === 'product' ? { 'x-api-key': key } : { organization: id });

/** The headers and body of a request, new for each write. */
export function concrete({ method, path, organization, write, keyless }, side, more = {}) {
  const headers = { ...identity(side, organization), ...more };
  if (write === undefined) return { method, path, headers };
  written += 1;
  const key = keyless === true ? {} : { 'idempotency-key': `bench-${process.pid}-${written}` };
  const own = { 'content-type': 'application/json', ...key };
  return { method, path, headers: { ...headers, ...own }, body: JSON.stringify(write(written)) };
}

const forAutocannon = (request, side, more) => {
  const made = concrete(request, side, more);
  if (request.write === undefined) return made;
  return { ...made, setupRequest: (prepared) => ({ ...prepared, ...concrete(request, side, more) }) };
};

/** Waits until the server is idle, so that leftover requests do not slow the next turn. */
async function settled(cpu) {
  for (let [before, quiet] = [cpu(), 0], waited = 0; quiet < QUIET_MS && waited < MAX_WAIT_MS; waited += SAMPLE_MS) {
    await wait(SAMPLE_MS);
    const now = cpu();
    quiet = String(now) === String(before) ? quiet + SAMPLE_MS : 0;
    before = now;
  }
}

/** Each connection starts at a different request, so that they do not send the same one at once. */
const rotated = (list, by) => [...list.slice(by), ...list.slice(0, by)];

const sum = (numbers) =>
  numbers.some((number) => number === undefined) ? undefined : numbers.reduce((total, number) => total + number, 0);

/**
 * @param {readonly import('./servers.mjs').Server[]} servers share the connections
 * @param {readonly Request[]} requests each connection repeats them
 * @param {{ seconds: number, connections: number, headers?: Record<string, string>, expected?: number }} options
 * @returns {Promise<Measured>}
 */
export async function measure(servers, requests, { seconds, connections, headers, expected }) {
  const [{ side, place }] = servers;
  const prepared = requests.map((request) => forAutocannon(request, side, headers));
  const own = () => sum(servers.map(({ pid }) => cpuSeconds(pid)));
  const backends = async () => new Map((await place.backends()).map((pid) => [pid, cpuSeconds(pid)]));
  const databaseBefore = await backends();
  const latencies = [];
  const statuses = new Map();
  let client = 0;
  const before = own();
  const startedAt = performance.now();
  const running = autocannon({
    url: servers.map(({ url }) => url),
    connections,
    duration: seconds,
    timeout: 60,
    sampleInt: SAMPLE_MS,
    setupClient(connection) {
      client += 1;
      connection.setRequests(rotated(prepared, Math.floor((prepared.length * client) / connections) % prepared.length));
    },
  });
  let endedAt = startedAt;
  running.on('response', (_client, status, _bytes, milliseconds) => {
    latencies.push(milliseconds);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    endedAt = performance.now();
  });
  const { errors } = await running;
  const after = own();
  const database = [...(await backends())].map(([pid, used]) => used && used - (databaseBefore.get(pid) ?? 0));
  await settled(() => [own(), ...[...databaseBefore.keys()].map(cpuSeconds)]);
  const wrong = [...statuses].filter(([status]) => (expected === undefined ? status >= 300 : status !== expected));
  if (errors > 0 || wrong.length > 0)
    throw new Error(`${side}: ${errors} errors, statuses ${wrong.map(([status, n]) => `${status} × ${n}`).join(', ')}`);
  if (latencies.length === 0) throw new Error(`${side}: no response in ${seconds} s; increase --seconds`);
  latencies.sort((a, b) => a - b);
  const perRequest = (used) => (used === undefined ? undefined : (used * 1e6) / latencies.length);
  return {
    rate: (latencies.length * 1000) / (endedAt - startedAt),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    cpu: before === undefined || after === undefined ? undefined : perRequest(after - before),
    databaseCpu: database.length === 0 ? undefined : perRequest(sum(database)),
  };
}
