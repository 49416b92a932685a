import { readFileSync } from 'node:fs';
import type { Guide } from '../kernel/openapi/document.ts';

export const guide: Guide = {
  introduction: readFileSync(new URL('../../guide.md', import.meta.url), 'utf8').trim(),
  tags: {
    Facilities:
      'Plants, substations, and other sites, with the ratings and registrations that determine their obligations.',
    'Control Centers': 'Where facilities are operated from, and the impact level that follows from the facilities.',
    'Cyber Systems': 'BES Cyber Systems: groups of cyber assets in a facility or a control center.',
    'Cyber Assets': 'The devices in cyber systems, one at a time or as CSV files.',
    'Physical Areas': 'Rooms and enclosures, the assets in them, and the kind of perimeter they require.',
    Activity: 'Who changed what, when, and why: an append-only log that proves it is intact.',
    'API Keys': 'Keys of the organization. Requires `api-keys:admin`.',
    Users: 'What the caller is allowed to do.',
  },
};
