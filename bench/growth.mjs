// The same requests on a database with 1,000 organizations and on one with one: other organizations' data must not matter.
import { fill } from './dataset.mjs';
import { measure } from './load.mjs';
import { makePlace } from './places.mjs';
import { startServer } from './servers.mjs';
import { inTurns } from './side-by-side.mjs';
import { requests } from './workloads.mjs';

const TARGET = 1.3;
const ORGANIZATIONS = 1000;
const ASSETS = 1000;
/** Few, so that requests do not wait for each other. */
const CONNECTIONS = 4;

export async function growth({ rounds, seconds, scale, serverUrl }) {
  const sizes = [1, Math.max(1, Math.round(ORGANIZATIONS * scale))];
  const opened = [];
  try {
    for (const organizations of sizes) {
      const group = { name: 'all', organizations, assets: ASSETS };
      const { place, content } = await makePlace(serverUrl, (database) => fill(database, [group]));
      const at = { place, organizations: content.all };
      opened.push(at);
      at.server = await startServer('product', place);
    }
    const found = {};
    for (const [name, make] of Object.entries(requests)) {
      const subjects = opened.map(({ server, organizations }) => {
        const made = make(organizations);
        return (duration) => measure([server], made, { seconds: duration, connections: CONNECTIONS });
      });
      const { p50, cpu, seen } = await inTurns({ rounds, seconds }, subjects);
      found[`growth: ${name}`] = {
        organizations: sizes[1],
        target: `at most ${TARGET} × p50`,
        ratio: p50,
        cpu,
        met: p50.median <= TARGET,
        seen,
      };
    }
    return found;
  } finally {
    for (const { server, place } of opened) {
      await server?.stop();
      await place.remove();
    }
  }
}
