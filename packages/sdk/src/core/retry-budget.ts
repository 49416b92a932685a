const CAPACITY = 500;
const RETRY_COST = 15;
const THROTTLED_RETRY_COST = 5;
const FIRST_TRY_REFUND = 1;

/**
 * A token bucket that limits one client's retries: failures drain it, successes refill it. In an outage it empties, and the client
 * then sends each call once instead of five times.
 */
export class RetryBudget {
  #tokens = CAPACITY;

  /** Takes the cost of a retry from the bucket and returns it; undefined if the bucket holds less. */
  take(throttled: boolean): number | undefined {
    const cost = throttled ? THROTTLED_RETRY_COST : RETRY_COST;
    if (this.#tokens < cost) return undefined;
    this.#tokens -= cost;
    return cost;
  }

  /** Returns the cost of the last retry after a success or an unsent retry, or a small refund if there was no retry. */
  refund(lastCost: number | undefined): void {
    this.#tokens = Math.min(CAPACITY, this.#tokens + (lastCost ?? FIRST_TRY_REFUND));
  }
}
