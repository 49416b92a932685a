import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Selection } from '@raptor-comply/verifier';
import type { LogSigner } from '../kernel/activity/signer.ts';
import type { Database } from '../kernel/database/database.ts';
import { prepareAuditPackage } from '../resources/audit-packages/handlers.ts';
import { forOperator } from './checkpoints.ts';
import { asOperator, type Organization } from './organizations.ts';

/**
 * Writes an audit package of an organization.
 * @throws ApiError as `prepareAuditPackage` does; OperatorError when this process cannot sign
 */
export const writeAuditPackage = (
  database: Database,
  organization: Organization,
  { selection, signer, out }: { selection: Selection; signer: LogSigner; out: Writable },
): Promise<void> =>
  asOperator(database, organization, 'audit-package', async (tx) => {
    const { content } = await prepareAuditPackage(tx, selection, signer).catch(forOperator);
    await pipeline(content, out);
  });
