import { tookTooLong } from './errors.ts';

/** Tells work that nothing waits for its result any more. It costs a fraction of an AbortSignal. */
export class Deadline {
  #passed = false;
  #listener: (() => void) | undefined;

  get passed(): boolean {
    return this.#passed;
  }

  /** Sets the only listener, or removes it. */
  onPass(listener: (() => void) | undefined): void {
    this.#listener = listener;
  }

  pass(): void {
    this.#passed = true;
    this.#listener?.();
  }
}

/** Returns the result of `work`. Throws ApiError 503 at the deadline; `work` is notified and cleans up. */
export function withinDeadline<T>(deadlineMs: number, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = new Deadline();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      deadline.pass();
      reject(tookTooLong());
    }, deadlineMs);
    work(deadline)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
