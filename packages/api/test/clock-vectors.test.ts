import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { openTestDatabase } from './support/test-server.ts';
import { prepared } from './support/use-test-server.ts';

const vectors: readonly { expected: object }[] = JSON.parse(
  readFileSync(new URL('../../clocks/vectors.json', import.meta.url), 'utf8'),
);

// The clocks again, in PostgreSQL's own date arithmetic. A day is a date, `at time zone` turns it into a moment.
const RECALCULATE = `
with given as (
  select ordinality as n, v->>'cadence' as cadence, v->>'trigger' as trigger, v->>'zone' as zone, (v->>'now')::timestamptz as now,
         v->>'performedAt' as performed, coalesce((v->'settings'->>'alertDays')::integer, 14) as alert_days,
         v->'settings'->>'calendarMonthReading' = 'same_day' is true as same_day,
         substring(v->>'cadence' from '\\d+')::integer as count, v->>'cadence' ~ '^AFTER\\d+(H|MIN)$' as is_moment
    from jsonb_array_elements($1::jsonb) with ordinality as vectors (v, ordinality)
), days as (
  select given.*, day, moment, case when cadence = 'PLANDATE' then null when cadence = 'CQ' then date_trunc('quarter', day)::date else day end as first
    from given,
         lateral (select case when trigger ~ 'T' then trigger::timestamptz end as moment) m,
         lateral (select case when trigger ~ 'T' then (moment at time zone zone)::date else trigger::date end as day) d
), hard as (
  select days.*,
         case when cadence = 'CQ' then (first + interval '3 months')::date - 1
              when cadence ~ '^CM' and same_day then (day + make_interval(months => count))::date
              when cadence ~ '^CM' then (date_trunc('month', day + make_interval(months => count)) + interval '1 month')::date - 1
              when cadence ~ '^Y' then (day + make_interval(years => count))::date
              when cadence = 'EONCD' then ((day + 1)::timestamp at time zone zone at time zone zone)::date
              when cadence = 'PLANDATE' then day
              else day + count end as hard,
         moment + case when cadence ~ 'H$' then make_interval(hours => count) else make_interval(mins => count) end as hard_moment
    from days
), alert as (
  select hard.*,
         case when cadence ~ '^CM' and not same_day then (day + make_interval(months => count))::date
              when cadence = 'EONCD' then hard
              when cadence = 'PLANDATE' then hard - alert_days
              else hard - least(alert_days, (hard - first) / 2) end as alert,
         greatest(hard_moment - make_interval(days => alert_days), moment + (hard_moment - moment) / 2) as alert_moment
    from hard
), edges as (
  select alert.*,
         case when is_moment then moment else first::timestamp at time zone zone end as opens,
         case when cadence ~ '^KEEP' then null when is_moment then alert_moment else alert::timestamp at time zone zone end as alerts,
         case when is_moment then hard_moment + interval '1 microsecond' else (hard + 1)::timestamp at time zone zone end as late,
         case when is_moment then performed::timestamptz
              when performed ~ 'T' then (performed::timestamptz at time zone zone)::date::timestamp at time zone zone
              else performed::timestamp at time zone zone end as done
    from alert
)
select json_build_object('hard', case when is_moment then null when cadence ~ '^KEEP' then null else hard end,
                         'hardMoment', case when is_moment then extract(epoch from hard_moment)
                                            when cadence = 'EONCD' then extract(epoch from late) - 1 end,
                         'alert', case when is_moment or cadence ~ '^KEEP' then null else alert end,
                         'alertMoment', case when is_moment then floor(extract(epoch from alert_moment)) end,
                         'state', case when done is not null and cadence = 'CQ' and done >= opens and done < late then 'met'
                                       when done is not null and cadence <> 'CQ' then case when done < late then 'met' else 'met_late' end
                                       when now < opens then 'upcoming'
                                       when now >= late then case when cadence ~ '^KEEP' then 'met' else 'overdue' end
                                       when now >= alerts then 'alert'
                                       else 'open' end) as found
  from edges order by n`;

interface Expected {
  readonly alertDue: string | null;
  readonly hardDue: string | null;
  readonly state: string;
}

const seconds = (text: string): number => Date.parse(text) / 1000;

/** A vector's dates in the form that the query has them: the day, and the moment if the clock has one. */
function comparable({ alertDue, hardDue, state }: Expected) {
  const isMoment = hardDue?.includes('T') === true;
  const isDay = isMoment && hardDue?.includes('T23:59:59') && alertDue?.includes('T00:00:00');
  return {
    hard: isMoment && !isDay ? null : (hardDue?.slice(0, 10) ?? null),
    hardMoment: isMoment ? seconds(hardDue) : null,
    alert: isMoment && !isDay ? null : (alertDue?.slice(0, 10) ?? null),
    alertMoment: isMoment && !isDay && alertDue !== null ? seconds(alertDue) : null,
    state,
  };
}

const database = prepared(openTestDatabase);
afterAll(() => database.close());

test('PostgreSQL calculates the same dates and states as the vectors of the clocks', async () => {
  const rows = await database.query<{ found: object }>({ text: RECALCULATE, values: [JSON.stringify(vectors)] });
  expect(rows.length).toBe(vectors.length);
  for (const [index, { found }] of rows.entries()) {
    const vector = vectors[index] as { expected: Expected };
    expect({ vector, ...found }).toEqual({ vector, ...comparable(vector.expected) });
  }
});
