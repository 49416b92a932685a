import { controlCenters } from './control-centers/handlers.ts';
import { cyberAssets } from './cyber-assets/handlers.ts';
import { cyberSystems } from './cyber-systems/record.ts';
import { facilities } from './facilities/record.ts';
import { physicalAreas } from './physical-areas/record.ts';
import { savedViews } from './saved-views/record.ts';
import { users } from './users/handlers.ts';

/** All kinds of records. A new one needs one line here. */
export const records = [facilities, controlCenters, cyberSystems, cyberAssets, physicalAreas, users, savedViews];
