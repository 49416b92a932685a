/** Limits how much work of one organization runs at a time, so one whose requests hang cannot take every database connection. */
export class TenantConcurrency {
  readonly #limit: number;
  readonly #organizations = new Map<string, { running: number; waiting: (() => void)[] }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs work once the organization is below its limit, in the order of the calls. */
  async run<T>(organizationId: string, work: () => Promise<T>): Promise<T> {
    const own = this.#organizations.get(organizationId) ?? { running: 0, waiting: [] };
    this.#organizations.set(organizationId, own);
    // Finished work starts the next waiting work directly, so `running` stays the same.
    if (own.running >= this.#limit) await new Promise<void>((start) => own.waiting.push(start));
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
