import { CRITERIA, type Criterion } from '../vocabulary.ts';
import type { CenterInputs, FacilityInputs } from './inputs.ts';

// The criteria of CIP-002-5.1a Attachment 1, one finding each. An input that nobody has recorded is named, and not guessed.

/** Whether a criterion is met: null if that depends on inputs that are missing. */
export interface Finding {
  readonly criterion: Criterion;
  readonly isMet: boolean | null;
  readonly reason: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly missing: string[];
  /** Below the threshold by at most a tenth of it. */
  readonly isNear: boolean;
}

const NEAR = 0.9;

interface Measured {
  readonly field: string;
  readonly value: number | null;
  readonly threshold: number;
  readonly unit: string;
}

const plain: Pick<Finding, 'missing' | 'isNear'> = { missing: [], isNear: false };

/** A value that must reach a threshold. */
function reaches(criterion: Criterion, { field, value, threshold, unit }: Measured): Finding {
  const inputs = { [field]: value };
  if (value === null) {
    return { ...plain, criterion, isMet: null, reason: `${field} is not recorded`, inputs, missing: [field] };
  }
  const isMet = value >= threshold;
  const reason = `${value} ${unit} is ${isMet ? 'at or above' : 'below'} ${threshold} ${unit}`;
  return { ...plain, criterion, isMet, reason, inputs, isNear: !isMet && value >= threshold * NEAR };
}

/** A fact that meets the criterion by itself. */
function fact(criterion: Criterion, field: string, value: boolean | null): Finding {
  const said = value === null ? 'is not recorded' : value ? 'is true' : 'is false';
  const missing = value === null ? [field] : [];
  return { ...plain, criterion, isMet: value, reason: `${field} ${said}`, inputs: { [field]: value }, missing };
}

/** A notice of a planner or coordinator; without a date, there was none. */
function notice(criterion: Criterion, field: string, date: string | null): Finding {
  const reason = date === null ? `there is no ${field}` : `${field} is ${date}`;
  return { ...plain, criterion, isMet: date !== null, reason, inputs: { [field]: date } };
}

const WEIGHT_200_KV = 700;
const WEIGHT_300_KV = 1300;

/** 2.5: three or more other stations, and lines of a weight of more than 3000. */
function weighed({ lines200Kv, lines300Kv, connectedStations }: FacilityInputs): Finding {
  const inputs = { lines200Kv, lines300Kv, connectedStations };
  const missing = Object.entries(inputs).flatMap(([field, value]) => (value === null ? [field] : []));
  const finding = { ...plain, criterion: '2.5', inputs } as const;
  if (connectedStations !== null && connectedStations < 3) {
    return { ...finding, isMet: false, reason: `${connectedStations} connected stations are fewer than 3` };
  }
  if (lines200Kv === null || lines300Kv === null || connectedStations === null) {
    return { ...finding, isMet: null, reason: `${missing.join(', ')} not recorded`, missing };
  }
  const weight = lines200Kv * WEIGHT_200_KV + lines300Kv * WEIGHT_300_KV;
  const isMet = weight > 3000;
  const reason = `${connectedStations} connected stations, and a line weight of ${weight}, ${isMet ? 'above' : 'not above'} 3000`;
  return { ...finding, isMet, reason, isNear: !isMet && weight >= 3000 * NEAR };
}

/** 2.9: only the failure of a Remedial Action Scheme can violate an IROL. */
const scheme = ({ remedialActionScheme, rasAffectsIrol }: FacilityInputs): Finding =>
  remedialActionScheme === false
    ? { ...fact('2.9', 'remedialActionScheme', false) }
    : fact('2.9', 'rasAffectsIrol', rasAffectsIrol);

/** The low criterion of a facility: the most specific one. */
function lowCriterion({ remedialActionScheme, restorationResource, facilityType }: FacilityInputs): Finding {
  const [criterion, reason] =
    remedialActionScheme === true
      ? (['3.5', 'it has a Remedial Action Scheme'] as const)
      : restorationResource === true
        ? (['3.4', 'it is part of system restoration'] as const)
        : facilityType === 'generation'
          ? (['3.3', 'it is a generation resource'] as const)
          : facilityType === 'transmission'
            ? (['3.2', 'it is a Transmission station or substation'] as const)
            : (['3.6', 'it has Protection Systems of a Distribution Provider'] as const);
  return {
    ...plain,
    criterion,
    isMet: true,
    reason,
    inputs: { facilityType, remedialActionScheme, restorationResource },
  };
}

/** The findings about a facility: none if it is not part of the BES. */
export function findFacility(facility: FacilityInputs): Finding[] {
  if (!facility.bes) return [];
  const { capacityMvar, loadSheddingMw, facilityType } = facility;
  // Every facility has these two: 0 is what is not known yet.
  const [capacityMw, voltageKv] = [facility.capacityMw || null, facility.voltageKv || null];
  const isGeneration = facilityType === 'generation';
  const isTransmission = facilityType === 'transmission';
  const found = [
    isGeneration && reaches('2.1', { field: 'capacityMw', value: capacityMw, threshold: 1500, unit: 'MW' }),
    isTransmission && reaches('2.2', { field: 'capacityMvar', value: capacityMvar, threshold: 1000, unit: 'MVAR' }),
    isGeneration && notice('2.3', 'reliabilityNoticeDate', facility.reliabilityNoticeDate),
    isTransmission && reaches('2.4', { field: 'voltageKv', value: voltageKv, threshold: 500, unit: 'kV' }),
    isTransmission && (voltageKv === null || voltageKv >= 200) && weighed(facility),
    (isGeneration || isTransmission) && notice('2.6', 'irolNoticeDate', facility.irolNoticeDate),
    isTransmission && fact('2.7', 'nuclearInterface', facility.nuclearInterface),
    isTransmission && fact('2.8', 'connectsCriticalGeneration', facility.connectsCriticalGeneration),
    scheme(facility),
    !isGeneration && reaches('2.10', { field: 'loadSheddingMw', value: loadSheddingMw, threshold: 300, unit: 'MW' }),
    lowCriterion(facility),
  ];
  // Voltages are steps, so one near 500 kV is not about to reach it.
  return found.filter((one) => one !== false).map((one) => (one.criterion === '2.4' ? { ...one, isNear: false } : one));
}

/** Whether a control center runs a facility that meets one of the criteria. */
function covers({ facilities }: CenterInputs, criteria: readonly Criterion[]): Omit<Finding, 'criterion' | 'isNear'> {
  const found = facilities.flatMap((facility) =>
    findFacility(facility)
      .filter(({ criterion }) => criteria.includes(criterion))
      .map((finding) => ({ ...finding, facility })),
  );
  const met = found.filter(({ isMet }) => isMet === true);
  const unknown = found.filter(({ isMet }) => isMet === null);
  const named = (some: typeof found) => some.map(({ facility, criterion }) => `${facility.title} (${criterion})`);
  const inputs = { facilities: named(met) };
  if (met.length > 0) return { isMet: true, reason: `it runs ${named(met).join(', ')}`, inputs, missing: [] };
  if (unknown.length === 0) {
    return { isMet: false, reason: `it runs no facility of ${criteria.join(', ')}`, inputs, missing: [] };
  }
  const missing = unknown.flatMap((one) => one.missing.map((field) => `${field} of ${one.facility.title}`));
  return { isMet: null, reason: `not decided for ${named(unknown).join(', ')}`, inputs, missing };
}

/** One of two findings is enough. */
function either(one: Finding, other: Omit<Finding, 'criterion' | 'isNear'>): Finding {
  const inputs = { ...one.inputs, ...other.inputs };
  if (one.isMet === true) return { ...one, inputs };
  if (other.isMet === true) return { ...one, ...other, isNear: false, inputs };
  const isMet = one.isMet === null || other.isMet === null ? null : false;
  return {
    ...one,
    isMet,
    inputs,
    reason: `${one.reason}; ${other.reason}`,
    missing: [...one.missing, ...other.missing],
  };
}

/** 2.11: the most generation in one Interconnection. */
function mostGeneration({ generationMw }: CenterInputs): Finding {
  const [[interconnection, value] = ['', 0]] = Object.entries(generationMw).sort(([, one], [, other]) => other - one);
  const finding = reaches('2.11', { field: 'generationMw', value, threshold: 1500, unit: 'MW' });
  return interconnection === '' ? finding : { ...finding, reason: `${finding.reason} (${interconnection})` };
}

/** The findings about a control center. */
export function findCenter(center: CenterInputs): Finding[] {
  const { functions, balancingMw } = center;
  const balancing = (criterion: Criterion, threshold: number) =>
    reaches(criterion, { field: 'balancingMw', value: balancingMw, threshold, unit: 'MW' });
  const doing = (name: string, finding: Finding): Finding => {
    const inputs = { functions, ...finding.inputs };
    if (functions === null) {
      // Without recorded functions, whoever runs generation is taken for its operator: 2.11 was always applied so.
      if (name === 'GOP' && finding.criterion === '2.11') return { ...finding, inputs };
      if (finding.isMet === false) return { ...finding, inputs };
      const missing = ['functions', ...finding.missing];
      return { ...finding, isMet: null, reason: 'functions is not recorded', inputs, missing, isNear: false };
    }
    if (functions.includes(name)) return { ...finding, inputs };
    return { ...plain, criterion: finding.criterion, isMet: false, reason: `it does no ${name} work`, inputs };
  };
  const always = (criterion: Criterion, name: string): Finding =>
    doing(name, { ...plain, criterion, isMet: true, reason: `it does ${name} work`, inputs: {} });
  const covering = (criterion: Criterion, ...criteria: readonly Criterion[]): Finding => ({
    criterion,
    isNear: false,
    ...covers(center, criteria),
  });
  return [
    always('1.1', 'RC'),
    doing('BA', either(balancing('1.2', 3000), covers(center, ['2.3', '2.6', '2.9']))),
    doing('TOP', covering('1.3', '2.2', '2.4', '2.5', '2.7', '2.8', '2.9', '2.10')),
    doing('GOP', covering('1.4', '2.1', '2.3', '2.6', '2.9')),
    doing('GOP', mostGeneration(center)),
    always('2.12', 'TOP'),
    doing('BA', balancing('2.13', 1500)),
    { ...plain, criterion: '3.1', isMet: true, reason: 'it is a control center', inputs: {} },
  ];
}

/** The order of impact: criteria are listed with the highest first. */
export const rankOf = (criterion: Criterion): number => CRITERIA.indexOf(criterion);
