import type { Deadline } from './deadline.ts';
import { currentFetch } from './options.ts';
import { parseRateLimit } from './rate-limit-header.ts';
import { recall } from './recent.ts';
import { requestedWaitMs } from './retry-after.ts';
import { spread } from './retry-delay.ts';
import { startTimer } from './timer.ts';

interface Waiting {
  readonly ticket: number;
  start: () => void;
  hasStarted: boolean;
}

/** A call's place in the line, and the longest wait that it accepts. */
export interface Turn {
  readonly ticket: number;
  readonly maxRetryAfterMs: number;
  readonly deadline: Deadline;
}

/** A request, and what its call accepts. */
interface Sent {
  readonly ticket: number;
  readonly maxRetryAfterMs: number;
  readonly random: () => number;
}

/**
 * Paces all requests of one key to one server by what its responses say. After a 429 or an exhausted `RateLimit`, no request is sent
 * until the server's time has passed; then one, and as many at a time as its response allows. Calls wait in the order they were made.
 */
export class Pace {
  #tickets = 0;
  #inFlight = 0;
  /** How many requests may be in flight: until its response, each of them may take from what remains. */
  #allowed = Number.POSITIVE_INFINITY;
  /** The request whose response said so. */
  #allowedBy = 0;
  /** When the server accepts requests again, and that time plus jitter, when they are sent. */
  #dueAt = 0;
  #opensAt = 0;
  readonly #line: Waiting[] = [];
  #cancelTimer: (() => void) | undefined;

  /** Numbers calls, whose retries keep their place in the line, and requests, in the order in which they are sent. */
  takeTicket(): number {
    this.#tickets += 1;
    return this.#tickets;
  }

  /** Starts a request if none is waiting and one may be sent now. */
  tryStart(): boolean {
    if (this.#line.length > 0 || !this.#isOpen()) return false;
    this.#inFlight += 1;
    return true;
  }

  /**
   * Waits for the call's turn and starts its request. Returns false if the call was aborted or its time passed first. A call that does
   * not accept the server's wait starts at once, so that it fails with the server's own error.
   */
  async start({ ticket, maxRetryAfterMs, deadline }: Turn): Promise<boolean> {
    if (this.#dueAt - performance.now() > Math.min(maxRetryAfterMs, deadline.remainingMs())) {
      this.#inFlight += 1;
      return true;
    }
    const waiting: Waiting = { ticket, start: () => {}, hasStarted: false };
    let place = this.#line.length;
    while ((this.#line[place - 1]?.ticket ?? 0) > ticket) place -= 1;
    this.#line.splice(place, 0, waiting);
    this.#advance();
    if (!waiting.hasStarted) {
      await deadline.wait(deadline.remainingMs(), (wake) => {
        waiting.start = wake;
      });
    }
    if (waiting.hasStarted && !deadline.aborted) return true;
    if (waiting.hasStarted) this.end();
    else this.#leave(waiting);
    return false;
  }

  /** Ends a request that was started. */
  end(): void {
    this.#inFlight -= 1;
    if (this.#line.length > 0) this.#advance();
  }

  #isOpen(): boolean {
    return this.#inFlight + 1 <= this.#allowed && performance.now() >= this.#opensAt;
  }

  /** Learns from a response, before its request ends. */
  learn({ status, headers }: Response, { ticket, maxRetryAfterMs, random }: Sent): void {
    const limit = parseRateLimit(headers.get('ratelimit'));
    const waitMs = status === 429 ? requestedWaitMs(headers) : limit?.resetMs;
    if (waitMs !== undefined && waitMs <= maxRetryAfterMs) {
      const now = performance.now();
      this.#dueAt = Math.max(this.#dueAt, now + waitMs);
      this.#opensAt = Math.max(this.#opensAt, now + spread(waitMs, random));
      this.#allowed = 1;
      this.#allowedBy = this.#tickets;
    } else if (limit !== undefined) {
      const remaining = Math.max(limit.remaining, 1);
      // Responses overtake each other. One to an earlier request knows nothing of what later ones have taken.
      this.#allowed = ticket > this.#allowedBy ? remaining : Math.min(remaining, this.#allowed);
      this.#allowedBy = Math.max(ticket, this.#allowedBy);
    } else if (status !== 429) this.#allowed += 1 / this.#allowed;
  }

  #advance(): void {
    while (this.#isOpen()) {
      const first = this.#line.shift();
      if (first === undefined) return;
      this.#inFlight += 1;
      first.hasStarted = true;
      first.start();
    }
    const waitMs = this.#opensAt - performance.now();
    if (waitMs <= 0 || this.#cancelTimer !== undefined) return;
    this.#cancelTimer = startTimer(waitMs, () => {
      this.#cancelTimer = undefined;
      this.#advance();
    });
  }

  #leave(waiting: Waiting): void {
    this.#line.splice(this.#line.indexOf(waiting), 1);
    if (this.#line.length > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}

const paces = new WeakMap<typeof globalThis.fetch, Map<string, Pace>>();

/** Returns the pace that all clients of this process share for a key at an origin, unless they use another `fetch`. */
export function paceOf(fetch: typeof globalThis.fetch, origin: string, apiKey: string): Pace {
  const network = currentFetch(fetch);
  const known = paces.get(network) ?? new Map<string, Pace>();
  paces.set(network, known);
  return recall(known, `${origin} ${apiKey}`, () => new Pace());
}
