import type { Criterion } from '../vocabulary.ts';
import { type Finding, findCenter, findFacility, rankOf } from './criteria.ts';
import type { SiteInputs, SystemInputs } from './inputs.ts';

/** The impact level by the criteria: the highest that is met wins. */
export interface Assessment {
  readonly impactLevel: 'high' | 'medium' | 'low' | 'not_applicable';
  /** The deciding criterion; null if none applies. */
  readonly criterion: Criterion | null;
  readonly reason: string;
  /** Whether no missing input could raise the level. */
  readonly isDecided: boolean;
  /** The inputs that could raise it. */
  readonly missing: string[];
  readonly findings: Finding[];
}

const LEVELS = { 1: 'high', 2: 'medium', 3: 'low' } as const;
const levelOf = (criterion: Criterion) => LEVELS[criterion.charAt(0) as unknown as keyof typeof LEVELS];

function decide(found: readonly Finding[]): Assessment {
  const findings = [...found].sort((one, other) => rankOf(one.criterion) - rankOf(other.criterion));
  const deciding = findings.find(({ isMet }) => isMet === true);
  if (deciding === undefined) {
    const reason = 'It is not part of the BES';
    return { impactLevel: 'not_applicable', criterion: null, reason, isDecided: true, missing: [], findings };
  }
  const { criterion, reason } = deciding;
  const isHigher = (one: Finding) => one.criterion.charAt(0) < criterion.charAt(0);
  const missing = findings.filter((one) => one.isMet === null && isHigher(one)).flatMap((one) => one.missing);
  const impactLevel = levelOf(criterion);
  return {
    impactLevel,
    criterion,
    reason: `CIP-002-5.1a Attachment 1 criterion ${criterion}, ${impactLevel} impact: ${reason}`,
    isDecided: missing.length === 0,
    missing: [...new Set(missing)],
    findings,
  };
}

const findingsOf = (site: SiteInputs): Finding[] =>
  site.siteType === 'facility' ? findFacility(site.facility) : findCenter(site.center);

/** Assesses a facility or a control center. */
export const assessSite = (site: SiteInputs): Assessment => decide(findingsOf(site));

/** 2.1 and 2.2 are about systems that units or resources share: they count if the system alone could affect as much. */
function shared(finding: Finding, field: 'sharedGenerationMw' | 'sharedReactiveMvar', value: number | null): Finding {
  const threshold = field === 'sharedGenerationMw' ? 1500 : 1000;
  if (finding.isMet !== true) return finding;
  const inputs = { ...finding.inputs, [field]: value };
  if (value === null) return { ...finding, isMet: null, reason: `${field} is not recorded`, inputs, missing: [field] };
  const isMet = value >= threshold;
  const reason = `${finding.reason}, and ${field} is ${value}, ${isMet ? 'at or above' : 'below'} ${threshold}`;
  return { ...finding, isMet, reason, inputs, isNear: !isMet && value >= threshold * 0.9 };
}

/** Assesses a BES Cyber System of a site. */
export function assessSystem(site: SiteInputs, system: SystemInputs): Assessment {
  const findings = findingsOf(site).map((finding) => {
    if (finding.criterion === '2.1') return shared(finding, 'sharedGenerationMw', system.sharedGenerationMw);
    if (finding.criterion === '2.2') return shared(finding, 'sharedReactiveMvar', system.sharedReactiveMvar);
    // High impact is for systems that are located at the control center.
    if (finding.criterion.startsWith('1.') && system.atControlCenter === false && finding.isMet !== false) {
      const inputs = { ...finding.inputs, atControlCenter: false };
      return { ...finding, isMet: false, reason: 'it is not located at the control center', inputs, missing: [] };
    }
    return finding;
  });
  return decide(findings);
}
