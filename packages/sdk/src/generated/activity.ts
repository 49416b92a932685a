// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { RequestOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  ActivityCheckpoint,
  ActivityEntry,
  GetActivityLogsByEntityQuery,
  ListActivityLogsQuery,
} from './models.ts';

/** Who changed what, when, and why: an append-only log that proves it is intact. */
export class Activity extends Resource {
  /**
   * List the activity of the organization
   *
   * Newest first, in pages. Entries are never changed or removed. With `Accept: application/x-ndjson`, the whole log
   * is streamed, one entry per line, oldest first, for a SIEM; use `after` to resume.
   *
   * `GET /activity` (listActivityLogs)
   */
  listLogs(query: ListActivityLogsQuery = {}, options?: RequestOptions): ListPromise<ActivityEntry> {
    return this.client.requestList({ method: 'GET', path: '/activity', query: { ...query } }, options);
  }

  /**
   * List the activity of one resource
   *
   * Oldest first, in pages. Includes deleted resources. With `Accept: application/x-ndjson`, the whole log is
   * streamed, one entry per line, oldest first, for a SIEM; use `after` to resume.
   *
   * `GET /activity/by-resource-type/{resourceType}/{resourceId}` (getActivityLogsByEntity)
   */
  listLogsByEntity(
    resourceType: string,
    resourceId: string,
    query: GetActivityLogsByEntityQuery = {},
    options?: RequestOptions,
  ): ListPromise<ActivityEntry> {
    return this.client.requestList(
      {
        method: 'GET',
        path: '/activity/by-resource-type/{resourceType}/{resourceId}',
        ids: { resourceType, resourceId },
        query: { ...query },
      },
      options,
    );
  }

  /**
   * Get the end of the log
   *
   * Store it elsewhere: `raptor-comply activity verify --checkpoint` then also detects a log that was truncated or
   * rewritten.
   *
   * `GET /activity/checkpoint` (getActivityCheckpoint)
   */
  getCheckpoint(options?: RequestOptions): ApiPromise<ActivityCheckpoint> {
    return this.client.request({ method: 'GET', path: '/activity/checkpoint' }, options);
  }
}
