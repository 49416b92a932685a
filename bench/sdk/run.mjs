// `npm run bench:sdk`: compares a GET through the SDK with a bare fetch, on the same server, in turns.
// --requests n  for each side and concurrency (20000)
// --rounds n    turns (10), each long enough to include garbage collection
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '10' } },
});
const [requests, rounds] = [Number(values.requests), Number(values.rounds)];
if (!(Number.isSafeInteger(requests) && Number.isSafeInteger(rounds) && rounds > 0 && requests >= rounds))
  throw new Error('--rounds must be a whole number of at least 1, and --requests a whole number of at least --rounds');

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
execFileSync(process.execPath, [path('../../packages/sdk/scripts/build.mjs')], { stdio: 'inherit' });
const { RaptorComply } = await import('../../packages/sdk/dist/esm/index.js');

const server = fork(path('server.mjs'));
const [{ port }] = await once(server, 'message');
const baseUrl = `http://127.0.0.1:${port}`;
const apiKey = 'rc_test_4fXq7LmZ2pWcT9sVbN1kRyHd8GjUe3AoQi6ExMz5BtCwPl0SnDvFrKh2YuJaOgIb1Q2w3E';
const comply = new RaptorComply({ apiKey, baseUrl });
const id = '0190f6f2-7c1e-7b7a-8f51-3d1c5e0a9b42';

async function bareFetch() {
  const response = await fetch(`${baseUrl}/cyber-assets/${id}`, { headers: { 'X-API-Key': apiKey } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}
const throughSdk = () => comply.cyberAssets.get(id);

/** Returns microseconds per request, wall clock and CPU time, for `count` requests, `concurrency` at a time. */
async function measure(get, count, concurrency) {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const asset = await get();
      if (asset.id !== id) throw new Error('the response is not the requested asset');
    }
  };
  const startedAt = performance.now();
  const cpuAtStart = process.cpuUsage();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(cpuAtStart);
  return { wall: ((performance.now() - startedAt) * 1000) / count, CPU: (user + system) / count };
}

const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** One line of the table: the time of a request and the ratios of the rounds. */
function summarize(concurrency, time, turns) {
  const ratios = turns.map(({ bare, sdk }) => sdk[time] / bare[time]);
  return {
    concurrency,
    time,
    'fetch µs': Math.round(median(turns.map(({ bare }) => bare[time]))),
    'SDK µs': Math.round(median(turns.map(({ sdk }) => sdk[time]))),
    'ratio min': Math.min(...ratios).toFixed(3),
    'ratio median': median(ratios).toFixed(3),
    'ratio max': Math.max(...ratios).toFixed(3),
  };
}

const table = [];
for (const concurrency of [1, 16]) {
  const perRound = Math.round(requests / rounds);
  for (const get of [bareFetch, throughSdk, bareFetch, throughSdk]) await measure(get, 1000, concurrency);
  const turns = [];
  for (let round = 0; round < rounds; round += 1) {
    const turn = {};
    // The second side runs on a warmer machine, so the order alternates.
    for (const subject of round % 2 === 0 ? ['bare', 'sdk'] : ['sdk', 'bare'])
      turn[subject] = await measure(subject === 'bare' ? bareFetch : throughSdk, perRound, concurrency);
    turns.push(turn);
  }
  for (const time of ['wall', 'CPU']) table.push(summarize(concurrency, time, turns));
}
console.log(`Node.js ${process.version}, ${requests} GETs each at each concurrency, in ${rounds} rounds`);
console.table(table);
server.disconnect();
