import type { CallResult } from './call.ts';
import { oneLine } from './error-base.ts';
import { ParseError } from './errors.ts';
import { parseNextLink } from './link-header.ts';
import type { Operation } from './prepare-call.ts';
import type { Redactor } from './redact.ts';
import { requestIdOf } from './send.ts';

/** Yields the first page and each page that a `Link` header names. Throws ParseError for a link to another origin or to a page already read. */
export async function* iteratePages<T>(
  first: Promise<CallResult<T[]>>,
  follow: (url: string) => Promise<CallResult<T[]>>,
  { operation, redactor }: { operation: Operation; redactor: Redactor },
): AsyncGenerator<T[], void, undefined> {
  const visited = new Set<string>();
  for (let page = await first; ; ) {
    yield page.data;
    const next = nextPageUrl(page, operation, redactor);
    if (next === undefined) return;
    visited.add(new URL(page.url).href);
    if (visited.has(next)) throw refusal('its next page was already read', page, operation, redactor);
    page = await follow(next);
  }
}

function nextPageUrl(page: CallResult<unknown>, operation: Operation, redactor: Redactor): string | undefined {
  const target = parseNextLink(page.response.headers.get('link'));
  if (target === undefined) return undefined;
  const next = URL.canParse(target, page.url) ? new URL(target, page.url) : undefined;
  // Each request carries the key, so another origin is never requested.
  if (next?.origin !== new URL(page.url).origin || next.username !== '' || next.password !== '') {
    throw refusal(
      `its next page is not on this server: ${redactor.text(oneLine(target, 200))}`,
      page,
      operation,
      redactor,
    );
  }
  next.hash = '';
  return next.href;
}

function refusal(detail: string, page: CallResult<unknown>, operation: Operation, redactor: Redactor): ParseError {
  const { response, attempts } = page;
  const requestId = requestIdOf(response, redactor);
  const { method, path: urlTemplate } = operation;
  const received = { status: response.status, headers: redactor.headers(response.headers), body: '' };
  return new ParseError(detail, received, { method, urlTemplate, attempts, requestId, previous: [] });
}
