import { ApiPromise, ListPromise } from './api-promise.ts';
import { type CallResult, callWithRetries } from './call.ts';
import { type CallOptions, type ClientOptions, type ClientSettings, resolveClientSettings } from './client-options.ts';
import { paceOf } from './pace.ts';
import type { Page } from './page.ts';
import { iteratePages } from './pages.ts';
import {
  type CallSettings,
  NO_OPTIONS,
  type Operation,
  operationUrl,
  prepareCall,
  resolveCall,
} from './prepare-call.ts';
import { createRedactor } from './redact.ts';
import { type EncodedBody, encodeJson, encodeUpload } from './request-body.ts';
import { RetryBudget } from './retry-budget.ts';
import { RouteNotices } from './route-notices.ts';
import { secretsIn } from './secrets.ts';
import type { Sender } from './send.ts';

/** Holds the settings and the key, and sends operations. The generated resources call it. */
export class Client {
  readonly #settings: ClientSettings;
  readonly #budget = new RetryBudget();
  readonly #sender: Sender;
  /** Settings of calls without options. */
  readonly #defaults: CallSettings;

  /** Throws ConfigError for a missing or invalid option. */
  constructor(options: ClientOptions = {}) {
    const settings = resolveClientSettings(options);
    const redactor = createRedactor([settings.apiKey ?? '', ...secretsIn(settings.headers)]);
    this.#settings = settings;
    const pace = paceOf(settings.runtime.fetch, new URL(settings.baseUrl).origin, settings.apiKey ?? '');
    this.#sender = { runtime: settings.runtime, redactor, notices: new RouteNotices(), pace };
    this.#defaults = resolveCall(NO_OPTIONS, settings, this.#sender);
  }

  /** Calls any operation, including one that this version has no method for. */
  request<T>(operation: Operation, options: CallOptions = NO_OPTIONS): ApiPromise<T> {
    return new ApiPromise(this.#send<T>(operation, options, { caller: new Error() }));
  }

  /** Calls an operation that returns an array, and follows its pages when iterated. */
  requestList<T>(operation: Operation, options: CallOptions = NO_OPTIONS): ListPromise<T> {
    const caller = new Error();
    const send = (url?: string) => this.#send<Page<T>>({ ...operation, response: 'array' }, options, { caller, url });
    const first = send();
    const { redactor } = this.#sender;
    const { baseUrl } = this.#settings;
    return new ListPromise(first, () => iteratePages(first, send, { operation, redactor, baseUrl, caller }));
  }

  /** Not async, so that a call without an upload waits for nothing here. Errors still reject. */
  #send<T>(
    operation: Operation,
    options: CallOptions,
    from: { caller: Error; url?: string | undefined },
  ): Promise<CallResult<T>> {
    try {
      const url = from.url ?? operationUrl(this.#settings.baseUrl, operation, options.asOf);
      const settings = options === NO_OPTIONS ? this.#defaults : resolveCall(options, this.#settings, this.#sender);
      const { upload, body } = operation;
      const call = (encoded: EncodedBody) =>
        callWithRetries(
          prepareCall<T>({ operation, url, settings, encoded, caller: from.caller, budget: this.#budget }),
        );
      return upload === undefined ? call(encodeJson(body)) : encodeUpload(upload.file, upload.as).then(call);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}
