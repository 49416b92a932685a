import { ApiError, RaptorComplyError, UnauthorizedError } from '@raptor-comply/sdk';
import { focusManager, MutationCache, QueryCache, QueryClient, useMutation } from '@tanstack/react-query';

export type Problem = Readonly<{ message: string; requestId: string | undefined; field: string | undefined }>;

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
  const message =
    error instanceof RaptorComplyError
      ? 'The server could not be reached. Check the connection, then try again.'
      : 'This page has a defect. Reload it; if it stays, report what you did.';
  return { message, requestId: error instanceof RaptorComplyError ? error.requestId : undefined, field: undefined };
}

/** A session that has ended shows the sign-in page at the same address, so that a deep link survives. */
function endSession(error: unknown): void {
  if (error instanceof UnauthorizedError) queryClient.setQueryData(['session'], null);
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endSession }),
  mutationCache: new MutationCache({ onError: endSession }),
  defaultOptions: {
    // The SDK retries by itself. A shared copy of a response would have no ETag, which the SDK keeps by object, and
    // comparing 100,000 rows field by field would cost more than drawing the visible ones.
    queries: { retry: false, staleTime: 20_000, refetchOnWindowFocus: true, structuralSharing: false },
  },
});

/** What a write changed anywhere: impact follows from facilities, counts from lists. */
export async function refreshAll(): Promise<void> {
  await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

/** A change, after which everything that is shown is read again. */
export const useChange = <T, V = void>(mutationFn: (value: V) => Promise<T>, then?: (result: T, value: V) => unknown) =>
  useMutation({
    mutationFn,
    onSuccess: async (result, value) => {
      await refreshAll();
      await then?.(result, value);
    },
  });

const UNATTENDED_MS = 5 * 60_000;

/** Without input for five minutes, pages are not refreshed: that would keep the session of an unattended browser from ending. */
export function pauseUnattended(): void {
  let timer: number | undefined;
  const attend = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => focusManager.setFocused(false), UNATTENDED_MS);
    focusManager.setFocused(undefined);
  };
  for (const input of ['keydown', 'pointerdown', 'pointermove', 'wheel']) addEventListener(input, attend, true);
  attend();
}
