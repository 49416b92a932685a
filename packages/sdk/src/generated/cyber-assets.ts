// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import type { Upload } from '../core/request-body.ts';
import { Resource } from '../core/resource.ts';
import type {
  CyberAsset,
  CyberAssetCreate,
  CyberAssetUpdate,
  CyberAssetVersion,
  ExportControlCenterCyberAssetsCsvQuery,
  ExportControlCenterLowCyberAssetsCsvQuery,
  ExportCyberAssetsCsvQuery,
  ExportCyberAssetsQuery,
  ExportLowCyberAssetsCsvQuery,
  GetCyberAssetsByControlCenterQuery,
  GetCyberAssetsByFacilityQuery,
  GetCyberAssetsBySystemQuery,
  ImportCyberAssetsOfAllSystemsQuery,
  ImportCyberAssetsQuery,
  ImportResult,
  ImportTemplate,
  ListCyberAssetsQuery,
  Message,
  PageQuery,
} from './models.ts';

/** The devices in cyber systems, one at a time or as CSV files. */
export class CyberAssets extends Resource {
  /**
   * List the cyber assets of a control center
   *
   * `GET /control-centers/{controlCenterId}/cyber-assets` (getCyberAssetsByControlCenter)
   */
  listByControlCenter(
    controlCenterId: string,
    query: GetCyberAssetsByControlCenterQuery = {},
    options?: RequestOptions,
  ): ListPromise<CyberAsset> {
    return this.client.requestList(
      {
        method: 'GET',
        path: '/control-centers/{controlCenterId}/cyber-assets',
        ids: { controlCenterId },
        query: { ...query },
      },
      options,
    );
  }

  /**
   * Export a control center’s high and medium impact cyber assets as CSV
   *
   * Assets with the impact level category_2 or not_applicable are in no export by impact; `GET /cyber-assets/export`
   * has all assets.
   *
   * `GET /control-centers/{controlCenterId}/cyber-assets/export` (exportControlCenterCyberAssetsCsv)
   */
  exportCsvByControlCenter(
    controlCenterId: string,
    query: ExportControlCenterCyberAssetsCsvQuery = {},
    options?: RequestOptions,
  ): ApiPromise<string> {
    return this.client.request(
      {
        method: 'GET',
        path: '/control-centers/{controlCenterId}/cyber-assets/export',
        ids: { controlCenterId },
        query: { ...query },
        response: 'text',
      },
      options,
    );
  }

  /**
   * Export a control center’s low impact cyber assets as CSV
   *
   * Assets with the impact level category_2 or not_applicable are in no export by impact; `GET /cyber-assets/export`
   * has all assets.
   *
   * `GET /control-centers/{controlCenterId}/cyber-assets/export-low` (exportControlCenterLowCyberAssetsCsv)
   */
  exportLowCsvByControlCenter(
    controlCenterId: string,
    query: ExportControlCenterLowCyberAssetsCsvQuery = {},
    options?: RequestOptions,
  ): ApiPromise<string> {
    return this.client.request(
      {
        method: 'GET',
        path: '/control-centers/{controlCenterId}/cyber-assets/export-low',
        ids: { controlCenterId },
        query: { ...query },
        response: 'text',
      },
      options,
    );
  }

  /**
   * List cyber assets
   *
   * `GET /cyber-assets` (listCyberAssets)
   */
  list(query: ListCyberAssetsQuery = {}, options?: RequestOptions): ListPromise<CyberAsset> {
    return this.client.requestList({ method: 'GET', path: '/cyber-assets', query: { ...query } }, options);
  }

  /**
   * Create a cyber asset
   *
   * `POST /cyber-assets` (createCyberAsset)
   */
  create(body: CyberAssetCreate, options?: WriteOptions): ApiPromise<CyberAsset> {
    return this.client.request({ method: 'POST', path: '/cyber-assets', body, response: 'object' }, options);
  }

  /**
   * Export cyber assets
   *
   * All cyber assets that the list would have, as CSV or as an Excel workbook. An import of the edited file changes
   * them.
   *
   * `GET /cyber-assets/export` (exportCyberAssets)
   */
  export(query: ExportCyberAssetsQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/cyber-assets/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Import cyber assets
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in
   * UTF-8 with commas, semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header
   * row has names of the template; an export can be imported again. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /cyber-assets/import` (importCyberAssetsOfAllSystems)
   */
  importOfAllSystems(
    file: Upload,
    query: ImportCyberAssetsOfAllSystemsQuery = {},
    options?: WriteOptions,
  ): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/cyber-assets/import',
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
   * `GET /cyber-assets/import/template` (getCyberAssetsImportTemplate)
   */
  getImportTemplate(options?: RequestOptions): ApiPromise<ImportTemplate> {
    return this.client.request({ method: 'GET', path: '/cyber-assets/import/template', response: 'object' }, options);
  }

  /**
   * Get a cyber asset
   *
   * `GET /cyber-assets/{id}` (getCyberAsset)
   */
  get(id: string, options?: ReadOptions): ApiPromise<CyberAsset> {
    return this.client.request({ method: 'GET', path: '/cyber-assets/{id}', ids: { id }, response: 'object' }, options);
  }

  /**
   * Update a cyber asset
   *
   * Changes the given fields; null clears an optional field.
   *
   * `PATCH /cyber-assets/{id}` (updateCyberAsset)
   */
  update(id: string, body: CyberAssetUpdate, options?: WriteOptions): ApiPromise<CyberAsset> {
    return this.client.request(
      { method: 'PATCH', path: '/cyber-assets/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * Delete a cyber asset
   *
   * Returns 409 while it has cyber assets that refer to it.
   *
   * `DELETE /cyber-assets/{id}` (deleteCyberAsset)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request(
      { method: 'DELETE', path: '/cyber-assets/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * List the versions of a cyber asset
   *
   * Each version with its time, author, and reason, oldest first, in pages. Includes deleted assets.
   *
   * `GET /cyber-assets/{id}/history` (getCyberAssetHistory)
   */
  listHistory(id: string, query: PageQuery = {}, options?: RequestOptions): ListPromise<CyberAssetVersion> {
    return this.client.requestList(
      { method: 'GET', path: '/cyber-assets/{id}/history', ids: { id }, query: { ...query } },
      options,
    );
  }

  /**
   * Restore a cyber asset that was deleted
   *
   * Returns it to the inventory, as it was. `?isDeleted=true` lists what can be restored.
   *
   * `POST /cyber-assets/{id}/restore` (restoreCyberAsset)
   */
  restore(id: string, options?: WriteOptions): ApiPromise<CyberAsset> {
    return this.client.request(
      { method: 'POST', path: '/cyber-assets/{id}/restore', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * List the cyber assets of a cyber system
   *
   * `GET /cyber-systems/{cyberSystemId}/cyber-assets` (getCyberAssetsBySystem)
   */
  listBySystem(
    cyberSystemId: string,
    query: GetCyberAssetsBySystemQuery = {},
    options?: RequestOptions,
  ): ListPromise<CyberAsset> {
    return this.client.requestList(
      {
        method: 'GET',
        path: '/cyber-systems/{cyberSystemId}/cyber-assets',
        ids: { cyberSystemId },
        query: { ...query },
      },
      options,
    );
  }

  /**
   * Import cyber assets
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in
   * UTF-8 with commas, semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header
   * row has names of the template; an export can be imported again. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /cyber-systems/{cyberSystemId}/cyber-assets/import` (importCyberAssets)
   */
  import(
    cyberSystemId: string,
    file: Upload,
    query: ImportCyberAssetsQuery = {},
    options?: WriteOptions,
  ): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/cyber-systems/{cyberSystemId}/cyber-assets/import',
        ids: { cyberSystemId },
        upload: { file, as: 'text/csv' },
        query: { ...query },
        response: 'object',
      },
      options,
    );
  }

  /**
   * List the cyber assets of a facility
   *
   * `GET /facilities/{facilityId}/cyber-assets` (getCyberAssetsByFacility)
   */
  listByFacility(
    facilityId: string,
    query: GetCyberAssetsByFacilityQuery = {},
    options?: RequestOptions,
  ): ListPromise<CyberAsset> {
    return this.client.requestList(
      { method: 'GET', path: '/facilities/{facilityId}/cyber-assets', ids: { facilityId }, query: { ...query } },
      options,
    );
  }

  /**
   * Export a facility’s high and medium impact cyber assets as CSV
   *
   * Assets with the impact level category_2 or not_applicable are in no export by impact; `GET /cyber-assets/export`
   * has all assets.
   *
   * `GET /facilities/{facilityId}/cyber-assets/export` (exportCyberAssetsCsv)
   */
  exportCsvByFacility(
    facilityId: string,
    query: ExportCyberAssetsCsvQuery = {},
    options?: RequestOptions,
  ): ApiPromise<string> {
    return this.client.request(
      {
        method: 'GET',
        path: '/facilities/{facilityId}/cyber-assets/export',
        ids: { facilityId },
        query: { ...query },
        response: 'text',
      },
      options,
    );
  }

  /**
   * Export a facility’s low impact cyber assets as CSV
   *
   * Assets with the impact level category_2 or not_applicable are in no export by impact; `GET /cyber-assets/export`
   * has all assets.
   *
   * `GET /facilities/{facilityId}/cyber-assets/export-low` (exportLowCyberAssetsCsv)
   */
  exportLowCsvByFacility(
    facilityId: string,
    query: ExportLowCyberAssetsCsvQuery = {},
    options?: RequestOptions,
  ): ApiPromise<string> {
    return this.client.request(
      {
        method: 'GET',
        path: '/facilities/{facilityId}/cyber-assets/export-low',
        ids: { facilityId },
        query: { ...query },
        response: 'text',
      },
      options,
    );
  }
}
