import { giveBackSignal, takeSignal } from './signals.ts';
import { startTimer } from './timer.ts';

export type Interruption = 'aborted' | 'attempt-timeout' | 'total-timeout';

/** The time one call may take, over attempts and waits together, and the caller's ways to abort it. */
export class Deadline {
  readonly #signals: readonly AbortSignal[];
  readonly #endsAt: number;
  #attempt: Attempt | undefined;
  #endWait: (() => void) | undefined;

  constructor(signals: readonly AbortSignal[], totalTimeoutMs: number) {
    this.#signals = signals;
    this.#endsAt = performance.now() + totalTimeoutMs;
    for (const signal of signals) signal.addEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => {
    this.#attempt?.interrupt('aborted');
    this.#endWait?.();
  };

  get aborted(): boolean {
    return this.#signals.some((signal) => signal.aborted);
  }

  get abortReason(): unknown {
    return this.#signals.find((signal) => signal.aborted)?.reason;
  }

  remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Waits the whole time, or until the caller aborts. */
  async wait(delayMs: number): Promise<void> {
    if (this.aborted) return;
    await new Promise<void>((resolve) => {
      const cancel = startTimer(delayMs, resolve);
      this.#endWait = () => {
        cancel();
        resolve();
      };
    });
    this.#endWait = undefined;
  }

  /** Starts one attempt, which ends by its own timeout, the total one or the caller's abort, whichever is first. */
  startAttempt(attemptTimeoutMs: number): Attempt {
    const remainingMs = this.remainingMs();
    const attempt =
      remainingMs < attemptTimeoutMs
        ? new Attempt(remainingMs, 'total-timeout')
        : new Attempt(attemptTimeoutMs, 'attempt-timeout');
    this.#attempt = attempt;
    return attempt;
  }

  /** Removes every listener; the call is over. */
  end(): void {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#onAbort);
  }
}

/** One attempt: its signal for `fetch`, its timer, and why it was interrupted if it was. */
export class Attempt {
  /** Making one for each attempt was a third of what a call costs beyond its `fetch`. */
  readonly #lease = takeSignal();
  readonly #endsAt: number;
  readonly #timeoutKind: Interruption;
  #cancelTimer: () => void;
  #listener: (() => void) | undefined;
  #ended = false;
  interruption: Interruption | undefined;

  constructor(timeoutMs: number, timeoutKind: Interruption) {
    this.#timeoutKind = timeoutKind;
    this.#endsAt = performance.now() + timeoutMs;
    this.#cancelTimer = startTimer(Math.max(timeoutMs, 0), () => this.interrupt(timeoutKind));
  }

  get signal(): AbortSignal {
    return this.#lease.controller.signal;
  }

  interrupt(kind: Interruption): void {
    if (this.#ended || this.interruption !== undefined) return;
    this.interruption = kind;
    this.#cancelTimer();
    this.#listener?.();
    this.#lease.controller.abort();
  }

  /** Calls back on interruption. Takes the place of the listener before: an attempt does one thing at a time. */
  onInterrupt(listener: () => void): void {
    if (this.interruption !== undefined) listener();
    else this.#listener = listener;
  }

  /**
   * Settles as the promise does, or rejects on interruption: a `fetch` that ignores its signal cannot hold the call. What it
   * answers when nobody is left to read it is let go.
   */
  race<T>(promise: Promise<T>, letGo: (late: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      this.onInterrupt(() => reject(new Error('interrupted')));
      promise.then((value) => (this.interruption ? letGo(value) : resolve(value)), reject);
    });
  }

  /** Leaves the attempt at most this much longer. */
  shorten(timeoutMs: number): void {
    if (this.interruption !== undefined || this.#endsAt - performance.now() <= timeoutMs) return;
    this.#cancelTimer();
    this.#cancelTimer = startTimer(timeoutMs, () => this.interrupt(this.#timeoutKind));
  }

  /** `hasNothingLeft`: the platform's own fetch has read the answer to its end, so whoever has the signal next aborts nothing of this. */
  end(hasNothingLeft = false): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#listener = undefined;
    if (hasNothingLeft && this.interruption === undefined) giveBackSignal(this.#lease);
  }
}
