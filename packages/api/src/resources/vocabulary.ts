import { choiceFilter } from '../kernel/slice/filters.ts';

/** Values that several resources share; each list is the contract's. */

export const IMPACT_LEVELS = ['high', 'medium', 'low', 'category_2', 'not_applicable'] as const;
export const REGIONAL_ENTITIES = ['WECC', 'MRO', 'NPCC', 'RFC', 'SERC', 'SPP', 'TRE'] as const;
export const INTERCONNECTIONS = ['eastern', 'western', 'ercot', 'québec'] as const;

/** Bounds that no real equipment reaches: they catch a wrong unit, not a large plant. */
export const MEGAWATTS = { min: 0, max: 1_000_000 } as const;
export const KILOVOLTS = { min: 0, max: 10_000 } as const;
export const LATITUDE = { min: -90, max: 90 } as const;
export const LONGITUDE = { min: -180, max: 180 } as const;

export const IMPACT_DESCRIPTION =
  'Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP obligation by itself.';

export const impactLevelFilter = { impactLevel: choiceFilter(IMPACT_LEVELS, 'Only items of this impact level.') };
