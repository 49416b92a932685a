import { scaled } from '../support/scaled.ts';
import { Connection } from './connection.ts';

/** What another client, who behaves, sees of the server: how long each of its requests took, in milliseconds. */
export async function latencies(url: string, key: string, count: number): Promise<number[]> {
  const connection = new Connection(url);
  const request = { method: 'GET', target: '/facilities?limit=10', headers: [['x-api-key', key]] } as const;
  const taken: number[] = [];
  while (taken.length < count) {
    const since = performance.now();
    const { status } = await connection.send(request);
    if (status !== 200) throw new Error(`Another client got ${status}`);
    taken.push(performance.now() - since);
  }
  connection.close();
  return taken;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

const SAMPLES = 200;
const ROUNDS = scaled(12, 3);

/**
 * How many requests took more than twice the 99th percentile while `attack` ran, and how many may: one in a hundred, and five standard
 * deviations for chance. The attack is given the measurement to run beside. Quiet and attacked rounds take turns, so that the noise of
 * a shared machine falls on both.
 */
export async function slowedDown(
  url: string,
  key: string,
  attack: (measure: () => Promise<void>) => Promise<void>,
): Promise<{ slow: number; bound: number }> {
  const quiet: number[] = [];
  const attacked: number[] = [];
  await latencies(url, key, SAMPLES);
  for (let round = 0; round < ROUNDS; round++) {
    quiet.push(...(await latencies(url, key, SAMPLES)));
    await attack(async () => {
      attacked.push(...(await latencies(url, key, SAMPLES)));
    });
  }
  const limit = 2 * percentile(quiet, 0.99);
  const share = 0.01;
  const deviation = Math.sqrt(attacked.length * share * (1 - share));
  return { slow: attacked.filter((ms) => ms > limit).length, bound: attacked.length * share + 5 * deviation };
}
