/**
 * How many of something scarce one party may hold at a time. Whoever wants more waits for its own to be given back, and leaves the
 * rest to others: a tenant whose requests hang must not take every database connection.
 */
export class FairShare {
  readonly #limit: number;
  readonly #parties = new Map<string, { held: number; waiting: (() => void)[] }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A place, at once or when there is one; the returned function, called once, gives it back. */
  enter(name: string): (() => void) | Promise<() => void> {
    const party = this.#parties.get(name) ?? { held: 0, waiting: [] };
    this.#parties.set(name, party);
    const leave = () => {
      // A place that is waited for changes hands; `held` stays.
      const next = party.waiting.shift();
      if (next !== undefined) return next();
      party.held--;
      if (party.held === 0) this.#parties.delete(name);
    };
    if (party.held >= this.#limit) return new Promise((turn) => party.waiting.push(() => turn(leave)));
    party.held++;
    return leave;
  }
}
