import { z } from 'zod';
import { defineContract, json, jsonBody } from '../../kernel/slice/contract.ts';
import { field, id, shapes, timestamps } from '../../kernel/slice/fields.ts';
import { problemOfDate } from '../../kernel/slice/problems.ts';
import { timeZone } from '../clock.ts';
import { VERSIONS } from '../requirement-parts.ts';

const JURISDICTIONS = ['US', 'CA-AB', 'CA-BC', 'CA-MB', 'CA-NB', 'CA-NS', 'CA-ON', 'CA-QC', 'CA-SK'] as const;
const NERC_FUNCTIONS = ['BA', 'DP', 'GO', 'GOP', 'RC', 'TO', 'TOP'] as const;
const REGISTRATION_CATEGORIES = ['category_1', 'category_2'] as const;
const READINGS = ['end_of_month', 'same_day'] as const;
const DAYS = { min: 0, max: 365 } as const;

/** What is wrong with an early adoption; undefined if nothing is. */
function problemOfAdoption(id: string, day: string): string | undefined {
  const version = VERSIONS.find((one) => one.id === id);
  if (version === undefined)
    return `must name versions of standards; ${id} is not one. GET /requirements/horizon lists them`;
  const problem = problemOfDate(day);
  if (problem !== undefined) return `must have dates; that of ${id} ${problem}`;
  if (version.inForce === null || day < version.inForce) return undefined;
  return `must not have ${id}, which is in force from ${version.inForce} on anyway; give an earlier date, or omit it`;
}

const adoptedOn = z.record(z.string(), z.string()).check(({ value, issues }) => {
  for (const [id, day] of Object.entries(value)) {
    const message = problemOfAdoption(id, day);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value });
  }
});

const functions = z.array(z.enum(NERC_FUNCTIONS));

const { response, update } = shapes(
  {
    timeZone: field.custom(
      { request: timeZone(), response: z.string() },
      'IANA time zone of the organization’s dates: days end there.',
      'America/Chicago',
    ),
    jurisdiction: field.choice(
      JURISDICTIONS,
      'Where it is: decides which versions of the standards are in force.',
      'US',
    ),
    calendarMonthReading: field.choice(
      READINGS,
      'Whether n calendar months end with their last month or on the same day. NERC has not confirmed either reading.',
      'end_of_month',
    ),
    alertDays: field.whole(DAYS, 'Days from the alert to the due date, at most half of the span.', 14),
    escalationDays: field.whole(
      DAYS,
      'The manager of the assignee is told of a task that is overdue for more than this many days.',
      7,
    ),
    remindersEnabled: field.boolean('Whether people get e-mail about tasks that are due or overdue.', true),
  },
  {
    nercRegistrationId: field.text(50, 'NERC Compliance Registry id (NCR…).', 'NCR99999'),
    functions: field.custom(
      { request: functions.max(NERC_FUNCTIONS.length), response: functions },
      'Functions that it is registered for (NERC Compliance Registry).',
      ['GO', 'GOP'],
    ),
    adoptedOn: field.custom(
      { request: adoptedOn, response: z.record(z.string(), z.string()) },
      'Versions of standards that it follows before they come into force, and from when: their text decides what is due from then on.',
      { 'CIP-003-10': '2028-01-01' },
    ),
    registrationCategory: field.choice(
      REGISTRATION_CATEGORIES,
      'Category of a generator owner or operator. Category 2 alone creates no CIP obligation.',
      'category_1',
    ),
  },
);

/** The settings of an organization that has not changed any. */
export const DEFAULTS = {
  timeZone: 'UTC',
  jurisdiction: 'US',
  calendarMonthReading: 'end_of_month',
  alertDays: 14,
  escalationDays: 7,
  remindersEnabled: true,
  nercRegistrationId: null,
  functions: null,
  registrationCategory: null,
  adoptedOn: null,
} as const;

/** What identifies the organization. */
export const organizationName = {
  id: id(),
  slug: z.string().meta({ description: 'Short name.', examples: ['cedar-hollow'] }),
  name: z.string().meta({ description: 'Full name.', examples: ['Cedar Hollow Power Cooperative'] }),
  isTest: z.boolean().meta({ description: 'A test organization: its keys begin with rc_test_.', examples: [false] }),
};

const mailFrom = z
  .string()
  .nullable()
  .meta({
    description:
      'The address that this server sends mail from; null if it sends none, because `SMTP_URL` and `MAIL_FROM` are not set.',
    examples: ['compliance@example.com'],
  });

const organization = z
  .object({ ...organizationName, ...response, mailFrom, ...timestamps })
  .meta({ id: 'OrganizationSettings' });

const base = { path: '/organization', tag: 'Organization', response: json(organization) } as const;

export const organizationContract = defineContract({
  getOrganization: {
    ...base,
    method: 'GET',
    summary: 'Get the organization and its settings',
    permission: 'organization:read',
  },
  updateOrganization: {
    ...base,
    method: 'PATCH',
    summary: 'Update the settings of the organization',
    description:
      'Changes the given fields; null clears an optional field. The dates of open tasks are computed again; a date that was planned earlier stays.',
    permission: 'organization:write',
    body: jsonBody(
      z.strictObject(update).meta({
        id: 'OrganizationSettingsUpdate',
        examples: [{ timeZone: 'America/Chicago', functions: ['GO', 'GOP'] }],
      }),
    ),
  },
});
