import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { KeyRing } from '../kernel/auth/api-keys.ts';
import type { Caller } from '../kernel/auth/permissions.ts';
import { createSignInToken } from '../kernel/auth/sign-in-links.ts';
import { ApiError } from '../kernel/base/errors.ts';
import type { Database } from '../kernel/database/database.ts';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';
import { createKeyRow } from '../operator/api-keys.ts';
import {
  asOperator,
  createOrganization,
  findOrganization,
  OperatorError,
  type Organization,
} from '../operator/organizations.ts';
import { applyPlan, planTasks } from '../resources/tasks/apply.ts';
import { performHistory } from './history.ts';
import { createInventory, type SampleKind } from './inventory.ts';

// The sample organization of `npm start`, with data to try requests on.

const SAMPLES = {
  'generation-owner': { slug: 'sample', name: 'Cedar Hollow Power Cooperative (sample)' },
  'medium-control-center': { slug: 'sample-control-center', name: 'Sable Mesa Generation (sample)' },
} as const;
/** An arbitrary lock number: servers that start at the same time create the data once. */
const SAMPLE_LOCK = 7_264_892;

/** The key of the sample organization, and the token of a link that begins a session with it. */
interface Sample {
  readonly key: string;
  readonly token: string;
}

/**
 * Creates the sample organization, its data, and a key in `dataDir`, if they are missing.
 * @throws OperatorError if the slug belongs to an organization that is not a test organization.
 */
export async function prepareSample(
  database: Database,
  dataDir: string,
  kind: SampleKind = 'generation-owner',
): Promise<Sample> {
  const organization = await sampleOrganization(database, kind);
  await asOperator(database, organization, 'sample', (tx) => fillOnce(tx, kind));
  const file = path.join(dataDir, `${SAMPLES[kind].slug}-api-key`);
  const kept = await readKey(file);
  const known = kept === undefined ? undefined : await callerOf(database, organization, kept);
  if (kept !== undefined && known !== undefined) return { key: kept, token: await createSignInToken(database, known) };
  const { secret: key, row } = await createKeyRow(database, organization, { name: 'Sample', grant: { role: 'admin' } });
  await writeKey(file, key);
  return { key, token: await createSignInToken(database, { organizationId: organization.id, apiKeyId: row.id }) };
}

async function sampleOrganization(database: Database, kind: SampleKind): Promise<Organization> {
  const { slug, name } = SAMPLES[kind];
  await createOrganization(database, { slug, name, isTest: true }).catch((error: unknown) => {
    // It exists already, or another server has just created it.
    if (!(error instanceof OperatorError)) throw error;
  });
  const found = await findOrganization(database, slug);
  if (found?.isTest !== true) {
    throw new OperatorError(
      `The organization ${slug} is not a test organization, so it cannot have sample data; start the server with "raptor-comply serve" instead.`,
    );
  }
  return found;
}

/** Creates the data in one transaction, so it is complete or missing. Deleted records count: they are not restored. */
async function fillOnce(tx: TenantTransaction, kind: SampleKind): Promise<void> {
  await tx.many(sqlQuery(sql`select pg_advisory_xact_lock(${SAMPLE_LOCK})`));
  const { done } = await tx.one(
    sqlQuery(
      sql<{ done: boolean }>`select exists (select from control_centers) or exists (select from facilities) as done`,
    ),
  );
  if (done) return;
  await createInventory(tx, kind);
  await performHistory(tx, kind);
  await applyPlan(tx, await planTasks(tx, {}), null);
}

async function readKey(file: string): Promise<string | undefined> {
  if (!existsSync(file)) return undefined;
  return (await readFile(file, 'utf8')).trim();
}

/** Returns the caller of the key, if a request with it would be accepted for this organization. */
async function callerOf(database: Database, { id }: Organization, key: string): Promise<Caller | undefined> {
  try {
    const caller = await new KeyRing(database).authenticate(key);
    return caller.organizationId === id ? caller : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'unauthorized') return undefined;
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
