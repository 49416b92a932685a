import { RaptorComply, UnauthorizedError } from '@raptor-comply/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { queryClient } from './query-client.ts';

/** The console's own folder, `/console/` below any prefix: the page's base says where it is. */
export const consoleUrl = new URL('.', document.baseURI);

export const basePath = consoleUrl.pathname;
export const apiUrl = new URL('..', consoleUrl);

export const comply = new RaptorComply({ auth: 'session', baseUrl: apiUrl, logger: false });

export interface Session {
  readonly organization: { readonly id: string; readonly name: string };
  readonly key: { readonly id: string; readonly name: string | null };
  readonly user: { readonly id: string; readonly firstName: string; readonly lastName: string } | null;
  readonly permissions: readonly string[];
}

/** Who is signed in: a person, or a key. */
export const nameOf = ({ user, key }: Session): string =>
  user === null ? (key.name ?? 'API key') : `${user.firstName} ${user.lastName}`;

type Credential = { readonly key: string } | { readonly token: string };

let token: string | undefined;

/** Takes the one-time token of the link that the server printed out of the address, so that it stays in no history. */
export function takeToken(): void {
  const found = new URLSearchParams(location.hash.slice(1)).get('token');
  if (found === null) return;
  token = found;
  history.replaceState(null, '', location.pathname + location.search);
}

const startSession = (credential: Credential) =>
  comply.request<Session>(
    { method: 'POST', path: '/console/session', body: credential, response: 'object' },
    { idempotencyKey: false, maxRetries: 0 },
  );

/** Whoever begins sees nothing that was loaded for somebody else. */
function beginAs(session: Session | null): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  queryClient.setQueryData(['session'], session);
}

export async function signIn(credential: Credential): Promise<void> {
  beginAs(await startSession(credential));
}

export async function signOut(): Promise<void> {
  await comply.request({ method: 'DELETE', path: '/console/session' }, { idempotencyKey: false });
  beginAs(null);
}

async function readSession(): Promise<Session | null> {
  try {
    return await comply.request<Session>({ method: 'GET', path: '/console/session', response: 'object' });
  } catch (error) {
    if (error instanceof UnauthorizedError) return token === undefined ? null : followLink();
    throw error;
  }
}

/** Whether the page was opened by a link while somebody is signed in: the link is used only if they want it to. */
export const hasLink = (): boolean => token !== undefined;
export const dropLink = (): void => {
  token = undefined;
};

/** Uses the link up. */
async function followLink(): Promise<Session | null> {
  const once = token ?? '';
  dropLink();
  try {
    return await startSession({ token: once });
  } catch (error) {
    if (error instanceof UnauthorizedError) return null;
    throw error;
  }
}

export const replaceSession = async (): Promise<void> => beginAs(await followLink());

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: readSession, staleTime: 60_000 });

export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('The page is shown without a session');
  return data;
}

/** The moment in the past that the whole console shows, or undefined for now. */
export const useAsOf = (): string | undefined => useSearch({ strict: false, select: (search) => search.asOf });

/** Whether the caller holds a permission, by its name or by `*:read`. */
export function useMay(permission: string): boolean {
  const { permissions } = useSession();
  return permissions.includes(permission) || (permission.endsWith(':read') && permissions.includes('*:read'));
}

/** Whether the caller may do something here: the past cannot be changed. */
export function useCan(permission: string): boolean {
  const may = useMay(permission);
  return useAsOf() === undefined && may;
}

/** Whether the caller may read the activity log. */
export const useReadsLog = (): boolean => useMay('activity:read');

type ReadOptions = { enabled?: boolean; staleTime?: number; refetchInterval?: number; refetchOnWindowFocus?: boolean };

/** Reads something of the API, and shows it as it changes. */
export const useRead = <T>(
  queryKey: readonly unknown[],
  read: (options: { readonly signal: AbortSignal }) => PromiseLike<T>,
  options?: ReadOptions,
) => useQuery({ queryKey, queryFn: async ({ signal }) => read({ signal }), ...options });

/** Reads something of the API as of the moment that the console shows. */
export function useReadAsOf<T>(
  queryKey: readonly unknown[],
  read: (options: { readonly signal: AbortSignal; readonly asOf: string | undefined }) => PromiseLike<T>,
  options?: ReadOptions,
) {
  const asOf = useAsOf();
  return useRead([...queryKey, asOf], ({ signal }) => read({ signal, asOf }), options);
}

/** Changes parameters of the address, and stays on the page. */
export function useSetSearch() {
  const navigate = useNavigate();
  return (changes: Readonly<Record<string, string | undefined>>, options: { readonly replace?: boolean } = {}) =>
    navigate({ to: '.', search: (search) => ({ ...search, ...changes }), resetScroll: false, ...options });
}

/** The organization's zone: every time in the console is in it. */
export function useTimeZone(): string {
  const { data } = useRead(['organization'], (options) => comply.organization.get(options), { staleTime: 300_000 });
  return data?.timeZone ?? 'UTC';
}
