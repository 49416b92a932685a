import { userInfo } from 'node:os';
import { makeKey } from './kernel/api-keys.ts';
import type { Database } from './kernel/database.ts';
import { Deadline } from './kernel/deadline.ts';
import { notFound } from './kernel/errors.ts';
import { isUuid } from './kernel/fields.ts';
import { newId } from './kernel/ids.ts';
import { build, deleteRecord, type Tables } from './kernel/records.ts';
import { inTenantTransaction, type TenantTransaction } from './kernel/tenant-db.ts';
import { activityEntries, behind, type Entry } from './resources/activity/entries.ts';
import { insertKey, type NewKey } from './resources/api-keys/keys.ts';

/** What an operator does from the command line, without a key. */

export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly isTest: boolean;
}

/** A refusal whose message is for the operator. */
export class AdministrationError extends Error {
  override readonly name = 'AdministrationError';
}

const SLUG = /^[a-z0-9](-?[a-z0-9])*$/;
const STATEMENT_TIMEOUT_MS = 30_000;
const PART_ENTRIES = 1000;

/** @throws AdministrationError when the slug is not one or is taken. */
export async function createOrganization(
  database: Database,
  { slug, name, isTest }: { slug: string; name: string; isTest: boolean },
): Promise<Organization> {
  if (!SLUG.test(slug) || slug.length > 63) {
    throw new AdministrationError(
      'The slug must be lower-case letters, digits and single hyphens, at most 63 characters.',
    );
  }
  if (name.trim() === '' || name.length > 255 || /\p{Cc}/u.test(name)) {
    throw new AdministrationError('The name must have 1 to 255 characters, none of them a control character.');
  }
  const id = newId();
  const made = await database.query({
    text: 'insert into organizations (id, slug, name, is_test) values ($1, $2, $3, $4) on conflict (slug) do nothing returning id',
    values: [id, slug, name, isTest],
  });
  if (made.length === 0) throw new AdministrationError(`The slug ${slug} is already taken.`);
  return { id, slug, name, isTest };
}

interface OrganizationRow {
  id: string;
  slug: string;
  name: string;
  is_test: boolean;
}

const fromRow = ({ id, slug, name, is_test }: OrganizationRow): Organization => ({ id, slug, name, isTest: is_test });

export async function findOrganization(database: Database, slug: string): Promise<Organization | undefined> {
  const [found] = await database.query<OrganizationRow>({
    text: 'select id, slug, name, is_test from organizations where slug = $1',
    values: [slug],
  });
  return found === undefined ? undefined : fromRow(found);
}

export async function listOrganizations(database: Database): Promise<Organization[]> {
  const rows = await database.query<OrganizationRow>({
    text: 'select id, slug, name, is_test from organizations order by slug',
  });
  return rows.map(fromRow);
}

/** Who sits at the command line, as the system calls them. */
function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown user';
  }
}

/** Does an operator's work in an organization, behind the same wall as a request. */
export const asOperator = <T>(
  database: Database,
  organization: Organization,
  operationId: string,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> =>
  inTenantTransaction(
    database,
    {
      organizationId: organization.id,
      actor: { type: 'operator', label: operatorName() },
      operationId,
      requestId: '',
      deadline: new Deadline(),
      timeoutMs: STATEMENT_TIMEOUT_MS,
    },
    work,
  );

/** An organization's activity log, oldest first, in the shape in which the API sends it. */
export async function* readActivity(database: Database, organization: Organization): AsyncGenerator<Entry> {
  for (let position = 0; ; ) {
    const page = { limit: PART_ENTRIES };
    const part = await asOperator(database, organization, 'activity verify', (tx) =>
      activityEntries(tx, [behind(position)], page, true),
    );
    yield* part;
    const last = part.at(-1);
    if (last === undefined || part.length <= PART_ENTRIES) return;
    position = last.sequence;
  }
}

/** Makes a key and returns it: the only time that it can be seen. */
export async function createKey(database: Database, organization: Organization, key: NewKey): Promise<string> {
  const secret = makeKey(organization.isTest);
  await asOperator(database, organization, 'keys create', (tx) => insertKey(tx, secret, key));
  return secret;
}

/** An organization's keys that are not revoked, oldest first. */
export const listKeys = (database: Database, organization: Organization): Promise<Tables['apiKeys'][]> =>
  asOperator(database, organization, 'keys list', (tx) =>
    tx.many(build.selectFrom('apiKeys').selectAll().where('isDeleted', '=', false).orderBy('createdAt').orderBy('id')),
  );

/** @throws ApiError 404 when the organization has no such key. */
export async function revokeKey(database: Database, organization: Organization, id: string): Promise<void> {
  if (!isUuid(id)) throw notFound('API key');
  await asOperator(database, organization, 'keys revoke', (tx) => deleteRecord(tx, 'apiKeys', id, 'API key'));
}
