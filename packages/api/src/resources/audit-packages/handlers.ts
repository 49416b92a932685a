import type { Selection } from '@raptor-comply/verifier';
import type { LogSigner } from '../../kernel/activity/signer.ts';
import { ApiError, unknownReference } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import type { ExportedArchive } from '../../kernel/slice/export.ts';
import { isUuid } from '../../kernel/slice/fields.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { sqlText } from '../../kernel/slice/sql.ts';
import { auditPackagesContract } from './contract.ts';
import { auditPackage } from './package.ts';

const MAX_ENTRIES = 1_000_000;

interface About {
  readonly slug: string;
  readonly name: string;
  /** The moment of the first entry, if it is later than the beginning of the period. */
  readonly beginsLater: string | null;
  readonly isFacilityKnown: boolean;
}

/** Also a facility that was deleted is known. */
const about = (tx: TenantTransaction, from: string, facilityId: string | null) =>
  tx.one(
    sqlText<About>(
      `select o.slug, o.name,
              (select activity_moment(min(e.occurred_at)) from activity_entries e having min(e.occurred_at) > $2::timestamptz) as "beginsLater",
              $1::uuid is null or exists (select from facilities f where f.id = $1::uuid) as "isFacilityKnown"
         from current_organization() o`,
      facilityId,
      from,
    ),
    () => new Error('The query returned no row'),
  );

const refuse = (field: string, message: string): never => {
  throw new ApiError('unprocessable', message, field);
};

/**
 * Returns the name and content of an audit package.
 * @throws ApiError 422 naming the field that is wrong, 503 if nothing can be signed
 */
export async function prepareAuditPackage(
  tx: TenantTransaction,
  { from, to, facilityId }: Selection,
  signer: LogSigner,
): Promise<ExportedArchive> {
  const { organizationId } = tx;
  if (from > to) refuse('from', 'from must not be later than to');
  if (Date.parse(to) > Date.now()) refuse('to', 'to must not be in the future');
  if (facilityId !== null && !isUuid(facilityId)) throw unknownReference('facilityId', 'facility');
  const { slug, name, beginsLater, isFacilityKnown } = await about(tx, from, facilityId);
  if (!isFacilityKnown) throw unknownReference('facilityId', 'facility');
  if (beginsLater !== null) {
    refuse('from', `from must not be before the activity log begins: the first entry is of ${beginsLater}`);
  }
  const checkpoint = await signer.finalCheckpoint(organizationId, to);
  const { size, text } = checkpoint;
  if (size > MAX_ENTRIES) {
    refuse('to', `The activity log has ${size} entries; audit packages are made of up to ${MAX_ENTRIES}`);
  }
  const key = (await signer.verifierKey(organizationId)).trim();
  const content = auditPackage({
    tx,
    organization: { id: organizationId, slug, name },
    selection: { from, to, facilityId },
    signer: { key, size, checkpoint: text, sign: (note) => signer.note(checkpoint, note) },
  });
  return { name: `${slug}-audit-package-${from.slice(0, 10)}-${to.slice(0, 10)}`, content };
}

export const auditPackages = implement(auditPackagesContract, {
  createAuditPackage: ({ body: { from, to, facilityId = null }, signer }, tx) =>
    prepareAuditPackage(tx, { from, to, facilityId }, signer),
});
