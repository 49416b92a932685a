import { useState } from 'react';
import { problemOf } from '../../api/errors.ts';
import { useChange } from '../../api/query-client.ts';
import { counted } from '../../records/format.ts';
import { type Kind, type Row, titleOf } from '../../records/kinds.ts';
import { deleteRow, restoreRow } from '../../records/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';

interface BulkDeleteProps {
  readonly kind: Kind;
  readonly rows: readonly Row[];
  readonly isRestore: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

type Refused = Readonly<{ row: Row; message: string }>;

/** Deletes records one after another, and says which the API kept and why; or restores them. */
export function BulkDelete({ kind, rows, isRestore, onClose, onDone }: BulkDeleteProps) {
  const [done, setDone] = useState(0);
  const what = counted(rows.length, kind.noun, kind.nouns);
  const end = () => {
    onClose();
    onDone();
  };
  const run = useChange(
    async () => {
      const refused: Refused[] = [];
      for (const [index, row] of rows.entries()) {
        try {
          await (isRestore ? restoreRow(kind, row.id) : deleteRow(kind, row.id));
        } catch (error) {
          refused.push({ row, message: problemOf(error).message });
        }
        setDone(index + 1);
      }
      return refused;
    },
    (refused) => {
      if (refused.length > 0) return;
      end();
      toast(`${what} ${isRestore ? 'restored' : 'deleted'}.`);
    },
  );
  const verb = isRestore ? 'Restore' : 'Delete';
  return (
    <Dialog
      title={`${verb} ${what}`}
      onClose={onClose}
      footer={
        <Button onClick={run.data === undefined ? onClose : end}>{run.data === undefined ? 'Cancel' : 'Close'}</Button>
      }
      act={
        run.data === undefined
          ? {
              label: `${verb} ${what}`,
              busy: `${done} of ${rows.length} …`,
              tone: isRestore ? 'go' : 'danger',
              change: run,
            }
          : undefined
      }
    >
      {run.data === undefined ? (
        isRestore ? (
          <p>They return to the inventory as they were.</p>
        ) : (
          <p>
            They leave the inventory and every list. Their history stays, and the filter “Deleted” finds and restores
            them. A record that still has others below it is not deleted.
          </p>
        )
      ) : (
        <>
          <p className="mb-2">
            {rows.length - run.data.length} done. {run.data.length} stayed:
          </p>
          <ul className="space-y-1 text-[13px]">
            {run.data.map(({ row, message }) => (
              <li key={row.id}>
                <b className="font-[550]">{titleOf(kind, row)}</b>: {message}
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
