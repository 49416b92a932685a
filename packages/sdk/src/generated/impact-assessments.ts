// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ListPromise } from '../core/api-promise.ts';
import type { RequestOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type { ImpactAssessment, ListImpactAssessmentsQuery } from './models.ts';

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
}
