import type { Client } from './client.ts';

/** The parent of the generated classes, one for each resource of the API. */
export abstract class Resource {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  protected get client(): Client {
    return this.#client;
  }
}
