// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type { ApiKey, ApiKeyCreate, ApiKeyCreated, Message, PageQuery } from './models.ts';

/** Keys of the organization. Requires `api-keys:admin`. */
export class ApiKeys extends Resource {
  /**
   * List API keys
   *
   * All keys of the organization that are not revoked, including expired keys.
   *
   * `GET /api-keys` (listApiKeys)
   */
  list(query: PageQuery = {}, options?: RequestOptions): ListPromise<ApiKey> {
    return this.client.requestList({ method: 'GET', path: '/api-keys', query: { ...query } }, options);
  }

  /**
   * Create an API key
   *
   * An organization can have several valid keys. To rotate a key, create a new key, switch the integration to it, and
   * revoke the old key. A key with api-keys:admin can grant any permission.
   *
   * `POST /api-keys` (createApiKey)
   */
  create(body: ApiKeyCreate = {}, options?: WriteOptions): ApiPromise<ApiKeyCreated> {
    return this.client.request({ method: 'POST', path: '/api-keys', body, response: 'object' }, options);
  }

  /**
   * Revoke an API key
   *
   * Takes effect within one second on this server, and within five seconds on others.
   *
   * `DELETE /api-keys/{id}` (revokeApiKey)
   */
  revoke(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request({ method: 'DELETE', path: '/api-keys/{id}', ids: { id }, response: 'object' }, options);
  }
}
