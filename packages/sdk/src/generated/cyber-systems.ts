// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import type { Upload } from '../core/request-body.ts';
import { Resource } from '../core/resource.ts';
import type {
  CyberSystem,
  CyberSystemCreate,
  CyberSystemUpdate,
  ExportCyberSystemsQuery,
  GetCyberSystemsByControlCenterQuery,
  GetCyberSystemsByFacilityQuery,
  ImportCyberSystemsQuery,
  ImportResult,
  ImportTemplate,
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
    return this.client.request({ method: 'POST', path: '/cyber-systems', body, response: 'object' }, options);
  }

  /**
   * Export cyber systems
   *
   * All cyber systems that the list would have, as CSV or as an Excel workbook. An import of the edited file changes
   * them.
   *
   * `GET /cyber-systems/export` (exportCyberSystems)
   */
  export(query: ExportCyberSystemsQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/cyber-systems/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Import cyber systems
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in
   * UTF-8 with commas, semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header
   * row has names of the template; an export can be imported again. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /cyber-systems/import` (importCyberSystems)
   */
  import(file: Upload, query: ImportCyberSystemsQuery = {}, options?: WriteOptions): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/cyber-systems/import',
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
   * `GET /cyber-systems/import/template` (getCyberSystemsImportTemplate)
   */
  getImportTemplate(options?: RequestOptions): ApiPromise<ImportTemplate> {
    return this.client.request({ method: 'GET', path: '/cyber-systems/import/template', response: 'object' }, options);
  }

  /**
   * Get a cyber system
   *
   * `GET /cyber-systems/{id}` (getCyberSystem)
   */
  get(id: string, options?: ReadOptions): ApiPromise<CyberSystem> {
    return this.client.request(
      { method: 'GET', path: '/cyber-systems/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Update a cyber system
   *
   * Changes the given fields; null clears an optional field.
   *
   * `PATCH /cyber-systems/{id}` (updateCyberSystem)
   */
  update(id: string, body: CyberSystemUpdate, options?: WriteOptions): ApiPromise<CyberSystem> {
    return this.client.request(
      { method: 'PATCH', path: '/cyber-systems/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * Delete a cyber system
   *
   * Returns 409 while it has cyber assets.
   *
   * `DELETE /cyber-systems/{id}` (deleteCyberSystem)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request(
      { method: 'DELETE', path: '/cyber-systems/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Restore a cyber system that was deleted
   *
   * Returns it to the inventory, as it was. `?isDeleted=true` lists what can be restored.
   *
   * `POST /cyber-systems/{id}/restore` (restoreCyberSystem)
   */
  restore(id: string, options?: WriteOptions): ApiPromise<CyberSystem> {
    return this.client.request(
      { method: 'POST', path: '/cyber-systems/{id}/restore', ids: { id }, response: 'object' },
      options,
    );
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
