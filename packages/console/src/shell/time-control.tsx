import { parseDate } from '@internationalized/date';
import { Link } from '@tanstack/react-router';
import { Clock } from 'lucide-react';
import { useId, useState } from 'react';
import { useAsOf, useReadsLog, useSetSearch, useTimeZone } from '../api/session.ts';
import { addDays, dayIn, formatMoment, momentIn } from '../records/format.ts';
import { withinLog } from '../records/queries.ts';
import { Dialog } from '../ui/dialog.tsx';
import { DayField, Form, InputField } from '../ui/field.tsx';
import { Button } from '../ui/parts.tsx';
import { Chip } from '../ui/tags.tsx';
import { toast } from '../ui/toast.tsx';

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
  const setSearch = useSetSearch();
  const id = useId();
  const today = dayIn(new Date(), zone);
  const [day, setDay] = useState(asOf === undefined ? addDays(today, -1) : dayIn(new Date(asOf), zone));
  const [time, setTime] = useState('23:59');
  const readsLog = useReadsLog();
  const travel = async (moment: string | undefined) => {
    onClose();
    const shown = moment === undefined || !readsLog ? moment : await withinLog(moment).catch(() => moment);
    if (shown !== moment) toast('There is nothing before this: the log begins here.');
    setSearch({ asOf: shown });
  };
  const choices: readonly [string, string][] = [
    ['Yesterday', addDays(today, -1)],
    ['End of last month', addDays(`${today.slice(0, 8)}01`, -1)],
    ['A year ago', parseDate(today).subtract({ years: 1 }).toString()],
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
      <Form
        id={id}
        className="grid grid-cols-[1fr_110px] gap-3"
        onSubmit={() => {
          const moment = momentIn(day, time, zone);
          travel(Date.parse(moment) >= Date.now() ? undefined : moment);
        }}
      >
        <DayField label="Day" max={today} value={day} onChange={setDay} />
        <InputField label="Time" type="time" required value={time} onChange={setTime} />
      </Form>
      <div className="mt-4 flex flex-wrap gap-2">
        {choices.map(([label, date]) => (
          <Chip key={label} onClick={() => travel(momentIn(date, '23:59', zone))}>
            {label}
          </Chip>
        ))}
      </div>
    </Dialog>
  );
}

/** Says which moment the console shows. */
export function PastBanner({ asOf }: Readonly<{ asOf: string }>) {
  const zone = useTimeZone();
  const setSearch = useSetSearch();
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-past-wash px-4 py-2 font-[550] text-past md:px-8"
    >
      <Clock size={16} strokeWidth={1.75} aria-hidden />
      <span>As of {formatMoment(asOf, zone)}. Nothing can be changed here.</span>
      <Link to="/compare" className="underline underline-offset-2">
        Compare with now
      </Link>
      <button
        type="button"
        className="cursor-pointer underline underline-offset-2"
        onClick={() => setSearch({ asOf: undefined })}
      >
        Return to now
      </button>
    </div>
  );
}
