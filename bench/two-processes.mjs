// Two servers on one PostgreSQL and one Redis: their throughput compared with one, and whether they share rate limits.
import { fill } from './dataset.mjs';
import { identity, measure } from './load.mjs';
import { makePlace } from './places.mjs';
import { startServer } from './servers.mjs';
import { inTurns } from './side-by-side.mjs';
import { workloads } from './workloads.mjs';

const TARGET = 1.6;
const QUOTA = 600;
const WINDOW_MS = 60_000;
const ATTEMPTS = 1500;
const TOO_MANY = 429;

/** Sends more requests than the quota to both servers. Exactly the quota, plus what is replenished meanwhile, must pass. */
async function countTogether(servers, organization) {
  const startedAt = performance.now();
  const statuses = await Promise.all(
    Array.from({ length: ATTEMPTS }, async (_, n) => {
      const server = servers[n % servers.length];
      const response = await fetch(`${server.url}/cyber-systems?limit=1`, {
        headers: identity('product', organization),
      });
      await response.arrayBuffer();
      return response.status;
    }),
  );
  const back = ((performance.now() - startedAt) * QUOTA) / WINDOW_MS;
  const passed = statuses.filter((status) => status === 200).length;
  const refused = statuses.filter((status) => status === TOO_MANY).length;
  const most = Math.floor(QUOTA + back);
  return {
    quota: QUOTA,
    passed,
    refused,
    atMost: most,
    met: passed >= QUOTA && passed <= most && passed + refused === ATTEMPTS,
  };
}

export async function twoProcesses({ rounds, seconds, connections, serverUrl }) {
  if (serverUrl === undefined) return { 'two-processes': { skipped: 'only one server can use an embedded database' } };
  const redis = { REDIS_URL: process.env.REDIS_URL || 'redis://127.0.0.1:6379' };
  const group = { name: 'all', organizations: 50, assets: 1000 };
  const { place, content } = await makePlace(serverUrl, (database) => fill(database, [group]));
  const opened = [];
  const open = async (environment) => {
    const server = await startServer('product', place, { environment: { ...redis, ...environment } });
    opened.push(server);
    return server;
  };
  try {
    const servers = [await open({}), await open({})];
    const found = {};
    for (const { name, requests } of workloads.filter(({ name }) => name === 'get-one' || name === 'list-1000')) {
      const made = requests(content.all);
      const { ratio, p50, p99, cpu, seen } = await inTurns({ rounds, seconds }, [
        (duration) => measure(servers.slice(0, 1), made, { seconds: duration, connections }),
        (duration) => measure(servers, made, { seconds: duration, connections }),
      ]);
      const met = ratio.median >= TARGET;
      found[`two-processes: ${name}`] = { organizations: 50, target: TARGET, ratio, p50, p99, cpu, met, seen };
    }
    const strict = [await open({ RATE_LIMIT: String(QUOTA) }), await open({ RATE_LIMIT: String(QUOTA) })];
    found['two-processes: limit'] = await countTogether(strict, content.all[1]);
    return found;
  } finally {
    for (const server of opened) await server.stop();
    await place.remove();
  }
}
