import { performance } from 'node:perf_hooks';

const duration = (seconds) => (seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`);

/** Shows how far a step is on stderr: on a terminal each second in one line, elsewhere a line every 10 seconds. */
export function showProgress(name, total) {
  const isTerminal = process.stderr.isTTY === true;
  const startedAt = performance.now();
  let done = 0;
  const print = () => {
    const perSecond = done / ((performance.now() - startedAt) / 1000);
    const left = done === 0 ? '' : `, ${perSecond.toFixed(1)}/s, ${duration((total - done) / perSecond)} left`;
    const line = `${name}: ${done} of ${total}${left}`;
    process.stderr.write(isTerminal ? `\r\x1b[K${line}` : `${line}\n`);
  };
  const timer = setInterval(print, isTerminal ? 1000 : 10_000);
  return {
    advance() {
      done += 1;
    },
    stop() {
      clearInterval(timer);
      if (isTerminal) process.stderr.write('\r\x1b[K');
    },
  };
}
