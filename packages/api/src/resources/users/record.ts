import { sql } from 'kysely';
import { field, timestamp } from '../../kernel/slice/fields.ts';
import { type AnyRecord, defineRecord } from '../../kernel/slice/record.ts';

const PERSON_TYPES = ['employee', 'contractor', 'vendor'] as const;
const ROLES = ['admin', 'compliance_manager', 'contributor', 'auditor'] as const;
const STATUSES = ['invited', 'active', 'inactive'] as const;

export const user = defineRecord({
  table: 'users',
  noun: 'user',
  about: 'The people that the organization answers for, whether or not they sign in, and who the caller is.',
  required: {
    firstName: field.text(100, 'First name.', 'Dana'),
    lastName: field.text(100, 'Last name.', 'Reyes'),
    personType: field.choice(PERSON_TYPES, 'Relation to the organization (CIP-004).', 'employee'),
    status: field.choice(STATUSES, 'Keys that act for a user are revoked when the user becomes inactive.', 'active'),
  },
  optional: {
    email: field.email(
      'E-mail address, unique in the organization without regard to case. Stored in lower case.',
      'dana.reyes@example.com',
    ),
    jobTitle: field.text(255, 'Job title.', 'Control systems engineer'),
    phone: field.text(50, 'Phone number.', '+1 602 555 0117'),
    employer: field.text(255, 'Employer of a contractor, or the vendor.', 'Northgate Controls'),
    managerId: field.reference('The user that escalations about this user go to.'),
    role: field.choice(
      ROLES,
      'Role of the user. It grants nothing yet: permissions come from API keys.',
      'contributor',
    ),
  },
  updateExample: { jobTitle: 'Lead control systems engineer' },
  response: {
    lastSignInAt: timestamp()
      .nullable()
      .meta({ description: 'Time of the last sign-in; null if there was none.', examples: [null] }),
  },
  unique: { email: 'another user' },
  checks: { managedByAnother: 'managerId must be another user' },
  parents: {
    managerId: {
      get record(): AnyRecord {
        return user;
      },
      list: 'none',
    },
  },
  filters: ['email', 'personType', 'role', 'status'],
  search: [
    'lastName',
    { name: 'first and last name', column: sql`first_name || ' ' || last_name` },
    'email',
    'jobTitle',
    'employer',
  ],
});
