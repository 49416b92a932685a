import { withoutKeys } from '@raptor-comply/api/kernel/auth/api-keys';

/** A command that was written wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that stops a command, in a sentence for whoever typed it: exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Errors of the API package whose message is a sentence for the operator. */
const FOR_OPERATORS = new Set([
  'UsageError',
  'Failure',
  'ConfigError',
  'OperatorError',
  'DirectoryInUse',
  'EmbeddedError',
  'BackupError',
]);

interface SystemError extends Error {
  readonly code: string;
  readonly syscall?: string;
  readonly address?: string;
  readonly port?: number;
  readonly path?: string;
}

const isSystemError = (error: Error): error is SystemError => 'code' in error && typeof error.code === 'string';

const NOT_ALLOWED = new Set(['EACCES', 'EPERM', 'EROFS']);

function explainListening({ code, address, port, message }: SystemError): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${address} is already in use; stop the program that uses it, or set PORT to another one.`;
    case 'EACCES':
      return `This user may not listen on port ${port}; set PORT to one of 1024 or more.`;
    case 'EADDRNOTAVAIL':
      return `HOST is ${address}, which is not an address of this machine.`;
    default:
      return `The server cannot listen: ${message}.`;
  }
}

/** What went wrong, in one sentence, whatever was thrown. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}.`;
  if (FOR_OPERATORS.has(error.name)) return error.message;
  if (error.name === 'ApiError') {
    // A 503 is a database that did not let us in; why is in its cause.
    const { cause } = error;
    if (!(cause instanceof Error)) return `${error.message}.`;
    // Several addresses tried in vain come as one error without a text.
    const why = cause.message !== '' || !isSystemError(cause) ? cause.message : cause.code;
    return `The database cannot be used: ${why}.`;
  }
  if (isSystemError(error)) {
    if (error.syscall === 'listen') return explainListening(error);
    if (error.syscall === 'getaddrinfo') return `HOST is not an address that can be found: ${error.message}.`;
    if (NOT_ALLOWED.has(error.code) && error.path !== undefined) {
      return `${error.path} cannot be used by this user (${error.code}); set DATA_DIR to a directory of your own, or mend its permissions.`;
    }
  }
  return `${error.message}.`;
}

/** One line for stderr, and never a key in it. */
export const explain = (error: unknown): string =>
  withoutKeys(describe(error))
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.+$/, '.');

export const exitCode = (error: unknown): number => (error instanceof UsageError ? 2 : 1);
