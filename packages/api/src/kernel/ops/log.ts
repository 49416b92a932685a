import { type DestinationStream, type Logger, pino } from 'pino';
import { withoutKeys } from '../auth/api-keys.ts';

/** The fields of an error that are logged: none that may contain a row's values, and no key. */
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

/** Lines are written in batches: a system call for each would cost as much as a query. */
function standardError(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 200 });
  // The line about the end of the process matters most.
  process.on('exit', () => destination.flushSync());
  return destination;
}

let second = 0;
let upToSecond = '';

/** Returns `,"time":"2026-11-22T12:43:37.120Z"`. The part up to the second is cached. */
function time(): string {
  const now = Date.now();
  const milliseconds = now % 1000;
  if (now - milliseconds !== second) {
    second = now - milliseconds;
    upToSecond = new Date(second).toISOString().slice(0, -4);
  }
  return `,"time":"${upToSecond}${String(milliseconds).padStart(3, '0')}Z"`;
}

/** Logs JSON lines to stderr, as stdout is for the output of commands. */
export const createLogger = (level: string, destination: DestinationStream = standardError()): Logger =>
  pino({ level, base: null, timestamp: time, serializers: { err: describeError } }, destination);
