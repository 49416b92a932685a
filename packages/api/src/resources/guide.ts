import { readFileSync } from 'node:fs';
import type { Guide } from '../kernel/openapi/document.ts';
import { records } from './index.ts';

export const guide: Guide = {
  introduction: readFileSync(new URL('../../guide.md', import.meta.url), 'utf8').trim(),
  tags: {
    ...Object.fromEntries(records.map(({ record }) => [record.tag, record.about])),
    Requirements: 'The parts of the NERC CIP standards: what applies, how often, until when, and why.',
    Tasks: 'What is to be done, by whom, and until when. The clocks of the requirements compute the dates.',
    'Potential Noncompliances': 'Hard dates that passed without a performance, until somebody disposes of them.',
    Activity: 'Who changed what, when, and why: an append-only log that proves it is intact.',
    'Data Quality': 'What is odd in the inventory, and how to fix it.',
    Organization:
      'Name and settings of the organization: time zone, jurisdiction, registration, and how due dates are read.',
    'CIP Senior Manager Assignments': 'Who is the CIP Senior Manager, and was when (CIP-003 R3).',
    'Impact Assessments': 'Which impact each site and BES Cyber System has by CIP-002-5.1a Attachment 1, and why.',
    'API Keys': 'Keys of the organization. Requires `api-keys:admin`.',
    Sessions: 'Who is signed in to the console. Requires `api-keys:admin`.',
  },
};
