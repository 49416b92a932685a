import { z } from 'zod';
import { optionalText } from '../change.ts';
import { cadence, timeZone, trigger } from '../clock.ts';

const settings = z
  .strictObject({
    calendarMonthReading: z
      .enum(['end_of_month', 'same_day'])
      .optional()
      .meta({
        description: 'Whether calendar months end with the month. NERC has confirmed neither reading.',
        examples: ['end_of_month'],
      }),
    alertDays: z
      .int()
      .min(0)
      .max(366)
      .optional()
      .meta({ description: 'Days from the alert to the hard date; at most half of the span.', examples: [14] }),
  })
  .meta({ id: 'ClockSettings' });

export const clock = z
  .object({
    alertDue: optionalText('2026-04-10', 'When to alert: a local date, or a timestamp with an offset.'),
    hardDue: optionalText('2026-04-30', 'The last date or moment in time.'),
    window: z
      .object({ from: z.string().nullable(), to: z.string().nullable() })
      .meta({ description: 'When it can be done in time.', examples: [{ from: '2025-01-10', to: '2026-04-30' }] }),
    state: z.enum(['upcoming', 'open', 'alert', 'overdue', 'met', 'met_late']).meta({ examples: ['alert'] }),
    reason: z.string().meta({
      description: 'A sentence from which each date can be calculated again by hand.',
      examples: ['15 calendar months after 2025-01-10: 2026-04-30; month-end reading (same day: 2026-04-10)'],
    }),
  })
  .meta({ id: 'Clock' });

export const explainRequest = z
  .strictObject({
    cadence: cadence().meta({
      description: 'Such as `CM15`, `CQ`, `CD35`, `AFTER24H`, or `EONCD`.',
      examples: ['CM15'],
    }),
    trigger: trigger()
      .nullable()
      .meta({
        description:
          'What it counts from: a local date, or a timestamp with an offset; null for a cadence without dates.',
        examples: ['2025-01-10'],
      }),
    timeZone: timeZone().meta({ description: 'IANA time zone.', examples: ['America/Chicago'] }),
    settings: settings.optional(),
    performedAt: trigger()
      .optional()
      .meta({ description: 'When it was done.', examples: ['2026-03-31'] }),
  })
  .meta({
    id: 'ExplainClock',
    examples: [{ cadence: 'CM15', trigger: '2025-01-10', timeZone: 'America/Chicago' }],
  });
