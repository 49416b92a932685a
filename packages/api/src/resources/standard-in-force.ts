import { firstDay, versionInForce } from '@raptor-comply/clocks';
import { localDay, type OrganizationClock } from './organization-clock.ts';
import { familyOf, type RequirementPart, VERSIONS, versionsOf } from './requirement-parts.ts';
import { type Applicability, applicability, type Subject } from './scope.ts';

/** The version of a standard whose text an organization follows today; undefined if none is known to be in force. */
export const currentVersion = (standard: string, { jurisdiction, adoptedOn, now, zone }: OrganizationClock) =>
  versionInForce(versionsOf(standard), { jurisdiction, adoptedOn, date: localDay(now, zone) });

/** Whether a part applies to a subject, and why. No part does before its standard is in force, or adopted. */
export function applicabilityOf(part: RequirementPart, subject: Subject, clock: OrganizationClock): Applicability {
  const first = beforeForce(part.standard, clock);
  if (first === undefined) return applicability(part.applies, subject);
  const reason = `${first.id} is not in force in ${clock.jurisdiction} before ${first.inForce}`;
  return { applies: false, reason, missing: [] };
}

/** The first version of a standard, if it is yet to come. What was never in force in a jurisdiction is not known to be so. */
function beforeForce(standard: string, clock: OrganizationClock) {
  const here = VERSIONS.filter(
    ({ id, jurisdiction, inForce }) =>
      familyOf(id) === familyOf(standard) && jurisdiction === clock.jurisdiction && inForce !== null,
  );
  const today = localDay(clock.now, clock.zone);
  const hasBegun = here.some((version) => (firstDay(version, clock.adoptedOn) ?? '') <= today);
  return hasBegun ? undefined : here.sort((one, other) => ((one.inForce ?? '') < (other.inForce ?? '') ? -1 : 1))[0];
}
