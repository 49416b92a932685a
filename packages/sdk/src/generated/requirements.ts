// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  Clock,
  ExplainClock,
  GetRequirementHorizonQuery,
  Horizon,
  ListApplicableRequirementsQuery,
  ListRequirementsQuery,
  RequirementApplicability,
  RequirementPart,
  RequirementPartWithVersions,
} from './models.ts';

/** The parts of the NERC CIP standards: what applies, how often, until when, and why. */
export class Requirements extends Resource {
  /**
   * Explain when something is due
   *
   * Calculates the dates of a cadence, and says how. Stores nothing.
   *
   * `POST /clocks/explain` (explainClock)
   */
  explainClock(body: ExplainClock, options?: WriteOptions): ApiPromise<Clock> {
    return this.client.request({ method: 'POST', path: '/clocks/explain', body, response: 'object' }, options);
  }

  /**
   * List the requirement parts
   *
   * The parts of the CIP standards, in our words. It is the same for every organization.
   *
   * `GET /requirements` (listRequirements)
   */
  list(query: ListRequirementsQuery = {}, options?: RequestOptions): ListPromise<RequirementPart> {
    return this.client.requestList({ method: 'GET', path: '/requirements', query: { ...query } }, options);
  }

  /**
   * List which requirement parts apply, and why
   *
   * To the organization and all that it has, or to one facility, control center, cyber system, or cyber asset with all
   * that is in it. Each part has the reason why it applies, or why it does not. What is not recorded is named, and not
   * guessed.
   *
   * `GET /requirements/applicable` (listApplicableRequirements)
   */
  listApplicable(
    query: ListApplicableRequirementsQuery = {},
    options?: RequestOptions,
  ): ListPromise<RequirementApplicability> {
    return this.client.requestList({ method: 'GET', path: '/requirements/applicable', query: { ...query } }, options);
  }

  /**
   * Get the versions that come into force until a date
   *
   * `GET /requirements/horizon` (getRequirementHorizon)
   */
  getHorizon(query: GetRequirementHorizonQuery, options?: RequestOptions): ApiPromise<Horizon> {
    return this.client.request(
      { method: 'GET', path: '/requirements/horizon', query: { ...query }, response: 'object' },
      options,
    );
  }

  /**
   * Get a requirement part with the versions of its standard
   *
   * `GET /requirements/{part}` (getRequirement)
   */
  get(part: string, options?: RequestOptions): ApiPromise<RequirementPartWithVersions> {
    return this.client.request(
      { method: 'GET', path: '/requirements/{part}', ids: { part }, response: 'object' },
      options,
    );
  }
}
