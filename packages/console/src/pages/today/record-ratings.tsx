import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { useCan } from '../../api/session.ts';
import { counted } from '../../records/format.ts';
import { kindOf } from '../../records/kinds.ts';
import { updateRow } from '../../records/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';

export type Rated = Readonly<{ segment: string; id: string; title: string; impactLevel: string; reason: string }>;

/** Records what the criteria say where something lower is recorded, such as after an import of sites as low. */
export function RecordRatings({ rated }: Readonly<{ rated: readonly Rated[] }>) {
  const canWrite = useCan('facilities:write');
  const [isOpen, setOpen] = useState(false);
  const [done, setDone] = useState(0);
  const what = counted(rated.length, 'rating', 'ratings');
  const record = useChange(
    async () => {
      for (const [index, { segment, id, impactLevel, reason }] of rated.entries()) {
        setDone(index + 1);
        await updateRow(kindOf(segment), id, { impactLevel }, { reason: reason.slice(0, 500) });
      }
    },
    () => {
      setOpen(false);
      toast(`${what} recorded.`);
    },
  );
  if (!canWrite) return null;
  return (
    <>
      <Button className="mt-2" onClick={() => setOpen(true)}>
        Record {rated.length === 1 ? 'it' : `all ${rated.length.toLocaleString('en-US')}`} …
      </Button>
      {isOpen && (
        <Dialog
          title={`Record ${what}`}
          onClose={() => setOpen(false)}
          act={{ label: `Record ${what}`, busy: `Recording ${done} of ${rated.length} …`, change: record }}
        >
          Each site and system gets the rating of the criteria, and the log keeps the criterion and the megawatts as the
          reason. A rating that is recorded higher than the criteria say stays as it is.
        </Dialog>
      )}
    </>
  );
}
