import { sql } from 'kysely';
import { equals, every } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage } from '../../kernel/slice/pages.ts';
import { findParent } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { facility } from '../facilities/record.ts';
import { assessSite, assessSystem } from './assess.ts';
import { impactAssessmentsContract } from './contract.ts';
import { type Determination, recordDeterminations } from './determinations.ts';
import { SITES, type Site } from './read-sites.ts';

export const impactAssessments = implement(impactAssessmentsContract, {
  async listImpactAssessments({ query: { facilityId, controlCenterId }, page }, tx) {
    await tx.batch([
      ...findParent(facility, facilityId, 'facilityId'),
      ...findParent(controlCenter, controlCenterId, 'controlCenterId'),
    ]);
    const where = every([equals('facilityId', facilityId), equals('controlCenterId', controlCenterId)]);
    const rows = await tx.many(sqlQuery(sql<Site>`select * from ${SITES} where ${where}${inPage(page, 'sites')}`));
    return rows.map(({ site, systems, impactLevel, ...row }) => ({
      ...row,
      ...assessSite(site),
      siteType: site.siteType,
      recordedImpactLevel: impactLevel,
      cyberSystems: systems.map(({ id, title, impactLevel: recordedImpactLevel, ...inputs }) => ({
        id,
        title,
        recordedImpactLevel,
        ...assessSystem(site, inputs),
      })),
    }));
  },
  async listImpactDeterminations({ query: { facilityId, controlCenterId, cyberSystemId }, page }, tx) {
    await tx.batch([
      ...findParent(facility, facilityId, 'facilityId'),
      ...findParent(controlCenter, controlCenterId, 'controlCenterId'),
      ...findParent(cyberSystem, cyberSystemId, 'cyberSystemId'),
    ]);
    const where = every([
      equals('facilityId', facilityId),
      equals('controlCenterId', controlCenterId),
      equals('cyberSystemId', cyberSystemId),
    ]);
    return tx.many(
      sqlQuery(sql<Determination>`
        select * from impact_assessment_determinations where ${where}${inPage(page, 'impactAssessmentDeterminations')}`),
    );
  },
  recordImpactDeterminations: async (_, tx) => ({ recorded: await recordDeterminations(tx) }),
});
