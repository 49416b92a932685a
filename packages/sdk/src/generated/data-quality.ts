// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ListPromise } from '../core/api-promise.ts';
import type { RequestOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type { BrokenDataQualityRule, DataQualityIssue, ListDataQualityIssuesQuery, PageQuery } from './models.ts';

/** What is odd in the inventory, and how to fix it. */
export class DataQuality extends Resource {
  /**
   * List what is odd in the inventory
   *
   * Records that were accepted although they are odd: duplicates, contradictions, overdue reviews, and missing fields.
   * Each issue names the record, the rule, and the fix. Not part of the vendor’s API.
   *
   * `GET /data-quality` (listDataQualityIssues)
   */
  listIssues(query: ListDataQualityIssuesQuery = {}, options?: RequestOptions): ListPromise<DataQualityIssue> {
    return this.client.requestList({ method: 'GET', path: '/data-quality', query: { ...query } }, options);
  }

  /**
   * Count what is odd in the inventory
   *
   * The rules that records break, by kind of record, and how many. Not part of the vendor’s API.
   *
   * `GET /data-quality/rules` (listBrokenDataQualityRules)
   */
  listBrokenRules(query: PageQuery = {}, options?: RequestOptions): ListPromise<BrokenDataQualityRule> {
    return this.client.requestList({ method: 'GET', path: '/data-quality/rules', query: { ...query } }, options);
  }
}
