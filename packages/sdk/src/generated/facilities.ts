// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type { Facility, FacilityCreate, FacilityUpdate, ListFacilitiesQuery, Message } from './models.ts';

/** Plants, substations, and other sites, with the ratings and registrations that determine their obligations. */
export class Facilities extends Resource {
  /**
   * List facilities
   *
   * `GET /facilities` (listFacilities)
   */
  list(query: ListFacilitiesQuery = {}, options?: RequestOptions): ListPromise<Facility> {
    return this.client.requestList({ method: 'GET', path: '/facilities', query: { ...query } }, options);
  }

  /**
   * Create a facility
   *
   * With `controlCenterId`, assigns the facility and applies criterion 2.11 to the control center.
   *
   * `POST /facilities` (createFacility)
   */
  create(body: FacilityCreate, options?: WriteOptions): ApiPromise<Facility> {
    return this.client.request({ method: 'POST', path: '/facilities', body }, options);
  }

  /**
   * Get a facility
   *
   * `GET /facilities/{id}` (getFacility)
   */
  get(id: string, options?: ReadOptions): ApiPromise<Facility> {
    return this.client.request({ method: 'GET', path: '/facilities/{id}', ids: { id } }, options);
  }

  /**
   * Update a facility
   *
   * Changes the given fields; null clears an optional field. A change of capacity, interconnection, type, BES status,
   * or control center applies criterion 2.11 to the affected control centers.
   *
   * `PATCH /facilities/{id}` (updateFacility)
   */
  update(id: string, body: FacilityUpdate, options?: WriteOptions): ApiPromise<Facility> {
    return this.client.request({ method: 'PATCH', path: '/facilities/{id}', ids: { id }, body }, options);
  }

  /**
   * Delete a facility
   *
   * Returns 409 while it has cyber systems or physical areas.
   *
   * `DELETE /facilities/{id}` (deleteFacility)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request({ method: 'DELETE', path: '/facilities/{id}', ids: { id } }, options);
  }
}
