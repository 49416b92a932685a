// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import type { Upload } from '../core/request-body.ts';
import { Resource } from '../core/resource.ts';
import type {
  ExportFacilitiesQuery,
  Facility,
  FacilityCreate,
  FacilityUpdate,
  ImportFacilitiesQuery,
  ImportResult,
  ImportTemplate,
  ListFacilitiesQuery,
  Message,
} from './models.ts';

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
    return this.client.request({ method: 'POST', path: '/facilities', body, response: 'object' }, options);
  }

  /**
   * Export facilities
   *
   * All facilities that the list would have, as CSV or as an Excel workbook. An import of the edited file changes
   * them.
   *
   * `GET /facilities/export` (exportFacilities)
   */
  export(query: ExportFacilitiesQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/facilities/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Import facilities
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in
   * UTF-8 with commas, semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header
   * row has names of the template; an export can be imported again. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /facilities/import` (importFacilities)
   */
  import(file: Upload, query: ImportFacilitiesQuery = {}, options?: WriteOptions): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/facilities/import',
        upload: { file, as: 'text/csv' },
        query: { ...query },
        response: 'object',
      },
      options,
    );
  }

  /**
   * Get the import template
   *
   * The header of an import file: as JSON, or as CSV with `Accept: text/csv`.
   *
   * `GET /facilities/import/template` (getFacilitiesImportTemplate)
   */
  getImportTemplate(options?: RequestOptions): ApiPromise<ImportTemplate> {
    return this.client.request({ method: 'GET', path: '/facilities/import/template', response: 'object' }, options);
  }

  /**
   * Get a facility
   *
   * `GET /facilities/{id}` (getFacility)
   */
  get(id: string, options?: ReadOptions): ApiPromise<Facility> {
    return this.client.request({ method: 'GET', path: '/facilities/{id}', ids: { id }, response: 'object' }, options);
  }

  /**
   * Update a facility
   *
   * Changes the given fields; null clears an optional field. A change of capacity, interconnection, type, control
   * center, or countsTowardControlCenter applies criterion 2.11 to the affected control centers.
   *
   * `PATCH /facilities/{id}` (updateFacility)
   */
  update(id: string, body: FacilityUpdate, options?: WriteOptions): ApiPromise<Facility> {
    return this.client.request(
      { method: 'PATCH', path: '/facilities/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * Delete a facility
   *
   * Returns 409 while it has cyber systems or physical areas.
   *
   * `DELETE /facilities/{id}` (deleteFacility)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request(
      { method: 'DELETE', path: '/facilities/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Restore a facility that was deleted
   *
   * Returns it to the inventory, as it was. `?isDeleted=true` lists what can be restored.
   *
   * `POST /facilities/{id}/restore` (restoreFacility)
   */
  restore(id: string, options?: WriteOptions): ApiPromise<Facility> {
    return this.client.request(
      { method: 'POST', path: '/facilities/{id}/restore', ids: { id }, response: 'object' },
      options,
    );
  }
}
