// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import { Client } from '../core/client.ts';
import { Activity } from './activity.ts';
import { ApiKeys } from './api-keys.ts';
import { ControlCenters } from './control-centers.ts';
import { CyberAssets } from './cyber-assets.ts';
import { CyberSystems } from './cyber-systems.ts';
import { Facilities } from './facilities.ts';
import { PhysicalAreas } from './physical-areas.ts';
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
  /** Where facilities are operated from, and the impact level that follows from the facilities. */
  readonly controlCenters: ControlCenters = new ControlCenters(this);
  /** The devices in cyber systems, one at a time or as CSV files. */
  readonly cyberAssets: CyberAssets = new CyberAssets(this);
  /** BES Cyber Systems: groups of cyber assets in a facility or a control center. */
  readonly cyberSystems: CyberSystems = new CyberSystems(this);
  /** Rooms and enclosures, the assets in them, and the kind of perimeter they require. */
  readonly physicalAreas: PhysicalAreas = new PhysicalAreas(this);
  /** Plants, substations, and other sites, with the ratings and registrations that determine their obligations. */
  readonly facilities: Facilities = new Facilities(this);
  /** What the caller is allowed to do. */
  readonly users: Users = new Users(this);
}
