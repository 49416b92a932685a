// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import { Client } from '../core/client.ts';
import { Activity } from './activity.ts';
import { ApiKeys } from './api-keys.ts';
import { CipSeniorManagerAssignments } from './cip-senior-manager-assignments.ts';
import { ControlCenters } from './control-centers.ts';
import { CyberAssets } from './cyber-assets.ts';
import { CyberSystems } from './cyber-systems.ts';
import { DataQuality } from './data-quality.ts';
import { Facilities } from './facilities.ts';
import { ImpactAssessments } from './impact-assessments.ts';
import { OrganizationResource } from './organization.ts';
import { PhysicalAreas } from './physical-areas.ts';
import { PotentialNoncompliances } from './potential-noncompliances.ts';
import { Requirements } from './requirements.ts';
import { SavedViews } from './saved-views.ts';
import { Sessions } from './sessions.ts';
import { Tasks } from './tasks.ts';
import { Users } from './users.ts';

/**
 * The client of the Raptor Comply API. `apiKey` and `baseUrl` default to RAPTOR_COMPLY_API_KEY and RAPTOR_COMPLY_URL.
 * Throws ConfigError for a missing or invalid option.
 */
export class RaptorComply extends Client {
  /** Who changed what, when, and why: an append-only log that proves it is intact. */
  readonly activity: Activity = new Activity(this);
  /** Keys of the organization. Requires `api-keys:admin`. */
  readonly apiKeys: ApiKeys = new ApiKeys(this);
  /** Who is the CIP Senior Manager, and was when (CIP-003 R3). */
  readonly cipSeniorManagerAssignments: CipSeniorManagerAssignments = new CipSeniorManagerAssignments(this);
  /** The parts of the NERC CIP standards: what applies, how often, until when, and why. */
  readonly requirements: Requirements = new Requirements(this);
  /** Where facilities are operated from, and the impact level that follows from the facilities. */
  readonly controlCenters: ControlCenters = new ControlCenters(this);
  /** The devices in cyber systems, one at a time or as CSV files. */
  readonly cyberAssets: CyberAssets = new CyberAssets(this);
  /** BES Cyber Systems: groups of cyber assets in a facility or a control center. */
  readonly cyberSystems: CyberSystems = new CyberSystems(this);
  /** Rooms and enclosures, the assets in them, and the kind of perimeter they require. */
  readonly physicalAreas: PhysicalAreas = new PhysicalAreas(this);
  /** What is odd in the inventory, and how to fix it. */
  readonly dataQuality: DataQuality = new DataQuality(this);
  /** What is to be done, by whom, and until when. The clocks of the requirements compute the dates. */
  readonly tasks: Tasks = new Tasks(this);
  /** Plants, substations, and other sites, with the ratings and registrations that determine their obligations. */
  readonly facilities: Facilities = new Facilities(this);
  /** Which impact each site and BES Cyber System has by CIP-002-5.1a Attachment 1, and why. */
  readonly impactAssessments: ImpactAssessments = new ImpactAssessments(this);
  /** Name and settings of the organization: time zone, jurisdiction, registration, and how due dates are read. */
  readonly organization: OrganizationResource = new OrganizationResource(this);
  /** Hard dates that passed without a performance, until somebody disposes of them. */
  readonly potentialNoncompliances: PotentialNoncompliances = new PotentialNoncompliances(this);
  /**
   * Lists of the console as somebody has set them up: filters, order, and columns. A user has up to 200, and so has
   * everybody.
   */
  readonly savedViews: SavedViews = new SavedViews(this);
  /** Who is signed in to the console. Requires `api-keys:admin`. */
  readonly sessions: Sessions = new Sessions(this);
  /** The people that the organization answers for, whether or not they sign in, and who the caller is. */
  readonly users: Users = new Users(this);
}
