// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import type { Upload } from '../core/request-body.ts';
import { Resource } from '../core/resource.ts';
import type {
  ExportSavedViewsQuery,
  GetSavedViewsByUserQuery,
  ImportResult,
  ImportSavedViewsQuery,
  ImportTemplate,
  ListSavedViewsQuery,
  Message,
  SavedView,
  SavedViewCreate,
  SavedViewUpdate,
} from './models.ts';

/**
 * Lists of the console as somebody has set them up: filters, order, and columns. A user has up to 200, and so has
 * everybody.
 */
export class SavedViews extends Resource {
  /**
   * List saved views
   *
   * `GET /saved-views` (listSavedViews)
   */
  list(query: ListSavedViewsQuery = {}, options?: RequestOptions): ListPromise<SavedView> {
    return this.client.requestList({ method: 'GET', path: '/saved-views', query: { ...query } }, options);
  }

  /**
   * Create a saved view
   *
   * `POST /saved-views` (createSavedView)
   */
  create(body: SavedViewCreate, options?: WriteOptions): ApiPromise<SavedView> {
    return this.client.request({ method: 'POST', path: '/saved-views', body, response: 'object' }, options);
  }

  /**
   * Export saved views
   *
   * All saved views that the list would have, as CSV or as an Excel workbook. An import of the edited file changes
   * them.
   *
   * `GET /saved-views/export` (exportSavedViews)
   */
  export(query: ExportSavedViewsQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/saved-views/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Import saved views
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in
   * UTF-8 with commas, semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header
   * row has names of the template; an export can be imported again. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /saved-views/import` (importSavedViews)
   */
  import(file: Upload, query: ImportSavedViewsQuery = {}, options?: WriteOptions): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/saved-views/import',
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
   * `GET /saved-views/import/template` (getSavedViewsImportTemplate)
   */
  getImportTemplate(options?: RequestOptions): ApiPromise<ImportTemplate> {
    return this.client.request({ method: 'GET', path: '/saved-views/import/template', response: 'object' }, options);
  }

  /**
   * Get a saved view
   *
   * `GET /saved-views/{id}` (getSavedView)
   */
  get(id: string, options?: ReadOptions): ApiPromise<SavedView> {
    return this.client.request({ method: 'GET', path: '/saved-views/{id}', ids: { id }, response: 'object' }, options);
  }

  /**
   * Update a saved view
   *
   * Changes the given fields; null clears an optional field.
   *
   * `PATCH /saved-views/{id}` (updateSavedView)
   */
  update(id: string, body: SavedViewUpdate, options?: WriteOptions): ApiPromise<SavedView> {
    return this.client.request(
      { method: 'PATCH', path: '/saved-views/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * Delete a saved view
   *
   * Removes it from the inventory. Its history is kept.
   *
   * `DELETE /saved-views/{id}` (deleteSavedView)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request(
      { method: 'DELETE', path: '/saved-views/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Restore a saved view that was deleted
   *
   * Returns it to the inventory, as it was. `?isDeleted=true` lists what can be restored.
   *
   * `POST /saved-views/{id}/restore` (restoreSavedView)
   */
  restore(id: string, options?: WriteOptions): ApiPromise<SavedView> {
    return this.client.request(
      { method: 'POST', path: '/saved-views/{id}/restore', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * List the saved views of a user
   *
   * `GET /users/{userId}/saved-views` (getSavedViewsByUser)
   */
  listByUser(userId: string, query: GetSavedViewsByUserQuery = {}, options?: RequestOptions): ListPromise<SavedView> {
    return this.client.requestList(
      { method: 'GET', path: '/users/{userId}/saved-views', ids: { userId }, query: { ...query } },
      options,
    );
  }
}
