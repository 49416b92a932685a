import { controlCenters } from './control-centers/handlers.ts';
import { cyberAssets } from './cyber-assets/handlers.ts';
import { cyberSystems } from './cyber-systems/record.ts';
import { facilities } from './facilities/record.ts';
import { physicalAreas } from './physical-areas/record.ts';

/** Every kind of record: the one line to add outside a new one's folder. */
export const records = [facilities, controlCenters, cyberSystems, cyberAssets, physicalAreas];
