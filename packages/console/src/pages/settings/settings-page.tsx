import { etagOf, type OrganizationSettings, type OrganizationSettingsUpdate } from '@raptor-comply/sdk';
import { useId, useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { apiUrl, comply, consoleUrl, useCan, useReadAsOf, useSession } from '../../api/session.ts';
import { Form, Options } from '../../ui/field.tsx';
import { Button, ErrorNotice, Item, List, Loaded, PageHead, Section } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { CalendarFeed } from '../record/calendar-feed.tsx';

interface Setting {
  readonly name: keyof OrganizationSettingsUpdate;
  readonly label: string;
  readonly about: string;
  readonly choices?: Readonly<Record<string, string>>;
  readonly isNumber?: true;
}
type Values = Readonly<Record<string, string>>;

const same = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, value]));
const SETTINGS: readonly Setting[] = [
  {
    name: 'timeZone',
    label: 'Time zone',
    about: 'Every time in the console, and the day on which a deadline falls.',
    choices: same(['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]),
  },
  {
    name: 'jurisdiction',
    label: 'Jurisdiction',
    about: 'Which versions of the standards are in force.',
    choices: same(['US', 'CA-AB', 'CA-BC', 'CA-MB', 'CA-NB', 'CA-NS', 'CA-ON', 'CA-QC', 'CA-SK']),
  },
  {
    name: 'calendarMonthReading',
    label: 'Calendar months end',
    about: 'How “15 calendar months” is read.',
    choices: { end_of_month: 'at the end of the month', same_day: 'on the same day' },
  },
  { name: 'alertDays', label: 'Warn before a hard date', about: 'Days.', isNumber: true },
  { name: 'escalationDays', label: 'Tell the manager after', about: 'Days that a task is overdue.', isNumber: true },
  {
    name: 'remindersEnabled',
    label: 'Reminders by mail',
    about: 'To the people whom tasks are assigned to.',
    choices: { true: 'on', false: 'off' },
  },
  { name: 'nercRegistrationId', label: 'NERC registration', about: 'The NCR id of the organization.' },
];

/** A value as the API takes it. A number that was cleared is null, which the API refuses by the field's name. */
function typed({ name, isNumber }: Setting, text: string): unknown {
  if (name === 'remindersEnabled') return text === 'true';
  if (text.trim() === '') return null;
  // Text that is no number goes to the API as it is, which says what is wrong with it.
  return isNumber && !Number.isNaN(Number(text)) ? Number(text) : text.trim();
}

/** Settings of the organization, and what this software is. */
export function SettingsPage() {
  const canWrite = useCan('organization:write');
  const settings = useReadAsOf(['organization', 'edit'], (options) => comply.organization.get(options), {
    refetchOnWindowFocus: false,
  });
  const [values, setValues] = useState<Values>({});
  const save = useChange(
    async () => {
      if (settings.data === undefined) return;
      const body = Object.fromEntries(
        SETTINGS.flatMap((setting) => {
          const text = values[setting.name];
          return text === undefined ? [] : [[setting.name, typed(setting, text)]];
        }),
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
            <Form onSubmit={save.mutate}>
              <div className="card divide-y divide-line">
                {SETTINGS.filter(({ name }) => name !== 'remindersEnabled' || stored.mailFrom !== null).map(
                  (setting) => (
                    <Row
                      key={setting.name}
                      setting={setting}
                      isDisabled={!canWrite}
                      value={values[setting.name] ?? String(stored[setting.name] ?? '')}
                      onChange={(value) => setValues({ ...values, [setting.name]: value })}
                    />
                  ),
                )}
              </div>
              <ErrorNotice error={save.error} className="mt-4" />
              {canWrite && (
                <div className="mt-4 flex justify-end">
                  <Button type="submit" tone="go" disabled={Object.keys(values).length === 0 || save.isPending}>
                    Save
                  </Button>
                </div>
              )}
            </Form>
            <Mail settings={stored} />
            <About />
          </div>
        )}
      </Loaded>
    </div>
  );
}

type RowProps = Readonly<{ setting: Setting; value: string; isDisabled: boolean; onChange: (value: string) => void }>;

function Row({ setting: { label, about, choices, isNumber }, value, isDisabled, onChange }: RowProps) {
  const shared = {
    id: useId(),
    className: 'input',
    disabled: isDisabled,
    value,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  return (
    <div className="grid items-center gap-x-4 gap-y-1.5 px-4 py-3 sm:grid-cols-[1fr_260px]">
      <label htmlFor={shared.id} className="font-[550]">
        {label}
        <span className="block text-[12px]/4 font-normal text-ink-3">{about}</span>
      </label>
      {choices === undefined ? (
        <input {...shared} inputMode={isNumber ? 'numeric' : 'text'} />
      ) : (
        <select {...shared}>
          <Options choices={Object.entries(choices).map(([value, label]) => ({ value, label }))} />
        </select>
      )}
    </div>
  );
}

/** Whether this server sends mail, what it sends and when, and the calendar of who is signed in. */
function Mail({ settings }: Readonly<{ settings: OrganizationSettings }>) {
  const { mailFrom, remindersEnabled, escalationDays } = settings;
  const { user } = useSession();
  return (
    <Section title="Mail and calendar">
      <List>
        {mailFrom === null ? (
          <Item
            title="This server sends no mail"
            note={
              <>
                Whoever runs it sets <code>SMTP_URL</code>, such as <code>smtps://user:password@mail.example.com</code>,
                and <code>MAIL_FROM</code>, the address of the sender, and starts it again. Until then nobody is
                reminded.
              </>
            }
          />
        ) : (
          <Item
            title={remindersEnabled ? `Reminders come from ${mailFrom}` : 'Reminders are turned off above'}
            note={`The server can send mail from ${mailFrom}.`}
          />
        )}
        <Item
          title="What is sent, and when"
          note={`Each person gets one mail with their tasks: at the alert date, on the planned date, a week before the hard date, on the day, and every week that a task is overdue; from 7:00, and for clocks in hours at the start, the alert, and the last hour. The manager of the assignee is told after ${escalationDays} days overdue.`}
        />
        {user !== null && <CalendarFeed userId={user.id} name={`${user.firstName} ${user.lastName}`} />}
      </List>
      {user === null && (
        <p className="mt-2 text-[13px] text-ink-3">
          A person’s tasks are also a calendar to subscribe to: the page of each person makes its address.
        </p>
      )}
    </Section>
  );
}

/** The build sets it. */
declare const VERSION: string;

/** Which version this is, and where the licenses of what it ships are. */
const About = () => (
  <Section title="About">
    <p className="card p-4 text-ink-2">
      Raptor Comply, open {VERSION} is free software under the Apache License 2.0. It asks no other server for anything.{' '}
      <a className="link" href={new URL('docs', apiUrl).href}>
        API reference
      </a>
      {' · '}
      <a className="link" href={new URL('licenses.txt', consoleUrl).href}>
        Licenses of the packages in the console
      </a>
    </p>
  </Section>
);
