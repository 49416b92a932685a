import { firstDay } from '@raptor-comply/clocks';
import { notFound } from '../../kernel/base/errors.ts';
import { equals } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { pageOf } from '../../kernel/slice/pages.ts';
import { findParent } from '../../kernel/slice/records.ts';
import { readClock } from '../clock.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberAsset } from '../cyber-assets/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { facility } from '../facilities/record.ts';
import { localDay, organizationClock } from '../organization-clock.ts';
import { familyOf, PARTS, partOf, VERSIONS, versionsOf } from '../requirement-parts.ts';
import { subjectGroups } from '../subjects.ts';
import { applicableParts } from './applicable.ts';
import { requirementsContract } from './contract.ts';

const PLACES = {
  facilityId: facility,
  controlCenterId: controlCenter,
  cyberSystemId: cyberSystem,
  cyberAssetId: cyberAsset,
} as const;
type Place = keyof typeof PLACES;
const EXAMPLES = 3;

export const requirements = implement(requirementsContract, {
  async listRequirements({ query: { standard, q }, page }) {
    const wanted = q?.toLowerCase();
    const found = PARTS.filter(
      (part) =>
        (standard === undefined || [part.standard, familyOf(part.standard)].includes(standard)) &&
        (wanted === undefined || `${part.id}\n${part.obligation}`.toLowerCase().includes(wanted)),
    );
    return pageOf(found, page);
  },
  async listApplicableRequirements({ query: { applies, ...within }, page }, tx) {
    await tx.batch(
      Object.entries(PLACES).flatMap(([field, record]) => findParent(record, within[field as Place], field)),
    );
    const conditions = Object.keys(PLACES).map((field) => equals(field, within[field as Place]));
    const found = applicableParts(await subjectGroups(tx, conditions, EXAMPLES), await organizationClock(tx));
    const rows = found
      .filter((one) => applies === undefined || one.applies === applies)
      .map(({ part: { id, obligation, cadence }, missing, resources, ...judged }) => {
        return {
          ...judged,
          id,
          requirementPart: id,
          obligation,
          cadence,
          missing: [...missing],
          resources: [...resources],
        };
      });
    return pageOf(rows, page);
  },
  async getRequirementHorizon({ query: { on } }, tx) {
    const { jurisdiction, adoptedOn, now, zone } = await organizationClock(tx);
    const here = VERSIONS.filter((version) => version.jurisdiction === jurisdiction);
    const today = localDay(now, zone);
    const coming = here
      .map((version) => ({ version, startsOn: firstDay(version, adoptedOn) ?? '' }))
      .filter(({ startsOn }) => startsOn > today && startsOn <= on);
    return {
      on,
      jurisdiction,
      changes: coming.map(({ version, startsOn }) => ({
        version,
        startsOn,
        isAdopted: startsOn !== version.inForce,
        supersedes: version.supersedes,
        parts: PARTS.filter(({ standard }) => familyOf(standard) === familyOf(version.id)).map(({ id }) => id),
      })),
      undated: here.filter(
        ({ id, inForce, inactiveAfter }) => inForce === null && inactiveAfter === null && adoptedOn[id] === undefined,
      ),
    };
  },
  async getRequirement({ params }) {
    const part = partOf(params.part);
    if (part === undefined) throw notFound('requirement part');
    return { ...part, versions: [...versionsOf(part.standard)] };
  },
  async explainClock({ body: { cadence, trigger, timeZone, settings, performedAt } }) {
    return readClock({ cadence }, trigger, {
      zone: timeZone,
      jurisdiction: 'US',
      settings,
      performedAt,
      now: new Date().toISOString(),
    });
  },
});
