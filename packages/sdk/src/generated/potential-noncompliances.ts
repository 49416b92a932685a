// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  ListPotentialNoncompliancesQuery,
  PotentialNoncompliance,
  PotentialNoncomplianceUpdate,
} from './models.ts';

/** Hard dates that passed without a performance, until somebody disposes of them. */
export class PotentialNoncompliances extends Resource {
  /**
   * List potential noncompliances
   *
   * One is opened within a minute of each hard date that passes, and with each performance that was late. None is ever
   * deleted.
   *
   * `GET /potential-noncompliances` (listPotentialNoncompliances)
   */
  list(query: ListPotentialNoncompliancesQuery = {}, options?: RequestOptions): ListPromise<PotentialNoncompliance> {
    return this.client.requestList({ method: 'GET', path: '/potential-noncompliances', query: { ...query } }, options);
  }

  /**
   * Get a potential noncompliance
   *
   * `GET /potential-noncompliances/{id}` (getPotentialNoncompliance)
   */
  get(id: string, options?: ReadOptions): ApiPromise<PotentialNoncompliance> {
    return this.client.request(
      { method: 'GET', path: '/potential-noncompliances/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Update or close a potential noncompliance
   *
   * Changes the given fields; null clears one.
   *
   * `PATCH /potential-noncompliances/{id}` (updatePotentialNoncompliance)
   */
  update(id: string, body: PotentialNoncomplianceUpdate, options?: WriteOptions): ApiPromise<PotentialNoncompliance> {
    return this.client.request(
      { method: 'PATCH', path: '/potential-noncompliances/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }
}
