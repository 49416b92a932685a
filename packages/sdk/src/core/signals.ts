interface SharedListener {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

const shared = new WeakMap<AbortSignal, SharedListener>();

/**
 * Calls back when the signal aborts, until the returned function is called. All calls share one listener on a signal, because Node.js
 * warns of a leak above ten.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, listener } = shared.get(signal) ?? share(signal);
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
    if (callbacks.size > 0) return;
    signal.removeEventListener('abort', listener);
    shared.delete(signal);
  };
}

function share(signal: AbortSignal): SharedListener {
  const callbacks = new Set<() => void>();
  const listener = () => {
    for (const callback of callbacks) callback();
  };
  signal.addEventListener('abort', listener);
  shared.set(signal, { callbacks, listener });
  return { callbacks, listener };
}

/** An AbortController that several attempts use, one after the other. */
interface Lease {
  readonly controller: AbortController;
  uses: number;
}

/** `fetch` may leave its listener on a signal until garbage collection. Node.js warns of a leak above this many. */
const MOST_USES = 10;
const MOST_KEPT = 256;
const kept: Lease[] = [];

export const takeSignal = (): Lease => kept.pop() ?? { controller: new AbortController(), uses: 0 };

/** Returns a signal for reuse. It must not be aborted, and nothing may be using it. */
export function returnSignal(lease: Lease): void {
  lease.uses += 1;
  if (lease.uses < MOST_USES && kept.length < MOST_KEPT) kept.push(lease);
}

let nodeFetch: typeof fetch | undefined;

/**
 * Whether this is Node.js's own fetch, which does not use the signal after the response was read. Any other may: a library's, even if it
 * replaced the global before this module was loaded, and on Cloudflare Workers a signal belongs to one request. So only the source
 * can tell; no other module can load Node.js's internals.
 */
export function isNodeFetch(fetch: typeof globalThis.fetch): boolean {
  if (fetch === nodeFetch) return true;
  if (!Function.prototype.toString.call(fetch).includes('internal/deps/undici/undici')) return false;
  nodeFetch = fetch;
  return true;
}
