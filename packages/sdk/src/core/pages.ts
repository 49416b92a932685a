import type { CallResult } from './call.ts';
import { oneLine } from './error-base.ts';
import { ParseError } from './errors.ts';
import { parseNextLink } from './link-header.ts';
import type { Operation } from './prepare-call.ts';
import type { Redactor } from './redact.ts';
import { routeOf } from './route.ts';
import { requestIdOf } from './send.ts';

/** What the pages of a list share. */
interface ListCall {
  readonly operation: Operation;
  readonly redactor: Redactor;
  readonly baseUrl: string;
  readonly caller: Error;
}

/** Yields the first page and each page that a `Link` header names. Throws ParseError for a link that leaves the base URL or leads to a page already read. */
export async function* iteratePages<T>(
  first: Promise<CallResult<T[]>>,
  follow: (url: string) => Promise<CallResult<T[]>>,
  list: ListCall,
): AsyncGenerator<T[], void, undefined> {
  const visited = new Set<string>();
  for (let page = await first; ; ) {
    yield page.data;
    const next = nextPageUrl(page, list);
    if (next === undefined) return;
    visited.add(new URL(page.url).href);
    if (visited.has(next)) throw refusal('its next page was already read', page, list);
    page = await follow(next);
  }
}

function nextPageUrl(page: CallResult<unknown>, list: ListCall): string | undefined {
  const target = parseNextLink(page.response.headers.get('link'));
  if (target === undefined) return undefined;
  const next = URL.canParse(target, page.url) ? new URL(target, page.url) : undefined;
  // Each request carries the key, so nothing outside the base URL is requested. A gateway might decode a slash before dot segments.
  if (!next?.href.startsWith(`${list.baseUrl}/`) || /%2f|%5c/i.test(next.pathname)) {
    const shown = list.redactor.text(oneLine(target, 200));
    throw refusal(`its next page is outside the base URL: ${shown}`, page, list);
  }
  next.hash = '';
  return next.href;
}

function refusal(detail: string, page: CallResult<unknown>, { operation, redactor, caller }: ListCall): ParseError {
  const { response, attempts } = page;
  const requestId = requestIdOf(response, redactor);
  const { method, path } = operation;
  const received = { status: response.status, headers: redactor.headers(response.headers), body: '' };
  return new ParseError(detail, received, {
    method,
    urlTemplate: routeOf(path),
    attempts,
    requestId,
    caller,
    previous: [],
  });
}
