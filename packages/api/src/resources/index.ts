import { activity } from './activity/handlers.ts';
import { apiKeys } from './api-keys/handlers.ts';
import { controlCenters } from './control-centers/handlers.ts';
import { cyberAssets } from './cyber-assets/handlers.ts';
import { cyberSystems } from './cyber-systems/handlers.ts';
import { facilities } from './facilities/handlers.ts';
import { physicalAreas } from './physical-areas/handlers.ts';
import { users } from './users/handlers.ts';

/** Every slice; the one line to touch outside a new one's folder. */
export const resources = [
  facilities,
  controlCenters,
  cyberSystems,
  cyberAssets,
  physicalAreas,
  activity,
  apiKeys,
  users,
];
