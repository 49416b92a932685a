import { ApiPromise, ListPromise } from './api-promise.ts';
import { type CallResult, callWithRetries } from './call.ts';
import { type ClientOptions, type ClientSettings, resolveClientSettings, type WriteOptions } from './client-options.ts';
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
import { encodeJson, encodeUpload } from './request-body.ts';
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
  request<T>(operation: Operation, options: WriteOptions = NO_OPTIONS): ApiPromise<T> {
    return new ApiPromise(this.#send<T>(operation, options));
  }

  /** Calls an operation that answers an array, and follows its pages when iterated. */
  requestList<T>(operation: Operation, options: WriteOptions = NO_OPTIONS): ListPromise<T> {
    const send = (url?: string) => this.#send<T[]>({ ...operation, answer: 'array' }, options, url);
    const first = send();
    return new ListPromise(first, () => iteratePages(first, send, { operation, redactor: this.#sender.redactor }));
  }

  async #send<T>(operation: Operation, options: WriteOptions, pageUrl?: string): Promise<CallResult<T>> {
    const url = pageUrl ?? operationUrl(this.#settings.baseUrl, operation);
    const settings = options === NO_OPTIONS ? this.#plain : resolveCall(options, this.#settings, this.#sender);
    const { upload, body } = operation;
    const encoded = upload === undefined ? encodeJson(body) : await encodeUpload(upload.file, upload.as);
    return await callWithRetries(prepareCall<T>({ operation, url, settings, encoded, budget: this.#budget }));
  }
}
