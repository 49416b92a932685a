import { useSearch } from '@tanstack/react-router';
import { queryClient } from '../../api/query-client.ts';
import { useRead, useSetSearch, useTimeZone } from '../../api/session.ts';
import { addDays, dayIn, momentIn } from '../../records/format.ts';
import { type Field, type Kind, kindOf, listedKinds, type Row, readValue, titleOf } from '../../records/kinds.ts';
import { allRowsQuery, withinLog } from '../../records/queries.ts';
import { Diff } from '../../records/value.tsx';
import { DayField, SelectField } from '../../ui/field.tsx';
import { List, Loaded, PageHead, RecordLink, Section } from '../../ui/parts.tsx';
import { useToday } from '../today/due.tsx';

const SHOWN = 200;
const KINDS = ['Came', 'Went', 'Changed'] as const;

type Changed = Readonly<{ row: Row; before: Row; fields: Kind['fields'] }>;

const readAll = async (kind: Kind, asOf: string | undefined): Promise<ReadonlyMap<string, Row>> =>
  new Map((await queryClient.fetchQuery(allRowsQuery(kind, asOf))).map((row) => [row.id, row]));

const whole = (rows: readonly Row[]): Changed[] => rows.map((row) => ({ row, before: row, fields: [] }));

/** What came, went, and changed between two moments. */
export function ComparePage() {
  const { asOf, from: chosenFrom, to: chosenTo, segment = 'facilities' } = useSearch({ strict: false });
  const zone = useTimeZone();
  const today = useToday();
  const setSearch = useSetSearch();
  const kind = kindOf(segment);
  const now = dayIn(new Date(), zone);
  const from = chosenFrom ?? (asOf === undefined ? addDays(now, -30) : today);
  const to = chosenTo ?? now;
  const result = useRead(['compare', segment, from, to, zone, asOf], async () => {
    const moment = async (day: string) => (day >= now ? undefined : withinLog(momentIn(day, '23:59', zone)));
    // Until one chooses a day, the first moment is the one that the console shows.
    const start = chosenFrom === undefined && asOf !== undefined ? asOf : await moment(from);
    const [before, after] = [await readAll(kind, start), await readAll(kind, await moment(to))];
    const fields = kind.fields.filter(({ type }) => type !== 'timestamp' && type !== 'references');
    const changed = [...after.values()].flatMap((row): Changed[] => {
      const old = before.get(row.id);
      if (old === undefined) return [];
      const isChanged = ({ name }: Field) =>
        JSON.stringify(readValue(old, name)) !== JSON.stringify(readValue(row, name));
      return fields.some(isChanged) ? [{ row, before: old, fields: fields.filter(isChanged) }] : [];
    });
    return {
      came: whole([...after.values()].filter(({ id }) => !before.has(id))),
      went: whole([...before.values()].filter(({ id }) => !after.has(id))),
      changed,
    };
  });
  return (
    <>
      <PageHead
        title="Compare two moments"
        sub={`The ends of days in ${zone}; today is now. Before the log begins, its first moment counts.`}
      />
      <div className="mb-6 flex flex-wrap items-end gap-3">
        <SelectField
          label="What"
          className="w-48"
          value={segment}
          choices={listedKinds.map((item) => ({ value: item.segment, label: item.label }))}
          onChange={(value) => setSearch({ segment: value })}
        />
        <DayField label="End of" max={now} value={from} onChange={(day) => setSearch({ from: day })} />
        <DayField label="and end of" max={now} value={to} onChange={(day) => setSearch({ to: day })} />
      </div>
      <Loaded query={result} what="both moments">
        {({ came, went, changed }) => (
          <div className="flex flex-col gap-7">
            {[came, went, changed].map((rows, index) => (
              <Section key={KINDS[index]} title={`${KINDS[index]}: ${rows.length.toLocaleString('en-US')}`}>
                {rows.length > 0 && (
                  <List>
                    {rows.slice(0, SHOWN).map(({ row, before, fields }) => (
                      <li key={row.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2">
                        {rows === went ? (
                          titleOf(kind, row)
                        ) : (
                          <RecordLink {...{ segment, id: row.id, title: titleOf(kind, row) }} />
                        )}
                        {fields.map((field) => (
                          <span key={field.name} className="text-[13px] text-ink-2">
                            {field.label}{' '}
                            <Diff
                              field={field}
                              before={readValue(before, field.name)}
                              after={readValue(row, field.name)}
                            />
                          </span>
                        ))}
                      </li>
                    ))}
                  </List>
                )}
              </Section>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}
