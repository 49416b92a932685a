import { readFileSync } from 'node:fs';
import type { Guide } from '../kernel/openapi/document.ts';
import { records } from './index.ts';

export const guide: Guide = {
  introduction: readFileSync(new URL('../../guide.md', import.meta.url), 'utf8').trim(),
  tags: {
    ...Object.fromEntries(records.map(({ record }) => [record.tag, record.about])),
    Activity: 'Who changed what, when, and why: an append-only log that proves it is intact.',
    'API Keys': 'Keys of the organization. Requires `api-keys:admin`.',
    Users: 'What the caller is allowed to do.',
  },
};
