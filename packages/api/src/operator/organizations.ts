import { userInfo } from 'node:os';
import { Deadline } from '../kernel/base/deadline.ts';
import { newId } from '../kernel/base/ids.ts';
import type { Database } from '../kernel/database/database.ts';
import { inTenantTransaction, type TenantTransaction } from '../kernel/database/tenant-transaction.ts';

export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly isTest: boolean;
}

/** A refusal whose message is for the operator. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}

const SLUG = /^[a-z0-9](-?[a-z0-9])*$/;
const STATEMENT_TIMEOUT_MS = 30_000;

/** @throws OperatorError when the slug is not one or is taken. */
export async function createOrganization(
  database: Database,
  { slug, name, isTest }: { slug: string; name: string; isTest: boolean },
): Promise<Organization> {
  if (!SLUG.test(slug) || slug.length > 63) {
    throw new OperatorError('The slug must be lower-case letters, digits and single hyphens, at most 63 characters.');
  }
  if (name.trim() === '' || name.length > 255 || /\p{Cc}/u.test(name)) {
    throw new OperatorError('The name must have 1 to 255 characters, none of them a control character.');
  }
  const id = newId();
  const made = await database.query({
    text: 'insert into organizations (id, slug, name, is_test) values ($1, $2, $3, $4) on conflict (slug) do nothing returning id',
    values: [id, slug, name, isTest],
  });
  if (made.length === 0) throw new OperatorError(`The slug ${slug} is already taken.`);
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
