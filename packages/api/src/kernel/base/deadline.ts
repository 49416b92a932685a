import { tookTooLong } from './errors.ts';

/** When nobody waits for some work any more: it is told to stop. What an AbortSignal does for many, at a fraction of its cost. */
export class Deadline {
  #passed = false;
  #listener: (() => void) | undefined;

  get passed(): boolean {
    return this.#passed;
  }

  /** Calls `listener`, instead of any before, when the deadline passes. */
  onPass(listener: (() => void) | undefined): void {
    this.#listener = listener;
  }

  pass(): void {
    this.#passed = true;
    this.#listener?.();
  }
}

/** What `work` gives, or a 503 when it is not there in time; it is told to stop then, and cleans up behind it. */
export function withinDeadline<T>(deadlineMs: number, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = new Deadline();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      deadline.pass();
      reject(tookTooLong());
    }, deadlineMs);
    work(deadline).then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
