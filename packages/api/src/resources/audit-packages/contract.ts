import { z } from 'zod';
import { archive, defineContract, jsonBody } from '../../kernel/slice/contract.ts';
import { EXAMPLE_ID, moment, reference } from '../../kernel/slice/fields.ts';

const selection = z
  .strictObject({
    from: moment()
      .describe('Beginning of the period: the package has the lists as of this moment.')
      .meta({ examples: ['2026-01-01T06:00:00Z'] }),
    to: moment()
      .describe('End of the period: the package has the lists as of this moment too, and every change between.')
      .meta({ examples: ['2026-04-01T04:59:59Z'] }),
    facilityId: reference()
      .nullable()
      .optional()
      .describe('Only this facility, with everything that ever belonged to it; by default, the whole organization.')
      .meta({ examples: [EXAMPLE_ID] }),
  })
  .meta({ id: 'AuditPackageInput' });

export const auditPackagesContract = defineContract({
  createAuditPackage: {
    method: 'POST',
    path: '/audit-packages',
    tag: 'Activity',
    summary: 'Make an audit package',
    description:
      'A ZIP archive that an auditor can verify offline, with the page `verifier.html` of a release: the lists as of both moments ' +
      '(CSV and Excel), every change between, the envelopes of the whole log, the contents in scope, the checkpoint with its ' +
      'cosignatures, and a signed manifest. Logs of up to 1,000,000 entries. Not part of the vendor’s API.',
    permission: 'activity:read',
    body: jsonBody(selection),
    response: archive(),
  },
});
