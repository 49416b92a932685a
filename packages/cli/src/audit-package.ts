import type { Writable } from 'node:stream';
import { createSigner } from '@raptor-comply/api/kernel/activity/signer';
import { ApiError } from '@raptor-comply/api/kernel/base/errors';
import { writeAuditPackage } from '@raptor-comply/api/operator/audit-package';
import { organizationOf, withDatabase } from './database.ts';
import { Failure, UsageError } from './failure.ts';
import { writeNewFile } from './new-file.ts';
import { print } from './output.ts';

export interface PackageOptions {
  readonly org: string;
  readonly from: string;
  readonly to: string;
  readonly facility?: string;
}

/** A date is its first or last moment, in UTC. */
function momentOf(option: string, value: string, time: string): string {
  const text = /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T${time}Z` : value;
  const isMoment = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isMoment) throw new UsageError(`${option} must be a date or an RFC 3339 timestamp, such as 2026-03-31.`);
  return text.endsWith('Z') ? text : new Date(text).toISOString();
}

/** Writes an audit package to a file. */
export async function auditPackage(file: string, { org, from, to, facility }: PackageOptions): Promise<void> {
  const selection = {
    from: momentOf('--from', from, '00:00:00.000000'),
    to: momentOf('--to', to, '23:59:59.999999'),
    facilityId: facility?.toLowerCase() ?? null,
  };
  const write = (out: Writable) =>
    withDatabase(async (database, config) => {
      const organization = await organizationOf(database, config, org);
      const witnesses = config.witnesses.map(({ key }) => key);
      const signer = createSigner({ database, keyFile: config.checkpointKeyFile, witnesses });
      await writeAuditPackage(database, organization, { selection, signer, out });
    });
  await writeNewFile(file, write).catch((error: unknown) => {
    throw error instanceof ApiError ? new Failure(`${error.message}.`) : error;
  });
  print(`Wrote ${file}. To verify it, open verifier.html of a release in a browser and drop the file there.`);
}
