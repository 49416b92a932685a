export interface BackoffSettings {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly random: () => number;
}

/**
 * Returns the wait before retry `k` (0 is the first): `min(maxDelayMs, initialDelayMs * 2^k)` times 1 to 1.5.
 * Jitter only lengthens the wait, so the documented 1, 2, 4, 8 s are minimums.
 */
export function retryDelayMs(k: number, { initialDelayMs, maxDelayMs, random }: BackoffSettings): number {
  const base = Math.min(maxDelayMs, initialDelayMs * 2 ** k);
  return base * (1 + 0.5 * fraction(random));
}

/** Lengthens a wait that the server asked for by up to a tenth, 100 ms to 1 s, so that its clients do not all return at once. */
export function spread(waitMs: number, random: () => number): number {
  return waitMs + fraction(random) * Math.min(Math.max(waitMs / 10, 100), 1000);
}

/** A caller's `random` that throws or returns a number outside 0 to 1 must not shorten a wait. */
function fraction(random: () => number): number {
  try {
    const value = random();
    return value > 0 ? Math.min(value, 1) : 0;
  } catch {
    return 0;
  }
}
