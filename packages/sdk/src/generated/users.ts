// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise } from '../core/api-promise.ts';
import type { RequestOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type { Access, CheckAccessQuery } from './models.ts';

/** What the caller is allowed to do. */
export class Users extends Resource {
  /**
   * Check whether the key has a permission
   *
   * `GET /users/me/check-access` (checkAccess)
   */
  checkAccess(query: CheckAccessQuery, options?: RequestOptions): ApiPromise<Access> {
    return this.client.request({ method: 'GET', path: '/users/me/check-access', query: { ...query } }, options);
  }
}
