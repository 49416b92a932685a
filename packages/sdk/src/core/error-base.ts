/** What every error contains about its call. */
export interface ErrorContext {
  readonly method: string;
  /** The path with its `{placeholders}`, so that errors of one route are alike and contain no id. */
  readonly urlTemplate: string;
  readonly attempts: number;
  readonly requestId?: string | undefined;
  readonly previous: readonly RaptorComplyError[];
  /** Why a retryable failure was not retried. */
  readonly notRetried?: string | undefined;
  /** Created where the call was made. The error shows its stack: its own would show only this package. */
  readonly caller?: Error | undefined;
}

const NO_CALL: ErrorContext = { method: '', urlTemplate: '', attempts: 0, previous: [] };

/** The symbol by which the ESM and CommonJS copies of this package recognize each other's errors. */
function brandOf(name: string): symbol {
  return Symbol.for(`@raptor-comply/sdk/${name}`);
}

/** Makes `instanceof` work across copies of this package. A caller's own subclass has no brand and keeps the usual meaning. */
export function brand(errorClass: { readonly prototype: RaptorComplyError }, name: string): void {
  Object.defineProperty(errorClass.prototype, brandOf(name), { value: true });
  Object.defineProperty(errorClass.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(errorClass, Symbol.hasInstance, {
    value(this: unknown, candidate: unknown): boolean {
      if (this !== errorClass) return Function.prototype[Symbol.hasInstance].call(this as () => void, candidate);
      return typeof candidate === 'object' && candidate !== null && brandOf(name) in candidate;
    },
  });
}

/** The base class of every error of this package. */
export abstract class RaptorComplyError extends Error {
  readonly method: string;
  readonly urlTemplate: string;
  /** How many requests were sent. */
  readonly attempts: number;
  /** From `X-Request-Id`. Include it when you report a problem. */
  readonly requestId: string | undefined;
  /** The errors of the earlier attempts, oldest first. */
  readonly previous: readonly RaptorComplyError[];
  readonly notRetried: string | undefined;

  constructor(summary: string, context: ErrorContext = NO_CALL, cause?: unknown) {
    super(oneLine(summary + describeCall(context)), cause === undefined ? undefined : { cause });
    this.method = context.method;
    this.urlTemplate = context.urlTemplate;
    this.attempts = context.attempts;
    this.requestId = context.requestId;
    this.previous = context.previous;
    this.notRetried = context.notRetried;
    const frames = context.caller?.stack?.replace(/^Error(?:: )?(?:\n|$)/, '');
    if (frames === undefined) return;
    Object.defineProperty(this, 'stack', {
      value: `${this.name}: ${this.message}\n${frames}`,
      configurable: true,
      writable: true,
    });
  }

  /** For structured logs: `JSON.stringify` of a plain Error is `{}`. */
  toJSON(): Record<string, unknown> {
    const { name, message, method, urlTemplate, attempts, requestId, notRetried } = this;
    return { name, message, method, urlTemplate, attempts, requestId, notRetried, previous: this.previous };
  }
}
brand(RaptorComplyError, 'RaptorComplyError');

function describeCall({ method, urlTemplate, attempts, requestId, notRetried }: ErrorContext): string {
  if (method === '') return '';
  const parts = [`${method} ${urlTemplate}`];
  if (requestId !== undefined) parts.push(`request ${requestId}`);
  if (attempts > 1) parts.push(`${attempts} attempts`);
  if (notRetried !== undefined) parts.push(`not retried: ${notRetried}`);
  return ` (${parts.join(', ')})`;
}

/** Returns one line of at most `limit` characters, without control characters that could forge a log line. */
export function oneLine(text: string, limit = Number.POSITIVE_INFINITY): string {
  if (text.length <= limit && /^[\x21-\x7e]*$/.test(text)) return text;
  const flat = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
  return flat.length > limit ? `${flat.slice(0, limit)}…` : flat;
}
