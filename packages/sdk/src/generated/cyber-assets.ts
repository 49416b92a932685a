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
  ExportLowCyberAssetsCsvQuery,
  GetCyberAssetsByControlCenterQuery,
  GetCyberAssetsByFacilityQuery,
  GetCyberAssetsBySystemQuery,
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
    return this.client.request({ method: 'POST', path: '/cyber-assets', body }, options);
  }

  /**
   * Get the import template
   *
   * The header of an import file: as JSON, or as CSV with `Accept: text/csv`.
   *
   * `GET /cyber-assets/import/template` (getCyberAssetsImportTemplate)
   */
  getImportTemplate(options?: RequestOptions): ApiPromise<ImportTemplate> {
    return this.client.request({ method: 'GET', path: '/cyber-assets/import/template' }, options);
  }

  /**
   * Get a cyber asset
   *
   * `GET /cyber-assets/{id}` (getCyberAsset)
   */
  get(id: string, options?: ReadOptions): ApiPromise<CyberAsset> {
    return this.client.request({ method: 'GET', path: '/cyber-assets/{id}', ids: { id } }, options);
  }

  /**
   * Update a cyber asset
   *
   * Changes the given fields; null clears an optional field.
   *
   * `PATCH /cyber-assets/{id}` (updateCyberAsset)
   */
  update(id: string, body: CyberAssetUpdate, options?: WriteOptions): ApiPromise<CyberAsset> {
    return this.client.request({ method: 'PATCH', path: '/cyber-assets/{id}', ids: { id }, body }, options);
  }

  /**
   * Delete a cyber asset
   *
   * Removes it from the inventory. Its history is kept.
   *
   * `DELETE /cyber-assets/{id}` (deleteCyberAsset)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request({ method: 'DELETE', path: '/cyber-assets/{id}', ids: { id } }, options);
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
   * Import cyber assets from CSV
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the CSV as a text/csv body:
   * UTF-8, commas, and a header row with the names of the template. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /cyber-systems/{cyberSystemId}/cyber-assets/import` (importCyberAssets)
   */
  import(cyberSystemId: string, file: Upload, options?: WriteOptions): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/cyber-systems/{cyberSystemId}/cyber-assets/import',
        ids: { cyberSystemId },
        upload: { file, as: 'text/csv' },
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
