import { type DestinationStream, type Logger, pino } from 'pino';
import { withoutKeys } from '../auth/api-keys.ts';

const MAX_CAUSES = 5;

/** The fields of an error that are logged: none that may contain a row's values, and no key. */
function describeError(error: unknown, causes = MAX_CAUSES): Record<string, unknown> {
  try {
    if (!(error instanceof Error)) return { message: withoutKeys(String(error)) };
    const { cause, code } = error as { cause?: unknown; code?: unknown };
    return {
      type: String(error.name),
      message: withoutKeys(error.message),
      ...(typeof code === 'string' ? { code } : {}),
      stack: withoutKeys(error.stack ?? ''),
      ...(cause === undefined || causes === 0 ? {} : { cause: describeError(cause, causes - 1) }),
    };
  } catch {
    return { message: 'Something was thrown that cannot be read' };
  }
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

/** The time as ISO 8601. All but the milliseconds is formatted once a second: for each line, it would cost as much as the rest of the line. */
function isoTime(): string {
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
  pino(
    {
      level,
      base: null,
      timestamp: isoTime,
      serializers: { err: (error) => describeError(error) },
    },
    destination,
  );
