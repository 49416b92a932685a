// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  ImpactAssessment,
  ImpactAssessmentDetermination,
  ImpactDeterminationsRecorded,
  ListImpactAssessmentsQuery,
  ListImpactDeterminationsQuery,
} from './models.ts';

/** Which impact each site and BES Cyber System has by CIP-002-5.1a Attachment 1, and why. */
export class ImpactAssessments extends Resource {
  /**
   * List the impact assessments of sites and their BES Cyber Systems
   *
   * Judges each facility and control center, and each BES Cyber System there, by all criteria of CIP-002-5.1a
   * Attachment 1. It names the deciding criterion, the inputs, and what is missing to decide. Changes nothing; `asOf`
   * returns the assessments of the inventory at an earlier moment. Not part of the vendor’s API.
   *
   * `GET /impact-assessments` (listImpactAssessments)
   */
  list(query: ListImpactAssessmentsQuery = {}, options?: RequestOptions): ListPromise<ImpactAssessment> {
    return this.client.requestList({ method: 'GET', path: '/impact-assessments', query: { ...query } }, options);
  }

  /**
   * List the history of the impact determinations
   *
   * What the criteria said about each site and each BES Cyber System, oldest first: the deciding criterion, every
   * other one, their inputs, and what was missing. There is a new entry whenever any of that changes; the server looks
   * every minute. Not part of the vendor’s API.
   *
   * `GET /impact-assessments/determinations` (listImpactDeterminations)
   */
  listImpactDeterminations(
    query: ListImpactDeterminationsQuery = {},
    options?: RequestOptions,
  ): ListPromise<ImpactAssessmentDetermination> {
    return this.client.requestList(
      { method: 'GET', path: '/impact-assessments/determinations', query: { ...query } },
      options,
    );
  }

  /**
   * Record the impact determinations now
   *
   * Judges all sites and systems by the criteria, and adds an entry to the history of each that changed.
   *
   * `POST /impact-assessments/determinations` (recordImpactDeterminations)
   */
  recordImpactDeterminations(options?: WriteOptions): ApiPromise<ImpactDeterminationsRecorded> {
    return this.client.request(
      { method: 'POST', path: '/impact-assessments/determinations', response: 'object' },
      options,
    );
  }
}
