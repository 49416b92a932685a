const CAPACITY = 500;
const RETRY_COST = 14;
const THROTTLED_RETRY_COST = 5;
const FIRST_TRY_REFUND = 1;

/**
 * What one client may spend on retries: a token bucket that failing drains and success fills. In an outage the bucket empties,
 * and the client then sends each call once instead of five times.
 */
export class RetryBudget {
  #tokens = CAPACITY;

  /** The price of a retry, taken from the bucket; undefined, and nothing taken, when the bucket holds less. */
  take(throttled: boolean): number | undefined {
    const cost = throttled ? THROTTLED_RETRY_COST : RETRY_COST;
    if (this.#tokens < cost) return undefined;
    this.#tokens -= cost;
    return cost;
  }

  /** A success gives back what its last retry cost, or a little when it needed none; so does a retry given up unsent. */
  refund(lastCost: number | undefined): void {
    this.#tokens = Math.min(CAPACITY, this.#tokens + (lastCost ?? FIRST_TRY_REFUND));
  }
}
