// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  GetPhysicalAreasByControlCenterQuery,
  GetPhysicalAreasByFacilityQuery,
  Message,
  PhysicalArea,
  PhysicalAreaCreate,
  PhysicalAreaUpdate,
} from './models.ts';

/** Rooms and enclosures, the assets in them, and the kind of perimeter they require. */
export class PhysicalAreas extends Resource {
  /**
   * List the physical areas of a control center
   *
   * `GET /control-centers/{controlCenterId}/physical-areas` (getPhysicalAreasByControlCenter)
   */
  listByControlCenter(
    controlCenterId: string,
    query: GetPhysicalAreasByControlCenterQuery = {},
    options?: RequestOptions,
  ): ListPromise<PhysicalArea> {
    return this.client.requestList(
      {
        method: 'GET',
        path: '/control-centers/{controlCenterId}/physical-areas',
        ids: { controlCenterId },
        query: { ...query },
      },
      options,
    );
  }

  /**
   * List the physical areas of a facility
   *
   * `GET /facilities/{facilityId}/physical-areas` (getPhysicalAreasByFacility)
   */
  listByFacility(
    facilityId: string,
    query: GetPhysicalAreasByFacilityQuery = {},
    options?: RequestOptions,
  ): ListPromise<PhysicalArea> {
    return this.client.requestList(
      { method: 'GET', path: '/facilities/{facilityId}/physical-areas', ids: { facilityId }, query: { ...query } },
      options,
    );
  }

  /**
   * Create a physical area
   *
   * `POST /physical-areas` (createPhysicalArea)
   */
  create(body: PhysicalAreaCreate, options?: WriteOptions): ApiPromise<PhysicalArea> {
    return this.client.request({ method: 'POST', path: '/physical-areas', body }, options);
  }

  /**
   * Get a physical area
   *
   * `GET /physical-areas/{id}` (getPhysicalArea)
   */
  get(id: string, options?: ReadOptions): ApiPromise<PhysicalArea> {
    return this.client.request({ method: 'GET', path: '/physical-areas/{id}', ids: { id } }, options);
  }

  /**
   * Update a physical area
   *
   * Replaces the set of cyber assets. Changes name and description if given.
   *
   * `PUT /physical-areas/{id}` (updatePhysicalArea)
   */
  update(id: string, body: PhysicalAreaUpdate, options?: WriteOptions): ApiPromise<PhysicalArea> {
    return this.client.request({ method: 'PUT', path: '/physical-areas/{id}', ids: { id }, body }, options);
  }

  /**
   * Delete a physical area
   *
   * Its cyber assets are not deleted.
   *
   * `DELETE /physical-areas/{id}` (deletePhysicalArea)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request({ method: 'DELETE', path: '/physical-areas/{id}', ids: { id } }, options);
  }
}
