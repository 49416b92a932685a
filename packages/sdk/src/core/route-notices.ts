import { oneLine } from './error-base.ts';
import type { PreparedRequest, Sender } from './send.ts';

const MOST_ROUTES = 1000;

/** Warns once per route about `Deprecation` and `Sunset` headers (RFC 9745, RFC 8594). */
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

/** Logs a warning. A logger that throws does not fail the call. */
export function warn(logger: Sender['runtime']['logger'], message: string, fields: Record<string, unknown>): void {
  ignoreErrors(() => logger?.warn(message, fields));
}

/** Runs a caller's callback and ignores what it throws or rejects with. */
export function ignoreErrors(callback: () => unknown): void {
  try {
    Promise.resolve(callback()).catch(() => {});
  } catch {}
}
