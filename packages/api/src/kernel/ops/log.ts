import { type DestinationStream, type Logger, pino } from 'pino';
import { withoutKeys } from '../auth/api-keys.ts';

/** What a log line keeps of an error: nothing that could carry a row's values, and no key. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutKeys(String(error)) };
  return {
    type: error.name,
    message: withoutKeys(error.message),
    code: (error as { code?: unknown }).code,
    stack: withoutKeys(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** Lines leave several at a time, or a moment later: a call to the system for each would cost as much as a query. */
function standardError(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 200 });
  // What ends the process is the line that matters most.
  process.on('exit', () => destination.flushSync());
  return destination;
}

let second = 0;
let upToSecond = '';

/** The moment, as `,"time":"2026-11-22T12:43:37.120Z"`: what is the same all second long is written once. */
function time(): string {
  const now = Date.now();
  const milliseconds = now % 1000;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    upToSecond = new Date(second).toISOString().slice(0, -4);
  }
  return `,"time":"${upToSecond}${String(milliseconds).padStart(3, '0')}Z"`;
}

/** Structured log lines; to stderr, as stdout belongs to what a command answers. */
export const createLogger = (level: string, destination: DestinationStream = standardError()): Logger =>
  pino({ level, base: null, timestamp: time, serializers: { err: describeError } }, destination);
