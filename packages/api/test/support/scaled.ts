/** How often a heavy promise is kept, or where: in full under `npm run prove`, scaled down under `npm test`. */
export const scaled = <T>(full: T, quick: T): T => (process.env.PROVE === '1' ? full : quick);

/** Decides whatever a test leaves to chance. `npm test` always uses the same one, `npm run prove` a new one; both print it. */
export const SEED = Number(process.env.TEST_SEED ?? 1);

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
