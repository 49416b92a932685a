import { type BareItem, parseStructuredList } from './structured-list.ts';

/** What a `RateLimit` field says: how many more requests are allowed, and if none, when there will be more. */
export interface RateLimit {
  readonly remaining: number;
  /** The longest reset of the policies with nothing remaining; undefined if there is none. */
  readonly resetMs: number | undefined;
}

/**
 * Parses a `RateLimit` field (`"default";r=0;t=7`) of any number of policies. Returns undefined if it is absent or malformed: the name must
 * be a quoted string, `r` and `t` whole numbers, and `r` is required (draft-ietf-httpapi-ratelimit-headers).
 */
export function parseRateLimit(value: string | null): RateLimit | undefined {
  const policies = value === null ? [] : (parseStructuredList(value) ?? []);
  let remaining = Number.POSITIVE_INFINITY;
  let resetMs: number | undefined;
  for (const { item, params } of policies) {
    const [left, resetSeconds] = [wholeNumber(params.get('r')), wholeNumber(params.get('t'))];
    if (item.type !== 'string' || left === undefined || (params.has('t') && resetSeconds === undefined))
      return undefined;
    remaining = Math.min(remaining, left);
    if (left === 0 && resetSeconds !== undefined) resetMs = Math.max(resetMs ?? 0, resetSeconds * 1000);
  }
  return policies.length === 0 ? undefined : { remaining, resetMs };
}

function wholeNumber(item: BareItem | undefined): number | undefined {
  const value = item?.type === 'integer' ? Number(item.value) : -1;
  return value >= 0 ? value : undefined;
}
