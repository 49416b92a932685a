import { monitorEventLoopDelay } from 'node:perf_hooks';

const SAMPLE_MS = 1000;
const MAX_DELAY_NS = 2e9;

/**
 * Watches how long the event loop is blocked. It counts as overloaded if two of the last three samples have a long delay, so that one
 * long task is no overload. The average delay would not do: a loop that is blocked for 2.7 s and free for 30 ms has many short ones.
 */
export function watchEventLoop(): { isOverloaded(): boolean; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  let wereLate: boolean[] = [];
  const timer = setInterval(() => {
    wereLate = [...wereLate.slice(-2), delays.max > MAX_DELAY_NS];
    delays.reset();
  }, SAMPLE_MS).unref();
  return {
    isOverloaded: () => wereLate.filter(Boolean).length >= 2,
    stop() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
