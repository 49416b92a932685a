/** The longest delay of a platform timer. A longer one would overflow and fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Calls back after `delayMs`, however long, and never early. Returns a function that cancels it. */
export function startTimer(delayMs: number, callback: () => void): () => void {
  if (delayMs === Number.POSITIVE_INFINITY) return () => {};
  const dueAt = performance.now() + delayMs;
  let handle: ReturnType<typeof setTimeout>;
  const arm = (remainingMs: number) => {
    handle = setTimeout(
      () => {
        const leftMs = dueAt - performance.now();
        if (leftMs > 0) arm(leftMs);
        else callback();
      },
      Math.min(Math.ceil(remainingMs), LONGEST_TIMEOUT_MS),
    );
  };
  arm(delayMs);
  return () => clearTimeout(handle);
}
