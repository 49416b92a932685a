import { withoutKeys } from '@raptor-comply/api/kernel/auth/api-keys';

/** An invalid command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Stops a command with a sentence for its user: exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** A verification that could not be done, so nothing is known: exit code 2. */
export class CouldNotCheck extends Error {
  override readonly name = 'CouldNotCheck';
}

/** Errors whose message is a sentence for the operator. */
const FOR_OPERATORS = new Set([
  'UsageError',
  'Failure',
  'CouldNotCheck',
  'SchemaOfOtherVersion',
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

function explainSystem(error: SystemError): string {
  if (error.syscall === 'listen') return explainListening(error);
  if (error.syscall === 'getaddrinfo') return `HOST is not an address that can be resolved: ${error.message}.`;
  if (NOT_ALLOWED.has(error.code) && error.path !== undefined) {
    return `This user cannot use ${error.path} (${error.code}); set DATA_DIR to a directory of your own, or fix its permissions.`;
  }
  return `${error.message}.`;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}.`;
  if (FOR_OPERATORS.has(error.name)) return error.message;
  // The cause of a 503 is the database's error. Node.js reports several failed addresses as one error without a message.
  if (error.name === 'ApiError' && error.cause instanceof Error) {
    const { cause } = error;
    return `The database cannot be used: ${cause.message === '' && isSystemError(cause) ? cause.code : cause.message}.`;
  }
  return isSystemError(error) && error.name !== 'ApiError' ? explainSystem(error) : `${error.message}.`;
}

/** Describes any error in one line for stderr, without keys. */
export const explain = (error: unknown): string =>
  withoutKeys(describe(error))
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.+$/, '.');

export const exitCode = (error: unknown): number =>
  error instanceof UsageError || error instanceof CouldNotCheck ? 2 : 1;
