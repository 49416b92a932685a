import { type ApiResult, type CallResult, toApiResult } from './call.ts';
import type { Page } from './page.ts';

/**
 * The promise of an operation's data. The request is sent at once, even if the promise is never awaited; as with any promise, its failure
 * is then an unhandled rejection.
 */
export class ApiPromise<T> extends Promise<T> {
  readonly #result: Promise<CallResult<T>>;

  /** `then` returns a plain Promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(result: Promise<CallResult<T>>) {
    super((resolve, reject) => {
      result.then(({ data }) => resolve(data), reject);
    });
    this.#result = result;
  }

  /** Returns the data, the Response (its body already read), the number of attempts, and the server's request id. */
  withResponse(): Promise<ApiResult<T>> {
    this.handled();
    return this.#result.then(toApiResult);
  }

  /** Another promise reports the failure of the call. */
  protected handled(): void {
    this.catch(() => {});
  }
}

/**
 * The promise of a list. `await` returns one page, which is the whole list if it has no `nextCursor`. `for await` iterates over every
 * item of every page.
 */
export class ListPromise<T> extends ApiPromise<Page<T>> implements AsyncIterable<T> {
  readonly #pages: () => AsyncGenerator<T[]>;

  constructor(result: Promise<CallResult<Page<T>>>, pages: () => AsyncGenerator<T[]>) {
    super(result);
    this.#pages = pages;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    this.handled();
    for await (const page of this.#pages()) yield* page;
  }
}
