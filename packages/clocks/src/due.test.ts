import fc from 'fast-check';
import { expect, test } from 'vitest';
import { due, nextTrigger, parseCadence } from './index.ts';

const CHICAGO = { zone: 'America/Chicago', jurisdiction: 'US', now: '2026-11-25T18:00:00Z' };
const at = (cadence: string, trigger: Parameters<typeof due>[1], over: object = {}) =>
  due({ cadence }, trigger, { ...CHICAGO, ...over });

const versions = [
  { id: 'CIP-003-8', jurisdiction: 'US', inForce: '2020-04-01', inactiveAfter: '2026-03-31' },
  { id: 'CIP-003-9', jurisdiction: 'US', inForce: '2026-04-01', inactiveAfter: '2028-06-30' },
];
const policy = { cadence: 'CM15', part: 'R1.2', versions };

test('The reason has every date and reading that one needs to calculate it by hand', () => {
  const { reason } = due(policy, '2025-01-10', CHICAGO);
  expect(reason).toBe(
    '15 calendar months after 2025-01-10: 2026-04-30; month-end reading (same day: 2026-04-10); CIP-003-9 R1.2',
  );
});

test('The reason says whose local date a timestamp counts as, what happened then, and why a date moved', () => {
  const reasonOf = (cadence: string, trigger: string) =>
    due({ cadence, countsFrom: 'change completes' }, trigger, { ...CHICAGO, now: '2031-01-01T00:00:00Z' }).reason;
  expect(reasonOf('AFTER30D', '2026-11-20T03:00:00Z')).toBe(
    '30 calendar days after 2026-11-19 in America/Chicago (change completes): 2026-12-19',
  );
  expect(reasonOf('AFTER24H', '2026-10-31T16:30:00-05:00')).toBe(
    '24 hours after 2026-10-31T16:30:00-05:00 (change completes): 2026-11-01T15:30:00-06:00',
  );
  expect(reasonOf('Y7', '2024-02-29')).toBe(
    'valid for 7 years after 2024-02-29, through 2031-02-28, as that year has no 29 February',
  );
});

test('The reason cites the version in force when it was performed, and says when there is none', () => {
  expect(due(policy, '2025-01-10', { ...CHICAGO, performedAt: '2026-03-31' }).reason).toContain('CIP-003-8 R1.2');
  expect(due(policy, '2025-01-10', { ...CHICAGO, jurisdiction: 'CA-NB' }).reason).toContain(
    'R1.2, of which no version is in force in CA-NB on 2026-04-30',
  );
});

test.each([
  ['CM15', '2025-07-10', '2026-10-06', 'performed 2026-10-06, in time'],
  ['CM15', '2025-07-10', '2026-11-20T03:00:00Z', 'performed 2026-11-19, 19 days late'],
  ['CD35', '2026-10-01', '2026-11-06', 'performed 2026-11-06, 1 day late'],
  ['CQ', '2026-07-01', '2026-09-30', 'performed 2026-09-30, in time'],
  ['EONCD', '2026-11-01', '2026-11-04', 'performed 2026-11-04, 2 days late'],
  ['AFTER24H', '2026-10-31T16:30:00-05:00', '2026-11-01T21:30:00Z', 'performed 2026-11-01T15:30:00-06:00, in time'],
  [
    ...(['AFTER24H', '2026-10-31T16:30:00-05:00', '2026-11-02T17:31:30-06:00'] as const),
    'performed 2026-11-02T17:31:30-06:00, 26 hours 2 minutes late',
  ],
  ['AFTER15MIN', '2026-11-01T12:00:00Z', '2026-11-01T13:15:00Z', 'performed 2026-11-01T07:15:00-06:00, 1 hour late'],
])('The reason of %s from %s, performed at %s, names the day of the work', (cadence, trigger, performedAt, words) => {
  expect(at(cadence, trigger, { performedAt }).reason.split('; ').at(-1)).toBe(words);
});

test('The next calendar day is one that exists', () => {
  const { alertDue, hardDue, reason } = at('EONCD', '2011-12-29', { zone: 'Pacific/Apia' });
  expect([alertDue, hardDue]).toEqual(['2011-12-31T00:00:00+14:00', '2011-12-31T23:59:59+14:00']);
  expect(reason).toContain('calendar day after 2011-12-29 in Pacific/Apia: 2011-12-31');
});

test('A day that a clock change lengthens or shortens still counts whole', () => {
  const onTime = { performedAt: '2026-11-01T23:59:59-06:00', now: '2026-11-02T12:00:00Z' };
  expect(at('AFTER1D', '2026-10-31', onTime).state).toBe('met');
  expect(at('AFTER1D', '2026-10-31', { ...onTime, performedAt: '2026-11-02T00:00:00-06:00' }).state).toBe('met_late');
});

test('An hour counts as elapsed time, whatever the clocks on the wall do', () => {
  const { hardDue } = at('AFTER24H', '2026-03-07T14:00:00-06:00');
  expect(hardDue).toBe('2026-03-08T15:00:00-05:00');
});

test('A first performance is due on the date that was set for it', () => {
  const first = at('CM15', { firstDue: '2026-12-01' });
  expect(first).toMatchObject({ hardDue: '2026-12-01', alertDue: '2026-11-17', state: 'alert' });
  expect(() => at('AFTER30D', { firstDue: '2026-12-01' })).toThrow(/only for a cadence that recurs/);
});

test('What has no date says why', () => {
  expect(at('GATE', null)).toEqual({
    alertDue: null,
    hardDue: null,
    window: { from: null, to: null },
    state: 'open',
    reason: 'must be done before the act it guards; no date',
  });
  expect(at('KEEP', '2026-01-01').reason).toContain('for as long as the plan says');
});

test('A missed quarter stays missed, and the next one does not depend on it', () => {
  const missed = at('CQ', '2026-07-01', { performedAt: '2026-10-01' });
  expect(missed).toMatchObject({ state: 'overdue', hardDue: '2026-09-30' });
  expect(missed.reason).toContain('performed in another quarter');
  const next = { trigger: '2026-07-01', performedAt: '2026-10-01', zone: CHICAGO.zone };
  expect(nextTrigger(parseCadence('CQ'), next)).toBe('2026-10-01');
});

test('A recurring clock starts again from the last performance, in the local date of the organization', () => {
  const last = { trigger: '2025-01-10', performedAt: '2026-04-01T03:00:00Z', zone: CHICAGO.zone };
  expect(nextTrigger(parseCadence('CM15'), last)).toBe('2026-03-31');
  expect(nextTrigger(parseCadence('CM15'), { trigger: '2025-01-10', zone: CHICAGO.zone })).toBeUndefined();
  expect(nextTrigger(parseCadence('AFTER30D'), last)).toBeUndefined();
});

test.each([
  ['CM0', '2026-01-01', {}, /not a cadence/],
  ['CM', '2026-01-01', {}, /not a cadence/],
  ['CM15D', '2026-01-01', {}, /not a cadence/],
  ['CM1201', '2026-01-01', {}, /not a cadence/],
  ['cm15', '2026-01-01', {}, /not a cadence/],
  ['GATE3', '2026-01-01', {}, /not a cadence/],
  ['CM15', '2026-02-30', {}, /not a date or time of the calendar/],
  ['CM15', '2026-01-01T24:00:00Z', {}, /not a date or time of the calendar/],
  ['CM15', '01/02/2026', {}, /timestamp with an offset/],
  ['CM15', '2026-01-01T10:00:00', {}, /timestamp with an offset/],
  ['AFTER24H', '2026-01-01', {}, /timestamp with an offset/],
  ['AFTER24H', '2026-01-01T00:00:00Z', { performedAt: '2026-01-01' }, /timestamp with an offset/],
  ['CM15', null, {}, /counts from a trigger/],
  ['CM15', '2026-01-02', { performedAt: '2026-01-01' }, /before the trigger/],
  ['CM15', '2026-01-02', { performedAt: '2027-01-01' }, /in the future/],
  ['CM15', '2026-01-02', { settings: { alertDays: 1.5, calendarMonthReading: 'same_day' } }, /alertDays/],
  ['CM15', '2026-01-02', { zone: 'America/Springfield' }, /not an IANA time zone/],
] as const)('%s from %s with %j is refused, with what is wrong', (cadence, trigger, over, message) => {
  expect(() => at(cadence, trigger, over)).toThrow(RangeError);
  expect(() => at(cadence, trigger, over)).toThrow(message);
});

const codes = fc.constantFrom('CM15', 'CM36', 'CQ', 'CD35', 'AFTER30D', 'EONCD', 'Y7', 'PLANDATE', 'CM1', 'AFTER1D');
const days = fc
  .integer({ min: 0, max: 20_000 })
  .map((day) => new Date(Date.UTC(2000, 0, 1 + day)).toISOString().slice(0, 10));
const zones = fc.constantFrom('America/Chicago', 'Pacific/Auckland', 'America/St_Johns', 'Antarctica/Troll', 'UTC');
const settings = fc.record({
  calendarMonthReading: fc.constantFrom('end_of_month', 'same_day'),
  alertDays: fc.nat({ max: 500 }),
} as const);

test('A later trigger is never due earlier', () => {
  fc.assert(
    fc.property(codes, days, days, zones, settings, (cadence, one, other, zone, chosen) => {
      const [first, last] = one <= other ? [one, other] : [other, one];
      const [early, late] = [first, last].map((trigger) => at(cadence, trigger, { zone, settings: chosen }));
      expect(Date.parse(String(early?.hardDue))).toBeLessThanOrEqual(Date.parse(String(late?.hardDue)));
    }),
  );
});

test('The alert is never after the hard date, and both are in the window', () => {
  fc.assert(
    fc.property(codes, days, zones, settings, (cadence, trigger, zone, chosen) => {
      const { alertDue, hardDue, window } = at(cadence, trigger, { zone, settings: chosen });
      expect(Date.parse(String(alertDue))).toBeLessThanOrEqual(Date.parse(String(hardDue)));
      expect(window.to).toBe(hardDue);
      if (window.from !== null) expect(Date.parse(window.from)).toBeLessThanOrEqual(Date.parse(String(alertDue)));
    }),
  );
});

test('What was performed late stays late, whenever it is calculated again', () => {
  fc.assert(
    fc.property(codes, days, zones, fc.nat({ max: 4000 }), (cadence, trigger, zone, later) => {
      const { hardDue } = at(cadence, trigger, { zone });
      const late = new Date(Date.parse(String(hardDue).slice(0, 10)) + 86_400_000);
      const performedAt = late.toISOString().slice(0, 10);
      const now = new Date(late.getTime() + (2 + later) * 86_400_000).toISOString();
      const { state } = at(cadence, trigger, { zone, performedAt, now });
      expect(state).toBe(cadence === 'CQ' ? 'overdue' : 'met_late');
    }),
  );
});
