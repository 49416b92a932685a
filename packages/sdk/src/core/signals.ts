/** An AbortController that several attempts use, one after the other. */
interface Lease {
  readonly controller: AbortController;
  uses: number;
}

/** `fetch` may leave its listener on a signal until garbage collection. Node.js warns of a leak above this many. */
const MOST_USES = 10;
const MOST_KEPT = 256;

/**
 * Only Node.js reuses signals. Other runtimes gain little, and a signal may belong to the request that created it (Cloudflare Workers).
 * Node.js before 21 has no navigator.
 */
function isNode(): boolean {
  const { process, navigator }: { process?: { versions?: { node?: string } }; navigator?: { userAgent?: string } } =
    globalThis as object;
  return process?.versions?.node !== undefined && (navigator?.userAgent ?? 'Node.js').startsWith('Node.js');
}

const canReuse = isNode();
const kept: Lease[] = [];

export const takeSignal = (): Lease => kept.pop() ?? { controller: new AbortController(), uses: 0 };

/** Returns a signal for reuse. It must not be aborted, and nothing may be using it. */
export function returnSignal(lease: Lease): void {
  lease.uses += 1;
  if (canReuse && lease.uses < MOST_USES && kept.length < MOST_KEPT) kept.push(lease);
}
