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

// The sample organization of `npm start`, with data to try requests on.

const SLUG = 'sample';
const NAME = 'Cedar Hollow Power Cooperative (sample)';
const KEY_FILE = 'sample-api-key';
/** An arbitrary lock number: servers that start at the same time create the data once. */
const SAMPLE_LOCK = 7_264_892;

/**
 * Creates the sample organization, its data, and a key in `dataDir`, if they are missing. Returns the key.
 * @throws OperatorError if the slug belongs to an organization that is not a test organization.
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
      // Another server has created it.
      const created = await findOrganization(database, SLUG);
      if (created === undefined) throw error;
      return created;
    }));
  if (!found.isTest) {
    throw new OperatorError(
      `The organization ${SLUG} is not a test organization, so it cannot have sample data; start the server with "npx raptor-comply serve" instead.`,
    );
  }
  return found;
}

/** Creates the data in one transaction, so it is complete or missing. Deleted records count: they are not restored. */
async function fillOnce(tx: TenantTransaction): Promise<void> {
  await tx.many(sqlQuery(sql`select pg_advisory_xact_lock(${SAMPLE_LOCK})`));
  const { done } = await tx.one(
    sqlQuery(
      sql<{ done: boolean }>`select exists (select from control_centers) or exists (select from facilities) as done`,
    ),
    () => new Error('The query returned no row'),
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

/** Returns whether a request with the key would be accepted for this organization. */
async function isValid(database: Database, organization: Organization, key: string): Promise<boolean> {
  try {
    const caller = await new KeyRing(database).authenticate(key);
    return caller.organizationId === organization.id;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'unauthorized') return false;
    throw error;
  }
}

/** Writes a temporary file and renames it, so that nobody reads half a key. */
async function writeKey(file: string, key: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, `${key}\n`, { mode: 0o600, flag: 'wx' });
  await rename(temporary, file);
}
