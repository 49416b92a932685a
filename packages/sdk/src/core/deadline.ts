import { onAbort, returnSignal, takeSignal } from './signals.ts';
import { startTimer } from './timer.ts';

export type Interruption = 'aborted' | 'attempt-timeout' | 'total-timeout';

/** The total time limit of one call, including attempts and waits, and the caller's abort signals. */
export class Deadline {
  readonly #signals: readonly AbortSignal[];
  readonly #endsAt: number;
  readonly #unsubscribes: readonly (() => void)[];
  #attempts = 0;
  #attempt: Attempt | undefined;
  #endWait: (() => void) | undefined;

  constructor(signals: readonly AbortSignal[], totalTimeoutMs: number) {
    this.#signals = signals;
    this.#endsAt = performance.now() + totalTimeoutMs;
    const onCallerAbort = () => {
      this.#attempt?.interrupt('aborted');
      this.#endWait?.();
    };
    this.#unsubscribes = signals.map((signal) => onAbort(signal, onCallerAbort));
  }

  get aborted(): boolean {
    return this.#signals.some((signal) => signal.aborted);
  }

  get abortReason(): unknown {
    return this.#signals.find((signal) => signal.aborted)?.reason;
  }

  remainingMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Whether the call may send nothing more. */
  get over(): boolean {
    return this.aborted || this.remainingMs() <= 0;
  }

  /** Waits for `delayMs`, or until the caller aborts. `take` gets a function that ends the wait sooner. */
  async wait(delayMs: number, take?: (endWait: () => void) => void): Promise<void> {
    if (this.aborted) return;
    await new Promise<void>((resolve) => {
      const cancel = startTimer(delayMs, resolve);
      this.#endWait = () => {
        cancel();
        resolve();
      };
      take?.(this.#endWait);
    });
    this.#endWait = undefined;
  }

  /** Starts one attempt. It ends at its own timeout, the total timeout, or the caller's abort, whichever is first. */
  startAttempt(attemptTimeoutMs: number): Attempt {
    const remainingMs = this.remainingMs();
    this.#attempts += 1;
    const attempt =
      remainingMs < attemptTimeoutMs
        ? new Attempt(this.#attempts, remainingMs, 'total-timeout')
        : new Attempt(this.#attempts, attemptTimeoutMs, 'attempt-timeout');
    this.#attempt = attempt;
    return attempt;
  }

  /** Stops listening to the signals. */
  end(): void {
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
  }
}

/** One attempt: its signal for `fetch`, its timer, and why it was interrupted. */
export class Attempt {
  /** 1 for the first of a call. */
  readonly number: number;
  /** Reused: creating one for each attempt took a third of a call's overhead. */
  readonly #lease = takeSignal();
  readonly #endsAt: number;
  readonly #timeoutKind: Interruption;
  #cancelTimer: () => void;
  #listener: (() => void) | undefined;
  #ended = false;
  interruption: Interruption | undefined;

  constructor(number: number, timeoutMs: number, timeoutKind: Interruption) {
    this.number = number;
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

  /** Calls `listener` on interruption. Replaces the previous listener: an attempt does one thing at a time. */
  onInterrupt(listener: () => void): void {
    if (this.interruption !== undefined) listener();
    else this.#listener = listener;
  }

  /**
   * Settles like the promise, or rejects on interruption, so that a `fetch` that ignores its signal cannot block the call. A value
   * that arrives later goes to `discard`.
   */
  race<T>(promise: Promise<T>, discard: (late: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      this.onInterrupt(() => reject(new Error('interrupted')));
      promise.then((value) => (this.interruption ? discard(value) : resolve(value)), reject);
    });
  }

  /** Ends the attempt after at most `timeoutMs`. */
  shorten(timeoutMs: number): void {
    if (this.interruption !== undefined || this.#endsAt - performance.now() <= timeoutMs) return;
    this.#cancelTimer();
    this.#cancelTimer = startTimer(timeoutMs, () => this.interrupt(this.#timeoutKind));
  }

  /** `canReuseSignal`: Node.js's fetch has read the whole response, so a later abort cannot affect this attempt. */
  end(canReuseSignal = false): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#listener = undefined;
    if (canReuseSignal && this.interruption === undefined) returnSignal(this.#lease);
  }
}
