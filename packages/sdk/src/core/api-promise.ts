import { type ApiResult, type CallResult, toApiResult } from './call.ts';

/** The promise of an operation's data. The request is on its way already; nobody has to wait for it. */
export class ApiPromise<T> extends Promise<T> {
  readonly #result: Promise<CallResult<T>>;

  /** What `then` makes is a plain Promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(result: Promise<CallResult<T>>) {
    super((resolve, reject) => {
      result.then(({ data }) => resolve(data), reject);
    });
    this.#result = result;
    // A call that nobody awaits must not end the process; whoever awaits it still gets its error.
    this.catch(() => {});
  }

  /** The data with the Response it came in (its body already read), the number of attempts, and the server's request id. */
  withResponse(): Promise<ApiResult<T>> {
    return this.#result.then(toApiResult);
  }
}

/** The promise of a list: awaited, the bare array; iterated with `for await`, every item of every page. */
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
