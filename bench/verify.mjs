// `raptor-comply activity verify` of a million entries: its time and memory, while nothing else uses the database.
import { spawn } from 'node:child_process';
import { fillWithChanges } from './as-of.mjs';
import { makePlace } from './places.mjs';
import { cli, cpuSeconds, peakMb } from './servers.mjs';

const ENTRIES = 1_000_000;
const TARGET = { seconds: 30, peakMb: 250 };
const SAMPLE_MS = 50;

/** Runs the command to its end, and observes its process from outside. Throws Error if it does not find everything whole. */
function observe(environment) {
  const since = performance.now();
  const child = spawn(process.execPath, [cli, 'activity', 'verify'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const seen = { peakMb: 0, cpuSeconds: 0 };
  const sampling = setInterval(() => {
    seen.cpuSeconds = cpuSeconds(child.pid) ?? seen.cpuSeconds;
    // A process that has just ended has no memory any more.
    seen.peakMb = Math.max(seen.peakMb, peakMb(child) || 0);
  }, SAMPLE_MS);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearInterval(sampling);
      if (code !== 0) reject(new Error(`activity verify ended with ${code}`));
      else resolve({ seconds: (performance.now() - since) / 1000, ...seen });
    });
  });
}

export async function verify({ scale, serverUrl }) {
  const entries = Math.round(ENTRIES * scale);
  const { place } = await makePlace(serverUrl, (database) => fillWithChanges(database, entries));
  try {
    const { seconds, ...seen } = await observe(place.environment);
    const met = seconds <= TARGET.seconds && seen.peakMb <= TARGET.peakMb;
    return { verify: { entries, target: TARGET, seconds, ...seen, met } };
  } finally {
    await place.remove();
  }
}
