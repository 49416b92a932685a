import { userInfo } from 'node:os';
import { Deadline } from '../kernel/base/deadline.ts';
import { newId } from '../kernel/base/ids.ts';
import type { Database } from '../kernel/database/database.ts';
import type { Actor } from '../kernel/database/tenant-session.ts';
import { inTenantTransaction, type TenantTransaction } from '../kernel/database/tenant-transaction.ts';

export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly isTest: boolean;
  readonly isDisabled: boolean;
}

/** An operator's command that cannot be done. The message is for the operator. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

const SLUG = /^[a-z0-9](-?[a-z0-9])*$/;
const STATEMENT_TIMEOUT_MS = 30_000;

/** Creates an organization. Throws OperatorError if the slug or name is invalid, or the slug is taken. */
export async function createOrganization(
  database: Database,
  { slug, name, isTest }: Omit<Organization, 'id' | 'isDisabled'>,
): Promise<Organization> {
  if (!SLUG.test(slug) || slug.length > 63) {
    throw new OperatorError('The slug must be lower-case letters, digits, and single hyphens, at most 63 characters.');
  }
  if (name.trim() === '' || name.length > 255 || /\p{Cc}/u.test(name)) {
    throw new OperatorError('The name must be 1 to 255 characters without control characters.');
  }
  const id = newId();
  const created = await database.query({
    text: 'insert into organizations (id, slug, name, is_test) values ($1, $2, $3, $4) on conflict (slug) do nothing returning id',
    values: [id, slug, name, isTest],
  });
  if (created.length === 0) throw new OperatorError(`The slug ${slug} is already taken.`);
  return { id, slug, name, isTest, isDisabled: false };
}

const SELECT = 'select id, slug, name, is_test as "isTest", disabled_at is not null as "isDisabled" from organizations';

export async function findOrganization(database: Database, slug: string): Promise<Organization | undefined> {
  const [found] = await database.query<Organization>({ text: `${SELECT} where slug = $1`, values: [slug] });
  return found;
}

export const listOrganizations = (database: Database): Promise<Organization[]> =>
  database.query<Organization>({ text: `${SELECT} order by slug` });

/** Disables an organization: all its keys are refused until it is enabled. Its data is kept. */
export async function setDisabled(database: Database, { id }: Organization, isDisabled: boolean): Promise<void> {
  await database.query({
    text: 'update organizations set disabled_at = case when $2 then coalesce(disabled_at, now()) end where id = $1',
    values: [id, isDisabled],
  });
}

/** Returns the user name of the operating system. */
export function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown user';
  }
}

/** Runs the work of an operator, or of the software itself, in a transaction of an organization, with the same row security as a request. */
export const asOperator = <T>(
  database: Database,
  organization: Organization,
  operationId: string,
  work: (tx: TenantTransaction) => Promise<T>,
  actor: Actor = { type: 'operator', label: operatorName() },
): Promise<T> =>
  inTenantTransaction(
    database,
    {
      organizationId: organization.id,
      actor,
      operationId,
      deadline: new Deadline(),
      timeoutMs: STATEMENT_TIMEOUT_MS,
    },
    work,
  );
