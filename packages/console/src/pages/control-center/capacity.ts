import type { Facility } from '@raptor-comply/sdk';

/** Criterion 2.11 of CIP-002-5.1a: this much generation in one Interconnection makes a control center medium impact. */
export const THRESHOLD_MW = 1500;

export const INTERCONNECTIONS = { eastern: 'Eastern', western: 'Western', ercot: 'ERCOT', québec: 'Québec' } as const;
export type Interconnection = keyof typeof INTERCONNECTIONS;

/** Whether the facility adds to the megawatts of its control center. */
export const counts = ({
  facilityType,
  countsTowardControlCenter,
}: Pick<Facility, 'facilityType' | 'countsTowardControlCenter'>): boolean =>
  facilityType === 'generation' && countsTowardControlCenter !== false;

export const formatMw = (mw: number): string => `${mw.toLocaleString('en-US', { maximumFractionDigits: 1 })} MW`;
