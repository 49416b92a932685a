// Time and memory of large operations, one at a time, in turns.
import { createHash } from 'node:crypto';
import { identity } from './load.mjs';
import { peakMb, resetPeak, residentMb } from './servers.mjs';
import { range, rounded } from './statistics.mjs';

async function run(server, { path, headers, ...init }, organization) {
  const [resident, resets] = [residentMb(server), resetPeak(server)];
  const startedAt = performance.now();
  const response = await fetch(server.url + path, {
    ...init,
    headers: { ...headers, ...identity(server.side, organization) },
  });
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    digest.update(chunk);
    bytes += chunk.length;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  if (!response.ok) throw new Error(`${server.side} returned ${response.status} for ${init.method} ${path}`);
  return { seconds, bytes, digest: digest.digest('hex'), megabytes: resets ? peakMb(server) - resident : undefined };
}

/**
 * @param {import('./workloads.mjs').Transfer} transfer
 * @param {import('./dataset.mjs').Organization} organization
 * @param {{ floor: import('./servers.mjs').Server, product: import('./servers.mjs').Server }} servers
 * @param {{ rounds: number }} options
 */
export async function transferInTurns({ request, target, maxMb }, organization, { floor, product }, { rounds }) {
  const turns = [];
  const memory = [];
  // The first turn warms up both.
  for (let turn = 0; turn <= rounds; turn += 1) {
    const one = await run(floor, request(organization, turn), organization);
    const other = await run(product, request(organization, turn), organization);
    if (one.digest !== other.digest) throw new Error(`floor and product differ: ${one.bytes} and ${other.bytes} bytes`);
    memory.push(other.megabytes ?? Number.NaN);
    if (turn > 0) turns.push([one.seconds, other.seconds]);
  }
  const ratio = range(turns.map(([one, other]) => one / other));
  const megabytesAboveIdle = range(memory);
  return {
    organizations: 1,
    target,
    maxMb,
    met: ratio.median >= target && !(megabytesAboveIdle.max > maxMb),
    ratio,
    megabytesAboveIdle,
    seen: { seconds: [0, 1].map((side) => rounded(range(turns.map((turn) => turn[side])).median)) },
  };
}
