import { etagOf } from '@raptor-comply/sdk';
import { useState } from 'react';
import { queryClient, useChange } from '../../api/query-client.ts';
import { useAsOf, useSession } from '../../api/session.ts';
import { counted } from '../../records/format.ts';
import { kindOf } from '../../records/kinds.ts';
import { recordQuery, updateRow } from '../../records/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { rankOf } from '../record/rating.tsx';

type Rated = Readonly<{ segment: string; id: string; title: string; impactLevel: string; reason: string }>;

/** Records what the criteria say where something lower is recorded, such as after an import of sites as low. */
export function RecordRatings({ rated }: Readonly<{ rated: readonly Rated[] }>) {
  const { permissions } = useSession();
  const isNow = useAsOf() === undefined;
  const [isOpen, setOpen] = useState(false);
  const [done, setDone] = useState(0);
  const wanted = rated.filter(({ segment }) => isNow && permissions.includes(`${segment}:write`));
  const what = counted(wanted.length, 'rating', 'ratings');
  const record = useChange(
    async () => {
      const failed: string[] = [];
      for (const [index, { segment, id, title, impactLevel, reason }] of wanted.entries()) {
        setDone(index + 1);
        try {
          const row = await queryClient.fetchQuery({ ...recordQuery(segment, id), staleTime: 0 });
          const change = { etag: etagOf(row), reason: reason.slice(0, 500) };
          // Somebody may have recorded it meanwhile.
          if (rankOf(String(row.impactLevel)) < rankOf(impactLevel))
            await updateRow(kindOf(segment), id, { impactLevel }, change);
        } catch {
          failed.push(title);
        }
      }
      return failed;
    },
    (failed) => {
      setOpen(false);
      if (failed.length === 0) toast(`${what} recorded.`);
      else toast(`Not recorded: ${failed.slice(0, 3).join(', ')}. Open one to see why.`, { bad: true });
    },
  );
  if (wanted.length === 0) return null;
  return (
    <>
      <Button className="mt-2" onClick={() => setOpen(true)}>
        Record {wanted.length === 1 ? 'it' : `all ${wanted.length.toLocaleString('en-US')}`} …
      </Button>
      {isOpen && (
        <Dialog
          title={`Record ${what}`}
          onClose={() => setOpen(false)}
          act={{ label: `Record ${what}`, busy: `Recording ${done} of ${wanted.length} …`, change: record }}
        >
          Each site and system gets the rating of the criteria, and the log keeps the criterion as the reason. A rating
          that is recorded higher than the criteria say stays as it is.
        </Dialog>
      )}
    </>
  );
}
