import type { OrganizationClock } from '../organization-clock.ts';
import { PARTS, type RequirementPart } from '../requirement-parts.ts';
import type { Applicability } from '../scope.ts';
import { applicabilityOf, currentVersion } from '../standard-in-force.ts';
import { type Resource, type SubjectGroup, subjectOf } from '../subjects.ts';

/** Whether a part applies to any of the subjects, to which, and why. */
export interface PartApplicability {
  readonly part: RequirementPart;
  readonly version: string | null;
  readonly applies: 'yes' | 'no' | 'unknown';
  readonly reason: string;
  readonly missing: readonly string[];
  readonly count: number;
  readonly resources: readonly Resource[];
}

const RESOURCES = 3;
const REASONS = 2;

interface Judged extends Applicability {
  readonly group: SubjectGroup;
}

const named = ({ group, reason }: Judged): string => {
  const more = group.count > 1 ? ` and ${group.count - 1} more` : '';
  return `${group.resources[0]?.title ?? ''}${more}: ${reason}`;
};

function judge(part: RequirementPart, groups: readonly SubjectGroup[], clock: OrganizationClock): PartApplicability {
  const judged = groups.map((group): Judged => ({ group, ...applicabilityOf(part, subjectOf(group), clock) }));
  const those = (applies: boolean | null) => judged.filter((one) => one.applies === applies);
  const [applies, decisive] =
    those(true).length > 0
      ? (['yes', those(true)] as const)
      : those(null).length > 0
        ? (['unknown', those(null)] as const)
        : (['no', judged] as const);
  const isNo = applies === 'no';
  return {
    part,
    version: currentVersion(part.standard, clock)?.id ?? null,
    applies,
    reason: decisive.length === 0 ? 'nothing is recorded here' : decisive.slice(0, REASONS).map(named).join('. '),
    missing: [...new Set(applies === 'unknown' ? decisive.flatMap(({ missing }) => missing) : [])],
    count: isNo ? 0 : decisive.reduce((count, { group }) => count + group.count, 0),
    resources: isNo ? [] : decisive.flatMap(({ group }) => group.resources).slice(0, RESOURCES),
  };
}

/** Judges each part of the catalogue. */
export const applicableParts = (groups: readonly SubjectGroup[], clock: OrganizationClock): PartApplicability[] =>
  PARTS.map((part) => judge(part, groups, clock));
