import { field } from '../kernel/slice/fields.ts';

// Values and fields that several resources share. The values are those of the vendor's contract.

export const IMPACT_LEVELS = ['high', 'medium', 'low', 'category_2', 'not_applicable'] as const;
/** The criteria of CIP-002-5.1a Attachment 1, the highest impact first. */
export const CRITERIA = [
  ...(['1.1', '1.2', '1.3', '1.4'] as const),
  ...(['2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7', '2.8', '2.9', '2.10', '2.11', '2.12', '2.13'] as const),
  ...(['3.1', '3.2', '3.3', '3.4', '3.5', '3.6'] as const),
] as const;
export type Criterion = (typeof CRITERIA)[number];

export const REGIONAL_ENTITIES = ['WECC', 'MRO', 'NPCC', 'RFC', 'SERC', 'SPP', 'TRE'] as const;
export const INTERCONNECTIONS = ['eastern', 'western', 'ercot', 'québec'] as const;

/** The upper bound catches a wrong unit. No real plant reaches it. */
export const MEGAWATTS = { min: 0, max: 1_000_000, unit: 'MW' } as const;
export const MEGAVARS = { ...MEGAWATTS, unit: 'MVAR' } as const;
export const MEGAVOLT_AMPERES = { ...MEGAWATTS, unit: 'MVA' } as const;

export const IMPACT_DESCRIPTION =
  'Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP obligation by itself.';

/** The fields that facilities and control centers have in common. */
export const site = {
  required: {
    bes: field.boolean('Part of the Bulk Electric System (NERC Glossary).', true),
    regionalEntity: field.choice(REGIONAL_ENTITIES, 'NERC regional entity.', 'WECC'),
    lastReviewDate: field.pastDate('Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months).'),
  },
  optional: {
    nercRegistrationId: field.text(50, 'NERC Compliance Registry id (NCR…).', 'NCR99999'),
    latitude: field.decimal({ min: -90, max: 90, unit: '°' }, 'Latitude in decimal degrees (WGS 84).', 34.8697),
    longitude: field.decimal({ min: -180, max: 180, unit: '°' }, 'Longitude in decimal degrees (WGS 84).', -111.761),
  },
};
