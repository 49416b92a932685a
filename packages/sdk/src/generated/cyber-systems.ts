// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  CyberSystem,
  CyberSystemCreate,
  CyberSystemUpdate,
  GetCyberSystemsByControlCenterQuery,
  GetCyberSystemsByFacilityQuery,
  ListCyberSystemsQuery,
  Message,
} from './models.ts';

/** BES Cyber Systems: groups of cyber assets in a facility or a control center. */
export class CyberSystems extends Resource {
  /**
   * List the cyber systems of a control center
   *
   * `GET /control-centers/{controlCenterId}/cyber-systems` (getCyberSystemsByControlCenter)
   */
  listByControlCenter(
    controlCenterId: string,
    query: GetCyberSystemsByControlCenterQuery = {},
    options?: RequestOptions,
  ): ListPromise<CyberSystem> {
    return this.client.requestList(
      {
        method: 'GET',
        path: '/control-centers/{controlCenterId}/cyber-systems',
        ids: { controlCenterId },
        query: { ...query },
      },
      options,
    );
  }

  /**
   * List cyber systems
   *
   * `GET /cyber-systems` (listCyberSystems)
   */
  list(query: ListCyberSystemsQuery = {}, options?: RequestOptions): ListPromise<CyberSystem> {
    return this.client.requestList({ method: 'GET', path: '/cyber-systems', query: { ...query } }, options);
  }

  /**
   * Create a cyber system
   *
   * `POST /cyber-systems` (createCyberSystem)
   */
  create(body: CyberSystemCreate, options?: WriteOptions): ApiPromise<CyberSystem> {
    return this.client.request({ method: 'POST', path: '/cyber-systems', body }, options);
  }

  /**
   * Get a cyber system
   *
   * `GET /cyber-systems/{id}` (getCyberSystem)
   */
  get(id: string, options?: ReadOptions): ApiPromise<CyberSystem> {
    return this.client.request({ method: 'GET', path: '/cyber-systems/{id}', ids: { id } }, options);
  }

  /**
   * Update a cyber system
   *
   * Changes the given fields; null clears an optional field.
   *
   * `PATCH /cyber-systems/{id}` (updateCyberSystem)
   */
  update(id: string, body: CyberSystemUpdate, options?: WriteOptions): ApiPromise<CyberSystem> {
    return this.client.request({ method: 'PATCH', path: '/cyber-systems/{id}', ids: { id }, body }, options);
  }

  /**
   * Delete a cyber system
   *
   * Returns 409 while it has cyber assets.
   *
   * `DELETE /cyber-systems/{id}` (deleteCyberSystem)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request({ method: 'DELETE', path: '/cyber-systems/{id}', ids: { id } }, options);
  }

  /**
   * List the cyber systems of a facility
   *
   * `GET /facilities/{facilityId}/cyber-systems` (getCyberSystemsByFacility)
   */
  listByFacility(
    facilityId: string,
    query: GetCyberSystemsByFacilityQuery = {},
    options?: RequestOptions,
  ): ListPromise<CyberSystem> {
    return this.client.requestList(
      { method: 'GET', path: '/facilities/{facilityId}/cyber-systems', ids: { facilityId }, query: { ...query } },
      options,
    );
  }
}
