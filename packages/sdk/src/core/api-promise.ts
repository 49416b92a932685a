import { type ApiResult, type CallResult, toApiResult } from './call.ts';

/** The promise of an operation's data. The request is sent at once, even if the promise is never awaited. */
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
    // An unawaited call must not crash the process with an unhandled rejection; awaiting it still throws.
    this.catch(() => {});
  }

  /** Returns the data, the Response (its body already read), the number of attempts, and the server's request id. */
  withResponse(): Promise<ApiResult<T>> {
    return this.#result.then(toApiResult);
  }
}

/** The promise of a list. `await` returns the array; `for await` iterates over every item of every page. */
export class ListPromise<T> extends ApiPromise<T[]> implements AsyncIterable<T> {
  readonly #pages: () => AsyncGenerator<T[]>;

  constructor(result: Promise<CallResult<T[]>>, pages: () => AsyncGenerator<T[]>) {
    super(result);
    this.#pages = pages;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.#pages()) yield* page;
  }
}
