import { ApiPromise, ListPromise } from './api-promise.ts';
import { type CallResult, callWithRetries } from './call.ts';
import { type CallOptions, type ClientOptions, type ClientSettings, resolveClientSettings } from './client-options.ts';
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

/** The client's machinery: keeps the settings and the key, and sends operations. The resources are built on it. */
export class Client {
  readonly #settings: ClientSettings;
  readonly #budget = new RetryBudget();
  readonly #sender: Sender;
  /** What calls without options of their own share. */
  readonly #plain: CallSettings;

  /** Throws ConfigError for an option that is missing or cannot be meant. */
  constructor(options: ClientOptions = {}) {
    const settings = resolveClientSettings(options);
    const redactor = createRedactor([settings.apiKey, ...secretsIn(settings.headers)]);
    this.#settings = settings;
    this.#sender = { runtime: settings.runtime, redactor, notices: new RouteNotices() };
    this.#plain = resolveCall(NO_OPTIONS, settings, this.#sender);
  }

  /** Calls one operation: also one that this version has no method for. */
  request<T>(operation: Operation, options: CallOptions = NO_OPTIONS): ApiPromise<T> {
    return new ApiPromise(this.#send<T>(operation, options));
  }

  /** Calls an operation that answers an array, and follows its pages when iterated. */
  requestList<T>(operation: Operation, options: CallOptions = NO_OPTIONS): ListPromise<T> {
    const send = (url?: string) => this.#send<T[]>({ ...operation, answer: 'array' }, options, url);
    const first = send();
    return new ListPromise(first, () => iteratePages(first, send, { operation, redactor: this.#sender.redactor }));
  }

  /** Rejects, as an async function would, and is none: a call without an upload has nothing to wait for here. */
  #send<T>(operation: Operation, options: CallOptions, pageUrl?: string): Promise<CallResult<T>> {
    try {
      const url = pageUrl ?? operationUrl(this.#settings.baseUrl, operation, options.asOf);
      const settings = options === NO_OPTIONS ? this.#plain : resolveCall(options, this.#settings, this.#sender);
      const { upload, body } = operation;
      const call = (encoded: EncodedBody) =>
        callWithRetries(prepareCall<T>({ operation, url, settings, encoded, budget: this.#budget }));
      return upload === undefined ? call(encodeJson(body)) : encodeUpload(upload.file, upload.as).then(call);
    } catch (error) {
      return Promise.reject(error);
    }
  }
}
