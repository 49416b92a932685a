import { z } from 'zod';
import { defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import { EXAMPLE_ID, searchText } from '../../kernel/slice/fields.ts';
import { parentQuery } from '../../kernel/slice/filters.ts';
import { optionalText } from '../change.ts';
import { PART_IDS, TASK_SCOPES } from '../requirement-parts.ts';
import { clock, explainRequest } from './explain-contract.ts';

const shown = (description: string, example: string) => z.string().meta({ description, examples: [example] });
const dateOrNull = (description: string, example: string) =>
  z
    .string()
    .nullable()
    .meta({ description, format: 'date', examples: [example] });

const version = z
  .object({
    id: shown('The standard with its version.', 'CIP-003-9'),
    jurisdiction: shown('Where: US, or a province, such as CA-NB.', 'US'),
    inForce: dateOrNull('The first day in force; null if it is not known or not set.', '2026-04-01'),
    inactiveAfter: dateOrNull('The last day in force; null if it is not known or not set.', '2028-06-30'),
    supersedes: optionalText('CIP-003-8', 'The version before it.'),
    howSure: shown('How well the dates are known.', 'two sources agree'),
    note: optionalText('in force for one year', 'What else is known of it.'),
  })
  .meta({ id: 'StandardVersion' });

const requirementPart = z
  .object({
    id: shown('The standard with its version, and the part.', 'CIP-003-9:R1.2'),
    standard: shown('The standard with its version.', 'CIP-003-9'),
    part: shown('Requirement and part.', 'R1.2'),
    scope: shown('To what it applies: attributes with `and`, `or`, `not`.', 'low and bcs'),
    obligation: shown(
      'What must be done, in our words.',
      'Policies on seven low impact topics re-reviewed, Senior Manager approves',
    ),
    cadence: shown('How often, or how soon; see `POST /clocks/explain`.', 'CM15'),
    deadline: shown('The deadline in words.', '15 calendar months'),
    countsFrom: optionalText('last performance', 'What the deadline counts from.'),
    alternativeCadence: z
      .string()
      .nullable()
      .meta({
        description:
          'How soon after the other event that the part can count from; see `alternative` of `POST /events`.',
        examples: [null],
      }),
    alternativeCountsFrom: z
      .string()
      .nullable()
      .meta({ description: 'The other event that the part can count from.', examples: [null] }),
    startsAfter: z.array(z.string()).meta({
      description: 'Parts whose completion starts the clock. It opens a task of this part, once for each completion.',
      examples: [[]],
    }),
    recordScope: shown('What one record of it is about.', 'policy document'),
    taskScope: z.enum(TASK_SCOPES).meta({ description: 'What one task of it is about.', examples: ['document'] }),
    suggestedEvidence: shown('Evidence that we suggest.', 'version + approval'),
    exceptions: z.array(z.enum(['TFE', 'CEC'])).meta({
      description: 'Possible exceptions: Technical Feasibility Exception, CIP Exceptional Circumstances.',
      examples: [[]],
    }),
    violationRiskFactor: z
      .enum(['lower', 'medium', 'high'])
      .meta({ description: 'The violation risk factor (VRF).', examples: ['medium'] }),
  })
  .meta({ id: 'RequirementPart' });

const requirementPartWithVersions = requirementPart
  .extend({ versions: z.array(version).describe('The versions of the standard, and their dates.') })
  .meta({ id: 'RequirementPartWithVersions' });

const applicability = z
  .object({
    requirementPart: shown('The id of the part.', 'CIP-004-7:R1.1'),
    obligation: shown(
      'What must be done, in our words.',
      'Awareness reinforcement for people holding authorised access',
    ),
    cadence: shown('How often, or how soon.', 'CQ'),
    version: optionalText(
      'CIP-004-7',
      'The version of the standard that decides today: in force, or adopted (`adoptedOn` of the organization); null if none is known.',
    ),
    applies: z.enum(['yes', 'no', 'unknown']).meta({
      description: 'Whether it applies; unknown if that depends on what is not recorded.',
      examples: ['yes'],
    }),
    reason: shown(
      'Why, or why not, or what is not known.',
      'Cedar Ridge plant control: medium impact; BES Cyber System',
    ),
    missing: z.array(z.string()).meta({ description: 'The attributes that are not recorded.', examples: [[]] }),
    count: z
      .int()
      .min(0)
      .meta({ description: 'To how many it applies, or may apply.', examples: [1] }),
    resources: z
      .array(
        z.object({ type: z.string(), id: z.string().nullable(), title: z.string() }).meta({
          id: 'ApplicabilityResource',
          examples: [{ type: 'cyber_system', id: EXAMPLE_ID, title: 'Cedar Ridge plant control' }],
        }),
      )
      .describe('The first of them.'),
  })
  .meta({ id: 'RequirementApplicability' });

const change = z
  .object({
    version,
    startsOn: z.string().meta({
      format: 'date',
      description: 'The first day for the organization: it comes into force, or was adopted for it.',
      examples: ['2028-07-01'],
    }),
    isAdopted: z.boolean().meta({
      description: 'Whether the organization adopted it before it comes into force.',
      examples: [false],
    }),
    supersedes: optionalText('CIP-003-9', 'The version that it replaces.'),
    parts: z.array(z.string()).meta({
      description:
        'The parts of the catalogue that it replaces. Their text in the new version is not in the catalogue yet.',
      examples: [['CIP-003-9:R1.2']],
    }),
  })
  .meta({ id: 'HorizonChange' });

const horizon = z
  .object({
    on: z.string().meta({ format: 'date', examples: ['2028-07-01'] }),
    jurisdiction: shown('The jurisdiction of the organization.', 'US'),
    changes: z.array(change).describe('Versions that come into force after today, until this date.'),
    undated: z.array(version).describe('Versions whose date is not known.'),
  })
  .meta({ id: 'Horizon' });

const day = () =>
  z
    .string()
    .check(({ value, issues }) => {
      if (!z.iso.date().safeParse(value).success)
        issues.push({ code: 'custom', message: 'must be a date that exists, written YYYY-MM-DD', input: value });
    })
    .meta({ format: 'date' });

const read = { method: 'GET', tag: 'Requirements', permission: 'requirements:read' } as const;

export const requirementsContract = defineContract({
  listRequirements: {
    ...read,
    path: '/requirements',
    summary: 'List the requirement parts',
    description: 'The parts of the CIP standards, in our words. It is the same for every organization.',
    noAsOf: true,
    query: z.strictObject({
      standard: searchText(50).optional().describe('Only parts of this standard, with or without its version.'),
      q: searchText(200).optional().describe('Only parts with this text, in any case, in one of: id, obligation.'),
    }),
    response: list(requirementPart),
  },
  listApplicableRequirements: {
    ...read,
    path: '/requirements/applicable',
    summary: 'List which requirement parts apply, and why',
    description:
      'To the organization and all that it has, or to one facility, control center, cyber system, or cyber asset with all that is in ' +
      'it. Each part has the reason why it applies, or why it does not. What is not recorded is named, and not guessed.',
    query: z.strictObject({
      facilityId: parentQuery('facility'),
      controlCenterId: parentQuery('control center'),
      cyberSystemId: parentQuery('cyber system'),
      cyberAssetId: parentQuery('cyber asset'),
      applies: z.enum(['yes', 'no', 'unknown']).optional().describe('Only parts of which this is so.'),
    }),
    response: list(applicability),
  },
  getRequirementHorizon: {
    ...read,
    path: '/requirements/horizon',
    summary: 'Get the versions that come into force until a date',
    noAsOf: true,
    query: z.strictObject({
      on: day()
        .describe('The date.')
        .meta({ examples: ['2028-07-01'] }),
    }),
    response: json(horizon),
  },
  getRequirement: {
    ...read,
    path: '/requirements/{part}',
    summary: 'Get a requirement part with the versions of its standard',
    noAsOf: true,
    params: { part: PART_IDS },
    response: json(requirementPartWithVersions),
  },
  explainClock: {
    method: 'POST',
    path: '/clocks/explain',
    tag: 'Requirements',
    summary: 'Explain when something is due',
    description: 'Calculates the dates of a cadence, and says how. Stores nothing.',
    permission: 'requirements:read',
    body: jsonBody(explainRequest),
    response: json(clock),
  },
});
