import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { KeyRing } from '../kernel/auth/api-keys.ts';
import { ApiError } from '../kernel/base/errors.ts';
import type { Database } from '../kernel/database/database.ts';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';
import { createKey } from '../operator/api-keys.ts';
import {
  asOperator,
  createOrganization,
  findOrganization,
  OperatorError,
  type Organization,
} from '../operator/organizations.ts';
import { createInventory } from './inventory.ts';

/** The sample organization of `npm start`: something to look at and to try requests on. */

const SLUG = 'sample';
const NAME = 'Cedar Hollow Power Cooperative (sample)';
const KEY_FILE = 'sample-api-key';
/** Servers that start on one database at the same time take turns: an arbitrary number. */
const SAMPLE_LOCK = 7_264_892;

/**
 * Makes what is missing of the sample organization and its key, and returns the key, which is kept in `dataDir`.
 * @throws OperatorError when somebody's real organization has the sample's slug.
 */
export async function prepareSample(database: Database, dataDir: string): Promise<string> {
  const organization = await sampleOrganization(database);
  await asOperator(database, organization, 'sample', fillOnce);
  const file = path.join(dataDir, KEY_FILE);
  const kept = await readKey(file);
  if (kept !== undefined && (await isValid(database, organization, kept))) return kept;
  const key = await createKey(database, organization, { name: 'Sample', grant: { role: 'admin' } });
  await writeKey(file, key);
  return key;
}

async function sampleOrganization(database: Database): Promise<Organization> {
  const found =
    (await findOrganization(database, SLUG)) ??
    (await createOrganization(database, { slug: SLUG, name: NAME, isTest: true }).catch(async (error) => {
      // Another server made it in the meantime.
      const made = await findOrganization(database, SLUG);
      if (made === undefined) throw error;
      return made;
    }));
  if (!found.isTest) {
    throw new OperatorError(
      `The organization ${SLUG} is not a test organization, so it gets no sample data; start with "npx raptor-comply serve" instead.`,
    );
  }
  return found;
}

/** All or nothing: a start that dies half-way leaves no rows, and rows that were deleted since still say "done". */
async function fillOnce(tx: TenantTransaction): Promise<void> {
  await tx.many(sqlQuery(sql`select pg_advisory_xact_lock(${SAMPLE_LOCK})`));
  const { done } = await tx.one(
    sqlQuery(
      sql<{ done: boolean }>`select exists (select from control_centers) or exists (select from facilities) as done`,
    ),
    () => new Error('no response'),
  );
  if (done) return;
  await createInventory(tx);
}

async function readKey(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** As a request would find out: known, of this organization, neither revoked nor expired. */
async function isValid(database: Database, organization: Organization, key: string): Promise<boolean> {
  try {
    const caller = await new KeyRing(database).authenticate(key);
    return caller.organizationId === organization.id;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'unauthorized') return false;
    throw error;
  }
}

/** Written aside and renamed into place: whoever waits for the file never reads half a key. */
async function writeKey(file: string, key: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomUUID()}`;
  await writeFile(aside, `${key}\n`, { mode: 0o600, flag: 'wx' });
  await rename(aside, file);
}
