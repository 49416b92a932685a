import { etagOf, type OrganizationSettingsUpdate } from '@raptor-comply/sdk';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { comply, useAsOf, useCan } from '../../api/session.ts';
import { Options } from '../../ui/field.tsx';
import { Button, ErrorNotice, Loaded, PageHead } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { About } from './about.tsx';
import { Mail } from './mail.tsx';

interface Setting {
  readonly name:
    | 'timeZone'
    | 'jurisdiction'
    | 'calendarMonthReading'
    | 'alertDays'
    | 'escalationDays'
    | 'remindersEnabled'
    | 'nercRegistrationId';
  readonly label: string;
  readonly about: string;
  readonly choices?: readonly (readonly [string, string])[];
  readonly isNumber?: true;
}

const SETTINGS: readonly Setting[] = [
  {
    name: 'timeZone',
    label: 'Time zone',
    about: 'Every time in the console, and the day on which a deadline falls.',
    choices: ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => [
      zone,
      zone,
    ]),
  },
  {
    name: 'jurisdiction',
    label: 'Jurisdiction',
    about: 'Which versions of the standards are in force.',
    choices: ['US', 'CA-AB', 'CA-BC', 'CA-MB', 'CA-NB', 'CA-NS', 'CA-ON', 'CA-QC', 'CA-SK'].map((code) => [code, code]),
  },
  {
    name: 'calendarMonthReading',
    label: 'Calendar months end',
    about: 'How “15 calendar months” is read.',
    choices: [
      ['end_of_month', 'at the end of the month'],
      ['same_day', 'on the same day'],
    ],
  },
  { name: 'alertDays', label: 'Warn before a hard date', about: 'Days.', isNumber: true },
  { name: 'escalationDays', label: 'Tell the manager after', about: 'Days that a task is overdue.', isNumber: true },
  {
    name: 'remindersEnabled',
    label: 'Reminders by mail',
    about: 'To the people whom tasks are assigned to.',
    choices: [
      ['true', 'on'],
      ['false', 'off'],
    ],
  },
  { name: 'nercRegistrationId', label: 'NERC registration', about: 'The NCR id of the organization.' },
];

const NUMBERS = new Set<string>(SETTINGS.flatMap(({ name, isNumber }) => (isNumber ? [name] : [])));

/** Settings of the organization, and what this software is. */
export function SettingsPage() {
  const asOf = useAsOf();
  const canWrite = useCan('organization:write');
  const id = useId();
  const settings = useQuery({
    queryKey: ['organization', 'edit', asOf],
    queryFn: ({ signal }) => comply.organization.get({ signal, asOf }),
    refetchOnWindowFocus: false,
  });
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const save = useChange(
    async () => {
      if (settings.data === undefined) return;
      const body = Object.fromEntries(
        Object.entries(values).map(([name, text]) => [
          name,
          name === 'remindersEnabled' ? text === 'true' : NUMBERS.has(name) ? Number(text) : text.trim() || null,
        ]),
      );
      await comply.organization.update(body as OrganizationSettingsUpdate, { ifMatch: etagOf(settings.data) });
    },
    () => {
      setValues({});
      toast('Settings saved.');
    },
  );
  return (
    <div className="max-w-[760px]">
      <PageHead title="Settings" sub={settings.data?.name} />
      <Loaded query={settings} what="the settings">
        {(stored) => (
          <div className="flex flex-col gap-7">
            <form
              onSubmit={(event) => {
                event.preventDefault();
                save.mutate();
              }}
            >
              <div className="card divide-y divide-line">
                {SETTINGS.map(({ name, label, about, choices, isNumber }) => {
                  const shared = {
                    id: `${id}-${name}`,
                    className: 'input',
                    disabled: !canWrite,
                    value: values[name] ?? String(stored[name] ?? ''),
                    onChange: (event: { target: { value: string } }) =>
                      setValues({ ...values, [name]: event.target.value }),
                  };
                  return (
                    <div key={name} className="grid items-center gap-x-4 gap-y-1.5 px-4 py-3 sm:grid-cols-[1fr_260px]">
                      <label htmlFor={shared.id} className="font-[550]">
                        {label}
                        <span className="block text-[12px]/4 font-normal text-ink-3">{about}</span>
                      </label>
                      {choices === undefined ? (
                        <input {...shared} inputMode={isNumber ? 'numeric' : 'text'} />
                      ) : (
                        <select {...shared}>
                          <Options choices={choices.map(([value, text]) => ({ value, label: text }))} />
                        </select>
                      )}
                    </div>
                  );
                })}
              </div>
              <ErrorNotice error={save.error} className="mt-4" />
              {canWrite && (
                <div className="mt-4 flex justify-end">
                  <Button type="submit" tone="go" disabled={Object.keys(values).length === 0 || save.isPending}>
                    Save
                  </Button>
                </div>
              )}
            </form>
            <Mail settings={stored} />
            <About />
          </div>
        )}
      </Loaded>
    </div>
  );
}
