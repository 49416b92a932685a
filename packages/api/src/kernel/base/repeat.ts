import type { Logger } from 'pino';

interface Repeated {
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly log: Logger;
  /** Is logged when the work fails. */
  readonly failed: string;
}

/** Does some work again and again, and does not keep the process running. Returns a function that stops it. */
export function repeat({ everyMs, work, log, failed }: Repeated): () => void {
  const timer = setInterval(() => {
    work().catch((err: unknown) => log.warn({ err }, failed));
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
