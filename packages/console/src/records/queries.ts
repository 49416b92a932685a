import type { Page, Query, RequestOptions } from '@raptor-comply/sdk';
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQueries,
  useQuery,
} from '@tanstack/react-query';
import { queryClient } from '../api/query-client.ts';
import { comply, useAsOf, useMay, useReadAsOf } from '../api/session.ts';
import { type Field, type Kind, kindOf, type Row, titleOf } from './kinds.ts';

const PAGE_SIZE = 1000;

export type Filters = Readonly<Record<string, string | boolean | undefined>>;

const listPage = (segment: string, query: Query, options: RequestOptions) =>
  comply.requestList<Row>({ method: 'GET', path: `/${segment}`, query }, options);
/** Asks a list how many records all of its pages have. */
const COUNTED = { prefer: 'count=exact' };

/** All pages of a list, loaded one after another: the grid asks for the next page while the user reads the first. */
export const rowsQuery = (kind: Kind, filters: Filters) =>
  infiniteQueryOptions({
    queryKey: ['rows', kind.segment, filters],
    queryFn: ({ pageParam, signal }): Promise<Page<Row>> =>
      listPage(
        kind.segment,
        { ...filters, limit: PAGE_SIZE, cursor: pageParam },
        { signal, ...(pageParam === undefined ? { headers: COUNTED } : {}) },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    refetchOnWindowFocus: false,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

/** The first records of a list, such as the children of a record or the matches of a search, and how many there are. */
export const someRowsQuery = (kind: Kind, query: Query) =>
  queryOptions({
    queryKey: ['some-rows', kind.segment, query],
    queryFn: ({ signal }) => listPage(kind.segment, query, { signal, headers: COUNTED }),
  });

/** A record with its ETag: the object is the response's own, so that `etagOf` knows it. */
export const recordQuery = (segment: string, id: string, asOf?: string) =>
  queryOptions({
    queryKey: ['record', segment, id, asOf],
    queryFn: ({ signal }) =>
      comply.request<Row>(
        { method: 'GET', path: `/${segment}/{id}`, ids: { id }, response: 'object' },
        { signal, asOf },
      ),
  });

/** The title of a referenced record. Titles are asked for once, and kept. */
export function useTitle(segment: string | undefined, id: string | null | undefined): string | undefined {
  const asOf = useAsOf();
  const { data } = useQuery({
    ...recordQuery(segment ?? '', id ?? '', asOf),
    enabled: segment !== undefined && typeof id === 'string' && id !== '',
    staleTime: 300_000,
  });
  return data === undefined || segment === undefined ? undefined : titleOf(kindOf(segment), data);
}

/** All records of a kind, such as those that a map shows: for kinds of which there are hundreds, not for assets. */
export const allRowsQuery = (kind: Kind, asOf: string | undefined) =>
  queryOptions({
    queryKey: ['all-rows', kind.segment, asOf],
    staleTime: 300_000,
    queryFn: async ({ signal }) => {
      const rows: Row[] = [];
      for await (const row of listPage(kind.segment, { limit: PAGE_SIZE, asOf }, { signal })) rows.push(row);
      return rows;
    },
  });

/** How many records of a list there are, without loading them. */
export const useCount = (segment: string, query: Query = {}): number | undefined =>
  useReadAsOf(
    ['count', segment, query],
    async (options) => (await listPage(segment, { ...query, limit: 1 }, { ...options, headers: COUNTED })).totalCount,
    // A refusal would be logged.
    { enabled: useMay(`${segment}:read`), staleTime: 60_000 },
  ).data;

/** A moment, or that of the first entry of the log if it is later: before that, there is no past to read. */
export async function withinLog(moment: string): Promise<string> {
  const [first] = await comply.activity.listLogs({ after: 0, limit: 1 });
  return first !== undefined && Date.parse(moment) < Date.parse(first.occurredAt) ? first.occurredAt : moment;
}

/** By kind, the titles of all records that the fields refer to: one list instead of a request per cell of a grid. */
export function useTitles(fields: readonly Field[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const asOf = useAsOf();
  const segments = [...new Set(fields.flatMap(({ type, reference }) => (type === 'reference' && reference) || []))];
  const lists = useQueries({ queries: segments.map((segment) => allRowsQuery(kindOf(segment), asOf)) });
  const titlesOf = (segment: string, rows: readonly Row[] = []) =>
    new Map(rows.map((row) => [row.id, titleOf(kindOf(segment), row)]));
  return new Map(segments.map((segment, index) => [segment, titlesOf(segment, lists[index]?.data)]));
}

interface Write {
  readonly id?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly etag?: string | undefined;
  readonly reason?: string | undefined;
}

const write = (kind: Kind, method: Kind['method'], below: string, change: Write) => {
  const { id, body, etag, reason } = change;
  const path = `/${kind.segment}${below}` as const;
  return comply.request<Row>(
    { method, path, ...(id && { ids: { id } }), ...(body && { body }), response: 'object' },
    { ifMatch: etag, changeReason: reason || undefined },
  );
};

/** Changes fields of a record. Throws PreconditionFailedError if it changed since `etag`. */
export const updateRow = (
  kind: Kind,
  id: string,
  body: Write['body'] & {},
  change: Pick<Write, 'etag' | 'reason'> = {},
) => write(kind, kind.method, '/{id}', { id, body, ...change });
export const createRow = (kind: Kind, body: Write['body'] & {}, reason?: string) =>
  write(kind, 'POST', '', { body, reason });
export const deleteRow = (kind: Kind, id: string, reason?: string) => write(kind, 'DELETE', '/{id}', { id, reason });
export const restoreRow = (kind: Kind, id: string, reason?: string) =>
  write(kind, 'POST', '/{id}/restore', { id, reason });

/** Shows changed rows in every list that has them, without loading the lists again. */
export function patchRows(kind: Kind, changed: ReadonlyMap<string, Row>): void {
  queryClient.setQueriesData<{ pages: Page<Row>[]; pageParams: unknown[] }>(
    { queryKey: ['rows', kind.segment] },
    (data) => {
      if (data === undefined) return undefined;
      const pages = data.pages.map((page) =>
        page.some(({ id }) => changed.has(id))
          ? (Object.defineProperties(
              page.map((row) => changed.get(row.id) ?? row),
              { nextCursor: { value: page.nextCursor }, totalCount: { value: page.totalCount } },
            ) as Page<Row>)
          : page,
      );
      return { ...data, pages };
    },
  );
}

/** A list page by page: the next page is loaded when it is asked for. */
export const usePages = <T>(
  queryKey: readonly unknown[],
  list: (page: { readonly cursor?: string }, options: { readonly signal: AbortSignal }) => PromiseLike<Page<T>>,
  { enabled = true, liveMs }: { readonly enabled?: boolean; readonly liveMs?: number } = {},
) =>
  useInfiniteQuery({
    queryKey,
    enabled,
    queryFn: async ({ pageParam, signal }) => list(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    // Live while the first page is all that is shown.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 && liveMs !== undefined ? liveMs : false),
  });
