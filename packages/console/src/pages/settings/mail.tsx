import type { OrganizationSettings } from '@raptor-comply/sdk';
import { useSession } from '../../api/session.ts';
import { Item, List, Section } from '../../ui/parts.tsx';
import { CalendarFeed } from '../record/calendar-feed.tsx';

/** Whether this server sends mail, what it sends and when, and the calendar of who is signed in. */
export function Mail({ settings }: Readonly<{ settings: OrganizationSettings }>) {
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
