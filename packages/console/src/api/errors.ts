import { ApiError, RaptorComplyError } from '@raptor-comply/sdk';

export interface Problem {
  readonly message: string;
  readonly requestId: string | undefined;
  readonly field: string | undefined;
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** What went wrong as the API says it, with the request id. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) {
    const body = record(error.body);
    const message = text(body.message) ?? text(record(body.summary).message) ?? error.error;
    return { message, requestId: error.requestId, field: text(body.field) };
  }
  if (error instanceof RaptorComplyError)
    return {
      message: 'The server could not be reached. Check the connection, then try again.',
      requestId: error.requestId,
      field: undefined,
    };
  return {
    message: 'This page has a defect. Reload it; if it stays, report what you did.',
    requestId: undefined,
    field: undefined,
  };
}
