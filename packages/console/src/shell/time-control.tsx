import { useNavigate } from '@tanstack/react-router';
import { Clock } from 'lucide-react';
import { useId, useState } from 'react';
import { useAsOf, useTimeZone } from '../api/session.ts';
import { addDays, dayIn, formatMoment, momentIn } from '../records/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { Button } from '../ui/parts.tsx';

/** Sets the moment that the whole console shows. */
export function TimeControl() {
  const asOf = useAsOf();
  const zone = useTimeZone();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={Clock}
        className={asOf === undefined ? '' : 'border-past text-past'}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
      >
        <span className="max-w-[40vw] truncate">
          {asOf === undefined ? 'Now' : formatMoment(asOf, zone).replace(/, \d\d:.*$/, '')}
        </span>
      </Button>
      {isOpen && <TimeDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function TimeDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const asOf = useAsOf();
  const zone = useTimeZone();
  const navigate = useNavigate();
  const id = useId();
  const today = dayIn(new Date(), zone);
  const [day, setDay] = useState(asOf === undefined ? today : dayIn(new Date(asOf), zone));
  const [time, setTime] = useState('23:59');
  const travel = (moment: string | undefined) => {
    onClose();
    navigate({ to: '.', search: (search) => ({ ...search, asOf: moment }) });
  };
  const choices: readonly [string, string][] = [
    ['Yesterday', addDays(today, -1)],
    ['End of last month', addDays(`${today.slice(0, 8)}01`, -1)],
    ['End of last quarter', lastQuarterEnd(today)],
    ['A year ago', `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`],
  ];
  return (
    <Dialog
      title="Show a moment in the past"
      onClose={onClose}
      footer={
        <>
          {asOf !== undefined && <Button onClick={() => travel(undefined)}>Return to now</Button>}
          <Button tone="go" type="submit" form={id}>
            Show this moment
          </Button>
        </>
      }
    >
      <p className="mb-4 text-ink-2">
        Everything in the console is then as it was at that moment, and nothing can be changed. Times are in {zone}.
      </p>
      <form
        id={id}
        className="grid grid-cols-[1fr_110px] gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const moment = momentIn(day, time, zone);
          travel(Date.parse(moment) >= Date.now() ? undefined : moment);
        }}
      >
        <InputField label="Day" type="date" required max={today} value={day} onChange={setDay} />
        <InputField label="Time" type="time" required value={time} onChange={setTime} />
      </form>
      <div className="mt-4 flex flex-wrap gap-2">
        {choices.map(([label, date]) => (
          <button key={label} type="button" className="chip" onClick={() => travel(momentIn(date, '23:59', zone))}>
            {label}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

function lastQuarterEnd(today: string): string {
  const month = Number(today.slice(5, 7));
  const first = String(month - ((month - 1) % 3)).padStart(2, '0');
  return addDays(`${today.slice(0, 5)}${first}-01`, -1);
}
