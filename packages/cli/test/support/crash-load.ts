import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** For the tests: writers that never give up, and remember what they were promised. */

type Outcome = 'acknowledged' | 'unknown';

interface Write {
  /** The Idempotency-Key, and the title by which it is found again. */
  readonly token: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const newWrite = (): Write => {
  const token = randomUUID();
  const body = {
    title: token,
    facilityCode: token,
    facilityType: 'generation',
    bes: true,
    impactLevel: 'low',
    capacityMw: 1,
    capacityMva: 1,
    voltageKv: 1,
    regionalEntity: 'WECC',
    registrationStatus: 'registered',
    interconnection: 'western',
    lastReviewDate: '2026-03-31',
  };
  return { token, body };
};

const POLL_MS = 5;
const RETRY_MS = 20;
const GIVE_UP_MS = 5000;

/** Load from several writers; a write whose outcome is unknown is sent again under its key when the server is back. */
export class Load {
  readonly acknowledged = new Set<string>();
  readonly statuses = new Map<number, number>();
  #unknown: Write[] = [];
  #url = '';
  #running: Promise<void>[] = [];
  #stopped = true;
  readonly #key: string;
  readonly #writers: number;

  constructor(key: string, writers: number) {
    this.#key = key;
    this.#writers = writers;
  }

  start(url: string): void {
    this.#url = url;
    this.#stopped = false;
    this.#running = Array.from({ length: this.#writers }, () => this.#write());
  }

  /** Waits until so many more writes are acknowledged. */
  async more(count: number): Promise<void> {
    for (const before = this.acknowledged.size; this.acknowledged.size < before + count; ) await wait(POLL_MS);
  }

  /** Starts nothing new; what is under way ends, or is not known to have. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  /** Sends what is unknown until all of it is known. */
  async settle(url: string): Promise<void> {
    this.#url = url;
    for (const until = Date.now() + GIVE_UP_MS; this.#unknown.length > 0; await wait(RETRY_MS)) {
      if (Date.now() > until) throw new Error(`${this.#unknown.length} writes are still unknown`);
      for (const write of this.#unknown.splice(0)) await this.#send(write);
    }
  }

  async #write(): Promise<void> {
    while (!this.#stopped) {
      const outcome = await this.#send(this.#unknown.pop() ?? newWrite());
      if (outcome === 'unknown') await wait(RETRY_MS);
    }
  }

  async #send(write: Write): Promise<Outcome> {
    try {
      const response = await fetch(`${this.#url}/facilities`, {
        method: 'POST',
        headers: { 'x-api-key': this.#key, 'idempotency-key': write.token, 'content-type': 'application/json' },
        body: JSON.stringify(write.body),
        signal: AbortSignal.timeout(GIVE_UP_MS),
      });
      await response.arrayBuffer();
      this.statuses.set(response.status, (this.statuses.get(response.status) ?? 0) + 1);
      if (response.status === 201) {
        this.acknowledged.add(write.token);
        return 'acknowledged';
      }
      if (response.status < 500) throw new TypeError(`Not retried: ${response.status}`);
    } catch (error) {
      if (error instanceof TypeError && error.message.startsWith('Not retried')) throw error;
    }
    this.#unknown.push(write);
    return 'unknown';
  }
}
