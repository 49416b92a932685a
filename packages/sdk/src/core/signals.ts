/** An AbortController that serves several attempts, one after the other. */
interface Lease {
  readonly controller: AbortController;
  uses: number;
}

/** A `fetch` may leave its listener with a signal until it is collected; Node.js warns of a leak when there are more than these. */
const MOST_USES = 10;
const MOST_KEPT = 256;

/**
 * Elsewhere little or nothing is gained, and a signal may belong to where it was made: Cloudflare Workers tie much to the request in
 * whose course it came to be. Node.js before 21 has no navigator.
 */
function isNode(): boolean {
  const { process, navigator }: { process?: { versions?: { node?: string } }; navigator?: { userAgent?: string } } =
    globalThis as object;
  return process?.versions?.node !== undefined && (navigator?.userAgent ?? 'Node.js').startsWith('Node.js');
}

const canServeAgain = isNode();
const kept: Lease[] = [];

export const takeSignal = (): Lease => kept.pop() ?? { controller: new AbortController(), uses: 0 };

/** For whoever comes next; only one that was not aborted, and with which nothing is under way. */
export function giveBackSignal(lease: Lease): void {
  lease.uses += 1;
  if (canServeAgain && lease.uses < MOST_USES && kept.length < MOST_KEPT) kept.push(lease);
}
