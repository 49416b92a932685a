import { field } from '../kernel/slice/fields.ts';
import { choiceFilter } from '../kernel/slice/filters.ts';

// Values and fields that several resources share. The values are those of the vendor's contract.

export const IMPACT_LEVELS = ['high', 'medium', 'low', 'category_2', 'not_applicable'] as const;
export const REGIONAL_ENTITIES = ['WECC', 'MRO', 'NPCC', 'RFC', 'SERC', 'SPP', 'TRE'] as const;
export const INTERCONNECTIONS = ['eastern', 'western', 'ercot', 'québec'] as const;

/** The upper bound catches a wrong unit. No real plant reaches it. */
export const MEGAWATTS = { min: 0, max: 1_000_000 } as const;

export const IMPACT_DESCRIPTION =
  'Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP obligation by itself.';

export const impactLevelFilter = { impactLevel: choiceFilter(IMPACT_LEVELS, 'Only items of this impact level.') };

/** The fields that facilities and control centers have in common. */
export const site = {
  required: {
    bes: field.boolean('Part of the Bulk Electric System (NERC Glossary).', true),
    regionalEntity: field.choice(REGIONAL_ENTITIES, 'NERC regional entity.', 'WECC'),
    lastReviewDate: field.date('Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months).'),
  },
  optional: {
    nercRegistrationId: field.text(50, 'NERC Compliance Registry id (NCR…).', 'NCR99999'),
    latitude: field.decimal({ min: -90, max: 90 }, 'Latitude in decimal degrees (WGS 84).', 34.8697),
    longitude: field.decimal({ min: -180, max: 180 }, 'Longitude in decimal degrees (WGS 84).', -111.761),
  },
};
