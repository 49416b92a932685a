import { parseStructuredList } from './structured-list.ts';

/**
 * The wait that a `RateLimit` field asks for (`"default";r=0;t=7`): the longest reset among the policies with nothing remaining.
 * Undefined when no policy is used up or the field does not parse.
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
