import { parseStructuredList } from './structured-list.ts';

/**
 * Returns the wait of a `RateLimit` field (`"default";r=0;t=7`): the longest reset of the policies with nothing remaining.
 * Undefined if no policy is exhausted or the field is invalid.
 */
export function parseRateLimitReset(value: string | null): number | undefined {
  if (value === null) return undefined;
  let longest: number | undefined;
  for (const { params } of parseStructuredList(value) ?? []) {
    const resetSeconds = params.get('t');
    if (params.get('r') !== 0 || !isWholeNumber(resetSeconds)) continue;
    longest = Math.max(longest ?? 0, resetSeconds * 1000);
  }
  return longest;
}

function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
