import { parseNextLink } from './link-header.ts';

/** The items of one response: the whole list, or one page of it. */
export type Page<T> = T[] & {
  /** The `cursor` of the next page; undefined if there is none. Not part of the array's JSON. */
  readonly nextCursor: string | undefined;
};

export function toPage<T>(items: T[], linkHeader: string | null): Page<T> {
  const [, query] = parseNextLink(linkHeader)?.split(/[?#]/) ?? [];
  const nextCursor = new URLSearchParams(query).get('cursor') ?? undefined;
  return Object.defineProperty(items, 'nextCursor', { value: nextCursor }) as Page<T>;
}
