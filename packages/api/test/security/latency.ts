import { Connection } from './connection.ts';

/** What another client, who behaves, sees of the server: how long each of its requests took, in milliseconds. */
export async function latencies(url: string, key: string, count: number): Promise<number[]> {
  const connection = new Connection(url);
  const request = { method: 'GET', target: '/facilities?limit=10', headers: [['x-api-key', key]] } as const;
  const taken: number[] = [];
  while (taken.length < count) {
    const since = performance.now();
    const { status } = await connection.send(request);
    if (status !== 200) throw new Error(`A request of somebody else was answered ${status}`);
    taken.push(performance.now() - since);
  }
  connection.close();
  return taken;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const SAMPLES = 400;
const ROUNDS = 6;

/**
 * How many times longer the 99th percentile is while `attack` runs; the attack is given the measurement to run beside. Rounds of quiet
 * and attack take turns and are pooled until it is below `limit`: noise of a shared machine falls on both and evens out, harm stays.
 */
export async function slowdown(
  url: string,
  key: string,
  limit: number,
  attack: (measure: () => Promise<void>) => Promise<void>,
): Promise<number> {
  const quiet: number[] = [];
  const attacked: number[] = [];
  let ratio = Number.POSITIVE_INFINITY;
  await latencies(url, key, SAMPLES);
  for (let round = 0; round < ROUNDS && ratio >= limit; round++) {
    quiet.push(...(await latencies(url, key, SAMPLES)));
    await attack(async () => {
      attacked.push(...(await latencies(url, key, SAMPLES)));
    });
    ratio = percentile(attacked, 0.99) / percentile(quiet, 0.99);
  }
  return ratio;
}
