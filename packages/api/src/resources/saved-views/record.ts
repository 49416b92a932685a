import { field } from '../../kernel/slice/fields.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { user } from '../users/record.ts';

const savedView = defineRecord({
  table: 'saved_views',
  noun: 'saved view',
  about: 'Lists of the console as somebody has set them up: filters, order, and columns.',
  required: {
    name: field.text(100, 'Name, unique among the views of the organization.', 'High impact relays'),
    resource: field.text(100, 'What it lists, as in paths.', 'cyber-assets'),
    query: field.text(
      4000,
      'Filters, order, and columns, as the query string of the console’s page.',
      'impactLevel=high&sort=assetTitle&columns=assetTitle,model',
    ),
  },
  optional: { userId: field.reference('The user whose view it is; without one, it is for everybody.') },
  updateExample: { name: 'High impact relays in service' },
  unique: { name: 'another saved view' },
  parents: { userId: { record: user } },
  filters: ['resource'],
  search: ['name'],
});

export const savedViews = recordSlice(savedView);
