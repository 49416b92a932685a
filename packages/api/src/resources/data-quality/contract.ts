import { z } from 'zod';
import { defineContract, list } from '../../kernel/slice/contract.ts';
import { EXAMPLE_ID, id, timestamp } from '../../kernel/slice/fields.ts';
import { CATEGORIES, type RecordRules } from './rule.ts';
import { controlCenterRules, facilityRules, physicalAreaRules } from './site-rules.ts';
import { cyberAssetRules, cyberSystemRules } from './system-rules.ts';

/** All rules, by kind of record. */
export const RULES: readonly RecordRules[] = [
  facilityRules,
  controlCenterRules,
  cyberSystemRules,
  cyberAssetRules,
  physicalAreaRules,
];

const category = z.enum(CATEGORIES);
const resourceType = z.enum(RULES.map(({ record }) => record.path.slice(1)));
const rule = z.enum([...new Set(RULES.flatMap(({ rules }) => rules.map((one) => one.rule)))]);

const issue = z
  .object({
    id: id().describe('Id of the issue: the same as long as the record breaks the rule.'),
    resourceType: resourceType.meta({ examples: ['cyber-assets'] }).describe('Kind of the record, as in its URL.'),
    resourceId: id()
      .meta({ examples: [EXAMPLE_ID] })
      .describe('Id of the record.'),
    title: z
      .string()
      .meta({ examples: ['Feeder 3 protection relay'] })
      .describe('Title of the record.'),
    rule: rule.meta({ examples: ['duplicate_serial_number'] }).describe('The rule that the record breaks.'),
    category: category.meta({ examples: ['duplicate'] }).describe('Kind of the rule.'),
    problem: z
      .string()
      .meta({ examples: ['Another asset of the same manufacturer has the same serial number.'] })
      .describe('What is odd, in one sentence.'),
    fix: z
      .string()
      .meta({ examples: ['Delete the duplicate, or correct serialNumber.'] })
      .describe('How to fix it, in one sentence.'),
    values: z
      .record(z.string(), z.unknown())
      .meta({ examples: [{ manufacturer: 'Schweitzer Engineering Laboratories', serialNumber: '3190070042' }] })
      .describe('The fields that the rule is about, with their values.'),
    createdAt: timestamp().describe('Time when the record was created.'),
  })
  .meta({ id: 'DataQualityIssue' });

const broken = issue
  .pick({ resourceType: true, rule: true, category: true, problem: true, fix: true })
  .extend({
    count: z
      .int()
      .meta({ examples: [2] })
      .describe('How many records break the rule.'),
  })
  .meta({ id: 'BrokenDataQualityRule' });

export const dataQualityContract = defineContract({
  listBrokenDataQualityRules: {
    method: 'GET',
    path: '/data-quality/rules',
    tag: 'Data Quality',
    summary: 'Count what is odd in the inventory',
    description: 'The rules that records break, by kind of record, and how many. Not part of the vendor’s API.',
    permission: 'data-quality:read',
    noAsOf: true,
    response: list(broken),
  },
  listDataQualityIssues: {
    method: 'GET',
    path: '/data-quality',
    tag: 'Data Quality',
    summary: 'List what is odd in the inventory',
    description:
      'Records that were accepted although they are odd: duplicates, contradictions, overdue reviews, and missing fields. Each ' +
      'issue names the record, the rule, and the fix. Not part of the vendor’s API.',
    permission: 'data-quality:read',
    noAsOf: true,
    query: z.strictObject({
      category: category.optional().describe('Only issues of this category.'),
      resourceType: resourceType.optional().describe('Only issues of this kind of record.'),
      rule: rule.optional().describe('Only issues of this rule.'),
    }),
    response: list(issue),
  },
});
