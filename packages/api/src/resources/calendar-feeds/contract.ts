import { z } from 'zod';
import { created, defineContract, json } from '../../kernel/slice/contract.ts';
import { id, message, timestamp } from '../../kernel/slice/fields.ts';

const calendarFeed = z
  .object({
    userId: id(),
    path: z.string().meta({
      description:
        'The path of the calendar at this server. Whoever has it can read the calendar. It is not stored, and cannot be read again.',
      examples: ['/calendar/rc_cal_4fT9…x2Qa.ics'],
    }),
    createdAt: timestamp(),
  })
  .meta({ id: 'CalendarFeed' });

export const REVOKED = { message: 'Calendar feed revoked' };

const base = {
  path: '/users/{id}/calendar-feed',
  tag: 'Users',
  permission: 'calendar-feeds:write',
  params: { id: 'user' },
} as const;

export const calendarFeedsContract = defineContract({
  createCalendarFeed: {
    ...base,
    method: 'POST',
    summary: 'Create the address of a user’s calendar, or replace it',
    alsoNeeds: 'tasks:read',
    description:
      'An iCalendar feed of the user’s open tasks, to subscribe to in Outlook, Google Calendar, and others. It needs no key, so the address is a ' +
      'secret; a former one stops working. It is revoked when the user is deleted or becomes inactive. Whoever has it reads tasks, so the key also ' +
      'needs `tasks:read`.',
    response: created(calendarFeed),
    responseIsSecret: true,
  },
  revokeCalendarFeed: {
    ...base,
    method: 'DELETE',
    summary: 'Revoke the address of a user’s calendar',
    response: json(message),
    example: REVOKED,
  },
});
