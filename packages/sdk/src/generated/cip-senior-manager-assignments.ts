// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  CipSeniorManagerAssignment,
  CipSeniorManagerAssignmentCreate,
  CipSeniorManagerAssignmentUpdate,
  ListCipSeniorManagerAssignmentsQuery,
} from './models.ts';

/** Who is the CIP Senior Manager, and was when (CIP-003 R3). */
export class CipSeniorManagerAssignments extends Resource {
  /**
   * List the assignments of the CIP Senior Manager
   *
   * In the order in which they were recorded. Not part of the vendor’s API.
   *
   * `GET /cip-senior-manager-assignments` (listCipSeniorManagerAssignments)
   */
  list(
    query: ListCipSeniorManagerAssignmentsQuery = {},
    options?: RequestOptions,
  ): ListPromise<CipSeniorManagerAssignment> {
    return this.client.requestList(
      { method: 'GET', path: '/cip-senior-manager-assignments', query: { ...query } },
      options,
    );
  }

  /**
   * Assign the CIP Senior Manager
   *
   * Ends the last assignment the day before. A change that is documented more than 30 calendar days later is accepted,
   * and marked as late (CIP-003 R3).
   *
   * `POST /cip-senior-manager-assignments` (createCipSeniorManagerAssignment)
   */
  create(body: CipSeniorManagerAssignmentCreate, options?: WriteOptions): ApiPromise<CipSeniorManagerAssignment> {
    return this.client.request(
      { method: 'POST', path: '/cip-senior-manager-assignments', body, response: 'object' },
      options,
    );
  }

  /**
   * Get the current CIP Senior Manager
   *
   * The assignment of today, or of the day of `asOf`, in the time zone of the organization. 404 if there is none.
   *
   * `GET /cip-senior-manager-assignments/current` (getCurrentCipSeniorManager)
   */
  getCurrentCipSeniorManager(options?: ReadOptions): ApiPromise<CipSeniorManagerAssignment> {
    return this.client.request(
      { method: 'GET', path: '/cip-senior-manager-assignments/current', response: 'object' },
      options,
    );
  }

  /**
   * Correct an assignment of the CIP Senior Manager
   *
   * The assignment before it still ends the day before. Assignments do not overlap.
   *
   * `PATCH /cip-senior-manager-assignments/{id}` (updateCipSeniorManagerAssignment)
   */
  update(
    id: string,
    body: CipSeniorManagerAssignmentUpdate,
    options?: WriteOptions,
  ): ApiPromise<CipSeniorManagerAssignment> {
    return this.client.request(
      { method: 'PATCH', path: '/cip-senior-manager-assignments/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }
}
