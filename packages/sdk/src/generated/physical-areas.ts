// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import type { Upload } from '../core/request-body.ts';
import { Resource } from '../core/resource.ts';
import type {
  ExportPhysicalAreasQuery,
  GetPhysicalAreasByControlCenterQuery,
  GetPhysicalAreasByFacilityQuery,
  ImportPhysicalAreasQuery,
  ImportResult,
  ImportTemplate,
  ListPhysicalAreasQuery,
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
   * List physical areas
   *
   * `GET /physical-areas` (listPhysicalAreas)
   */
  list(query: ListPhysicalAreasQuery = {}, options?: RequestOptions): ListPromise<PhysicalArea> {
    return this.client.requestList({ method: 'GET', path: '/physical-areas', query: { ...query } }, options);
  }

  /**
   * Create a physical area
   *
   * `POST /physical-areas` (createPhysicalArea)
   */
  create(body: PhysicalAreaCreate, options?: WriteOptions): ApiPromise<PhysicalArea> {
    return this.client.request({ method: 'POST', path: '/physical-areas', body, response: 'object' }, options);
  }

  /**
   * Export physical areas
   *
   * All physical areas that the list would have, as CSV or as an Excel workbook. An import of the edited file changes
   * them.
   *
   * `GET /physical-areas/export` (exportPhysicalAreas)
   */
  export(query: ExportPhysicalAreasQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/physical-areas/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Import physical areas
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in
   * UTF-8 with commas, semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header
   * row has names of the template; an export can be imported again. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /physical-areas/import` (importPhysicalAreas)
   */
  import(file: Upload, query: ImportPhysicalAreasQuery = {}, options?: WriteOptions): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/physical-areas/import',
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
   * `GET /physical-areas/import/template` (getPhysicalAreasImportTemplate)
   */
  getImportTemplate(options?: RequestOptions): ApiPromise<ImportTemplate> {
    return this.client.request({ method: 'GET', path: '/physical-areas/import/template', response: 'object' }, options);
  }

  /**
   * Get a physical area
   *
   * `GET /physical-areas/{id}` (getPhysicalArea)
   */
  get(id: string, options?: ReadOptions): ApiPromise<PhysicalArea> {
    return this.client.request(
      { method: 'GET', path: '/physical-areas/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Update a physical area
   *
   * Changes the given fields; `cyberAssetIds` replaces the set of cyber assets.
   *
   * `PUT /physical-areas/{id}` (updatePhysicalArea)
   */
  update(id: string, body: PhysicalAreaUpdate, options?: WriteOptions): ApiPromise<PhysicalArea> {
    return this.client.request(
      { method: 'PUT', path: '/physical-areas/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * Delete a physical area
   *
   * Its cyber assets are not deleted.
   *
   * `DELETE /physical-areas/{id}` (deletePhysicalArea)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request(
      { method: 'DELETE', path: '/physical-areas/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Restore a physical area that was deleted
   *
   * Returns it to the inventory, as it was. `?isDeleted=true` lists what can be restored.
   *
   * `POST /physical-areas/{id}/restore` (restorePhysicalArea)
   */
  restore(id: string, options?: WriteOptions): ApiPromise<PhysicalArea> {
    return this.client.request(
      { method: 'POST', path: '/physical-areas/{id}/restore', ids: { id }, response: 'object' },
      options,
    );
  }
}
