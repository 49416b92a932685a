// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type { Message, PageQuery, Session } from './models.ts';

/** Who is signed in to the console. Requires `api-keys:admin`. */
export class Sessions extends Resource {
  /**
   * List the sessions of the console
   *
   * The sessions of the organization that have not ended.
   *
   * `GET /sessions` (listSessions)
   */
  list(query: PageQuery = {}, options?: RequestOptions): ListPromise<Session> {
    return this.client.requestList({ method: 'GET', path: '/sessions', query: { ...query } }, options);
  }

  /**
   * End a session of the console
   *
   * Takes effect at once.
   *
   * `DELETE /sessions/{id}` (endSession)
   */
  end(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request({ method: 'DELETE', path: '/sessions/{id}', ids: { id }, response: 'object' }, options);
  }
}
