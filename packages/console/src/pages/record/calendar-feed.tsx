import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { apiUrl, comply, useCan } from '../../api/session.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, CopyText, Item } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';

type PersonProps = Readonly<{ userId: string; name: string }>;

/** The address of a person's open tasks as a calendar, for Outlook, Google Calendar, and others. */
export function CalendarFeed({ userId, name }: PersonProps) {
  const [isOpen, setOpen] = useState(false);
  const canWrite = [useCan('calendar-feeds:write'), useCan('tasks:read')].every(Boolean);
  return (
    <Item
      title={`Calendar of ${name}`}
      note="Their open tasks, to subscribe to in Outlook, Google Calendar, and others."
    >
      {canWrite && <Button onClick={() => setOpen(true)}>Address …</Button>}
      {isOpen && <Address userId={userId} name={name} onClose={() => setOpen(false)} />}
    </Item>
  );
}

function Address({ userId, name, onClose }: PersonProps & { readonly onClose: () => void }) {
  const make = useChange(() => comply.users.createCalendarFeed(userId));
  const revoke = useChange(
    () => comply.users.revokeCalendarFeed(userId),
    () => {
      onClose();
      toast('The calendar has no address any more.');
    },
  );
  return (
    <Dialog
      title={`Calendar of ${name}`}
      onClose={onClose}
      footer={
        <Button tone="danger" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          Revoke
        </Button>
      }
      act={{ label: make.data === undefined ? 'Make an address' : 'Make another', change: make }}
    >
      <p className="mb-3">
        A calendar program fetches it from this server without a key, so the address is a secret. It is shown once; a
        new address ends the one before.
      </p>
      {make.data !== undefined && <CopyText text={new URL(make.data.path.slice(1), apiUrl).href} name="address" />}
    </Dialog>
  );
}
