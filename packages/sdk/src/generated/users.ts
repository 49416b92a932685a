// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { ReadOptions, RequestOptions, WriteOptions } from '../core/client-options.ts';
import type { Upload } from '../core/request-body.ts';
import { Resource } from '../core/resource.ts';
import type {
  Access,
  CalendarFeed,
  CheckAccessQuery,
  ExportUsersQuery,
  ImportResult,
  ImportTemplate,
  ImportUsersQuery,
  ListUsersQuery,
  Message,
  Organization,
  PageQuery,
  User,
  UserCreate,
  UserUpdate,
} from './models.ts';

/** The people that the organization answers for, whether or not they sign in, and who the caller is. */
export class Users extends Resource {
  /**
   * List users
   *
   * `GET /users` (listUsers)
   */
  list(query: ListUsersQuery = {}, options?: RequestOptions): ListPromise<User> {
    return this.client.requestList({ method: 'GET', path: '/users', query: { ...query } }, options);
  }

  /**
   * Create a user
   *
   * `POST /users` (createUser)
   */
  create(body: UserCreate, options?: WriteOptions): ApiPromise<User> {
    return this.client.request({ method: 'POST', path: '/users', body, response: 'object' }, options);
  }

  /**
   * Export users
   *
   * All users that the list would have, as CSV or as an Excel workbook. An import of the edited file changes them.
   *
   * `GET /users/export` (exportUsers)
   */
  export(query: ExportUsersQuery = {}, options?: RequestOptions): ApiPromise<Uint8Array> {
    return this.client.request(
      { method: 'GET', path: '/users/export', query: { ...query }, response: 'bytes' },
      options,
    );
  }

  /**
   * Import users
   *
   * Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the file as the body: CSV in
   * UTF-8 with commas, semicolons, tabs, or vertical bars, or the first sheet of an Excel workbook (.xlsx). The header
   * row has names of the template; an export can be imported again. An invalid file returns 400 with the errors by row
   * and column.
   *
   * `POST /users/import` (importUsers)
   */
  import(file: Upload, query: ImportUsersQuery = {}, options?: WriteOptions): ApiPromise<ImportResult> {
    return this.client.request(
      {
        method: 'POST',
        path: '/users/import',
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
   * `GET /users/import/template` (getUsersImportTemplate)
   */
  getImportTemplate(options?: RequestOptions): ApiPromise<ImportTemplate> {
    return this.client.request({ method: 'GET', path: '/users/import/template', response: 'object' }, options);
  }

  /**
   * Get the user that the key acts for
   *
   * Returns 404 for a key that acts for nobody. `userId` of a new API key names the user.
   *
   * `GET /users/me` (getCurrentUser)
   */
  getCurrent(options?: ReadOptions): ApiPromise<User> {
    return this.client.request({ method: 'GET', path: '/users/me', response: 'object' }, options);
  }

  /**
   * Check whether the key has a permission
   *
   * `GET /users/me/check-access` (checkAccess)
   */
  checkAccess(query: CheckAccessQuery, options?: RequestOptions): ApiPromise<Access> {
    return this.client.request(
      { method: 'GET', path: '/users/me/check-access', query: { ...query }, response: 'object' },
      options,
    );
  }

  /**
   * List the organizations of the caller
   *
   * The one organization that the key belongs to.
   *
   * `GET /users/me/organizations` (getMyOrganizations)
   */
  listMyOrganizations(query: PageQuery = {}, options?: RequestOptions): ListPromise<Organization> {
    return this.client.requestList({ method: 'GET', path: '/users/me/organizations', query: { ...query } }, options);
  }

  /**
   * Get a user
   *
   * `GET /users/{id}` (getUser)
   */
  get(id: string, options?: ReadOptions): ApiPromise<User> {
    return this.client.request({ method: 'GET', path: '/users/{id}', ids: { id }, response: 'object' }, options);
  }

  /**
   * Update a user
   *
   * Changes the given fields; null clears an optional field.
   *
   * `PATCH /users/{id}` (updateUser)
   */
  update(id: string, body: UserUpdate, options?: WriteOptions): ApiPromise<User> {
    return this.client.request(
      { method: 'PATCH', path: '/users/{id}', ids: { id }, body, response: 'object' },
      options,
    );
  }

  /**
   * Delete a user
   *
   * Ends all access at once: the API keys that act for the user and the address of the user’s calendar are revoked,
   * and stay so if the user is restored. The user is no longer the manager of others. The history is kept.
   *
   * `DELETE /users/{id}` (deleteUser)
   */
  delete(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request({ method: 'DELETE', path: '/users/{id}', ids: { id }, response: 'object' }, options);
  }

  /**
   * Create the address of a user’s calendar, or replace it
   *
   * An iCalendar feed of the user’s open tasks, to subscribe to in Outlook, Google Calendar, and others. It needs no
   * key, so the address is a secret; a former one stops working. It is revoked when the user is deleted or becomes
   * inactive. Whoever has it reads tasks, so the key also needs `tasks:read`.
   *
   * `POST /users/{id}/calendar-feed` (createCalendarFeed)
   */
  createCalendarFeed(id: string, options?: WriteOptions): ApiPromise<CalendarFeed> {
    return this.client.request(
      { method: 'POST', path: '/users/{id}/calendar-feed', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Revoke the address of a user’s calendar
   *
   * `DELETE /users/{id}/calendar-feed` (revokeCalendarFeed)
   */
  revokeCalendarFeed(id: string, options?: WriteOptions): ApiPromise<Message> {
    return this.client.request(
      { method: 'DELETE', path: '/users/{id}/calendar-feed', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Restore a user that was deleted
   *
   * Returns it to the inventory, as it was. `?isDeleted=true` lists what can be restored.
   *
   * `POST /users/{id}/restore` (restoreUser)
   */
  restore(id: string, options?: WriteOptions): ApiPromise<User> {
    return this.client.request(
      { method: 'POST', path: '/users/{id}/restore', ids: { id }, response: 'object' },
      options,
    );
  }
}
