// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import type { Upload } from '../core/request-body.ts';
import { Resource } from '../core/resource.ts';
import type {
  ControlCenter,
  ControlCenterCreate,
  ControlCenterListItem,
  ControlCenterUpdate,
  ExportControlCentersQuery,
  Facility,
  FacilityIds,
  GetControlCenterFacilitiesQuery,
  GetControlCenterImpactDeterminationsQuery,
  GetControlCentersQuery,
  ImpactDetermination,
  ImportControlCentersQuery,
  ImportResult,
  ImportTemplate,
  Message,
  PreviewImpactRequest,
  PreviewImpactResponse,
} from './models.ts';

/** Where facilities are operated from, and the impact level that follows from the facilities. */
export class ControlCenters extends Resource {
  /**
   * List control centers
   *
   * `GET /control-centers` (getControlCenters)
   */
  list(query: GetControlCentersQuery = {}, options?: RequestOptions): ListPromise<ControlCenterListItem> {
    return this.client.requestList({ method: 'GET', path: '/control-centers', query: { ...query } }, options);
  }

  /**
   * Create a control center
   *
   * `POST /control-centers` (createControlCenter)
   */
  create(body: ControlCenterCreate, options?: WriteOptions): ApiPromise<ControlCenter> {
    return this.client.request({ method: 'POST', path: '/control-centers', body, response: 'object' }, options);
  }

  /**
   * Export control centers
   *
   * All control centers that the list would have, as CSV or as an Excel workbook. An import of the edited file changes
   * them.
   *
   * `GET /control-centers/export` (exportControlCenters)
   */
  export(query: ExportControlCentersQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/control-centers/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Import control centers
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in
   * UTF-8 with commas, semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header
   * row has names of the template; an export can be imported again. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /control-centers/import` (importControlCenters)
   */
  import(file: Upload, query: ImportControlCentersQuery = {}, options?: WriteOptions): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/control-centers/import',
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
   * `GET /control-centers/import/template` (getControlCentersImportTemplate)
   */
  getImportTemplate(options?: RequestOptions): ApiPromise<ImportTemplate> {
    return this.client.request(
      { method: 'GET', path: '/control-centers/import/template', response: 'object' },
      options,
    );
  }

  /**
   * Get a control center
   *
   * `GET /control-centers/{id}` (getControlCenter)
   */
  get(id: string, options?: ReadOptions): ApiPromise<ControlCenter> {
    return this.client.request(
      { method: 'GET', path: '/control-centers/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Update a control center
   *
   * Changes the given fields, like a PATCH; null clears an optional field.
   *
   * `PUT /control-centers/{id}` (updateControlCenter)
   */
  update(id: string, body: ControlCenterUpdate, options?: WriteOptions): ApiPromise<ControlCenter> {
    return this.client.request(
      { method: 'PUT', path: '/control-centers/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * Delete a control center
   *
   * Returns 409 while it has facilities, cyber systems, or physical areas.
   *
   * `DELETE /control-centers/{id}` (deleteControlCenter)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request(
      { method: 'DELETE', path: '/control-centers/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Assign facilities to a control center
   *
   * Facilities of another control center move to this one. Applies criterion 2.11 to every affected control center,
   * and records the reason.
   *
   * `POST /control-centers/{id}/assign-facilities` (assignFacilitiesToControlCenter)
   */
  assignFacilities(id: string, body: FacilityIds, options?: WriteOptions): ApiPromise<ControlCenter> {
    return this.client.request(
      { method: 'POST', path: '/control-centers/{id}/assign-facilities', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * List the facilities of a control center
   *
   * `GET /control-centers/{id}/facilities` (getControlCenterFacilities)
   */
  listFacilities(
    id: string,
    query: GetControlCenterFacilitiesQuery = {},
    options?: RequestOptions,
  ): ListPromise<Facility> {
    return this.client.requestList(
      { method: 'GET', path: '/control-centers/{id}/facilities', ids: { id }, query: { ...query } },
      options,
    );
  }

  /**
   * List the impact determinations of a control center
   *
   * One entry each time criterion 2.11 was applied, oldest first. Not part of the vendor’s API.
   *
   * `GET /control-centers/{id}/impact-determinations` (getControlCenterImpactDeterminations)
   */
  listImpactDeterminations(
    id: string,
    query: GetControlCenterImpactDeterminationsQuery = {},
    options?: RequestOptions,
  ): ListPromise<ImpactDetermination> {
    return this.client.requestList(
      { method: 'GET', path: '/control-centers/{id}/impact-determinations', ids: { id }, query: { ...query } },
      options,
    );
  }

  /**
   * Preview the impact level after a change
   *
   * Computes the impact level by CIP-002-5.1a Attachment 1, criterion 2.11, if facilities were assigned, unassigned,
   * or resized. Changes nothing.
   *
   * `POST /control-centers/{id}/preview-impact` (previewControlCenterImpact)
   */
  previewImpact(
    id: string,
    body: PreviewImpactRequest = {},
    options?: WriteOptions,
  ): ApiPromise<PreviewImpactResponse> {
    return this.client.request(
      { method: 'POST', path: '/control-centers/{id}/preview-impact', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * Restore a control center that was deleted
   *
   * Returns it to the inventory, as it was. `?isDeleted=true` lists what can be restored.
   *
   * `POST /control-centers/{id}/restore` (restoreControlCenter)
   */
  restore(id: string, options?: WriteOptions): ApiPromise<ControlCenter> {
    return this.client.request(
      { method: 'POST', path: '/control-centers/{id}/restore', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Unassign facilities from a control center
   *
   * Applies criterion 2.11, and records the reason.
   *
   * `POST /control-centers/{id}/unassign-facilities` (unassignFacilitiesFromControlCenter)
   */
  unassignFacilities(id: string, body: FacilityIds, options?: WriteOptions): ApiPromise<ControlCenter> {
    return this.client.request(
      { method: 'POST', path: '/control-centers/{id}/unassign-facilities', ids: { id }, body, response: 'object' },
      options,
    );
  }
}
