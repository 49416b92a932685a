// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise } from '../core/api-promise.ts';
import type { ReadOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type { OrganizationSettings, OrganizationSettingsUpdate } from './models.ts';

/** Name and settings of the organization: time zone, jurisdiction, registration, and how due dates are read. */
export class OrganizationResource extends Resource {
  /**
   * Get the organization and its settings
   *
   * `GET /organization` (getOrganization)
   */
  get(options?: ReadOptions): ApiPromise<OrganizationSettings> {
    return this.client.request({ method: 'GET', path: '/organization', response: 'object' }, options);
  }

  /**
   * Update the settings of the organization
   *
   * Changes the given fields; null clears an optional field. The dates of open tasks are computed again; a date that
   * was planned earlier stays.
   *
   * `PATCH /organization` (updateOrganization)
   */
  update(body: OrganizationSettingsUpdate, options?: WriteOptions): ApiPromise<OrganizationSettings> {
    return this.client.request({ method: 'PATCH', path: '/organization', body, response: 'object' }, options);
  }
}
