/**
 * Limits how much an organization may do at a time: one whose requests hang must not take every database connection. Work beyond the
 * limit waits for the organization's own work to finish.
 */
export class TenantConcurrency {
  readonly #limit: number;
  readonly #organizations = new Map<string, { running: number; waiting: (() => void)[] }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs work as soon as the organization has less than its limit running, in the order of the calls. */
  async run<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
    const own = this.#organizations.get(organizationId) ?? { running: 0, waiting: [] };
    this.#organizations.set(organizationId, own);
    // Whoever finishes hands its place on, so `running` stays.
    if (own.running >= this.#limit) await new Promise<void>((turn) => own.waiting.push(turn));
    else own.running++;
    try {
      return await work();
    } finally {
      const next = own.waiting.shift();
      if (next !== undefined) next();
      else if (--own.running === 0) this.#organizations.delete(organizationId);
    }
  }
}
