import { parseNextLink } from './link-header.ts';

/** The items of one response: the whole list, or one page of it. */
export type Page<T> = T[] & {
  /** The `cursor` of the next page; undefined if there is none. Not part of the array's JSON. */
  readonly nextCursor: string | undefined;
  /** How many items there are on all pages, if the header `prefer: count=exact` asked for it. Not part of the array's JSON. */
  readonly totalCount: number | undefined;
};

export function toPage<T>(items: T[], headers: Headers): Page<T> {
  const [, query] = parseNextLink(headers.get('link'))?.split(/[?#]/) ?? [];
  const nextCursor = new URLSearchParams(query).get('cursor') ?? undefined;
  const total = headers.get('x-total-count');
  const totalCount = total !== null && /^\d+$/.test(total) ? Number(total) : undefined;
  return Object.defineProperties(items, {
    nextCursor: { value: nextCursor },
    totalCount: { value: totalCount },
  }) as Page<T>;
}
