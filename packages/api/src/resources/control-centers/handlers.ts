import { sql } from 'kysely';
import type { z } from 'zod';
import { implement } from '../../kernel/slice/implement.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { inPage } from '../../kernel/slice/pages.ts';
import { getRecord, requireParent } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { assignFacilities, unassignFacilities } from './assignment.ts';
import { controlCentersContract } from './contract.ts';
import { previewImpact } from './preview-impact.ts';
import { controlCenter } from './record.ts';

const { getControlCenterImpactDeterminations: determinations } = controlCentersContract;

export const controlCenters = recordSlice(
  controlCenter,
  implement(controlCentersContract, {
    async assignFacilitiesToControlCenter({ params, body }, tx) {
      await assignFacilities(tx, params.id, body.facilityIds);
      return getRecord(tx, controlCenter, params.id);
    },
    async unassignFacilitiesFromControlCenter({ params, body }, tx) {
      await unassignFacilities(tx, params.id, body.facilityIds);
      return getRecord(tx, controlCenter, params.id);
    },
    previewControlCenterImpact: ({ params, body }, tx) => previewImpact(tx, params.id, body),
    async getControlCenterImpactDeterminations({ params, page }, tx) {
      await requireParent(tx, controlCenter, params.id);
      return tx.many(
        sqlQuery(sql<z.input<typeof determinations.response.schema>>`
          select * from impact_determinations where control_center_id = ${params.id}${inPage(page, 'impactDeterminations')}`),
      );
    },
  }),
);
