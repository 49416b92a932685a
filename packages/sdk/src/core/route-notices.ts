import { oneLine } from './error-base.ts';
import type { PreparedRequest, Sender } from './send.ts';

const MOST_ROUTES = 1000;

/** Says once per route that the server means to take it away, by its `Deprecation` and `Sunset` headers (RFC 9745, RFC 8594). */
export class RouteNotices {
  readonly #seen = new Set<string>();

  check({ method, urlTemplate }: PreparedRequest, headers: Headers, { runtime, redactor }: Sender): void {
    const deprecation = headers.get('deprecation');
    const sunset = headers.get('sunset');
    if (deprecation === null && sunset === null) return;
    const route = `${method} ${urlTemplate}`;
    if (this.#seen.has(route) || this.#seen.size >= MOST_ROUTES) return;
    this.#seen.add(route);
    const read = (value: string | null) => (value === null ? undefined : oneLine(redactor.text(value), 100));
    const fields = { method, urlTemplate, deprecation: read(deprecation), sunset: read(sunset) };
    const end = fields.sunset === undefined ? '' : ` and ends ${fields.sunset}`;
    warn(runtime.logger, `${route} is deprecated${end}`, fields);
  }
}

/** Logs without ever failing the call: a logger that throws is its owner's trouble. */
export function warn(logger: Sender['runtime']['logger'], message: string, fields: Record<string, unknown>): void {
  ignoreErrors(() => logger?.warn(message, fields));
}

/** Runs a caller's callback; what it throws, or rejects with later, is ignored. */
export function ignoreErrors(callback: () => unknown): void {
  try {
    Promise.resolve(callback()).catch(() => {});
  } catch {}
}
