/** The longest delay a platform timer can hold; a longer one would overflow and fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Calls back when `delayMs` have truly passed, never earlier and however long; returns how to cancel it. */
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
