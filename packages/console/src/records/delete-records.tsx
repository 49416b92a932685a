import type { Page } from '@raptor-comply/sdk';
import { useMutation, useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf, refreshAll } from '../api/query-client.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ReasonField } from '../ui/field.tsx';
import { Button } from '../ui/parts.tsx';
import { toast } from '../ui/toast.tsx';
import { counted } from './format.ts';
import { childrenOf, type Kind, type Row, titleOf } from './kinds.ts';
import { deleteRow, restoreRow, someRowsQuery } from './queries.ts';

interface DeleteRecordsProps {
  readonly kind: Kind;
  readonly rows: readonly Row[];
  readonly isRestore?: boolean;
  readonly onClose: () => void;
  readonly onDone: () => unknown;
}

/** What the records have below them. */
const useBelow = (kind: Kind, rows: readonly Row[]): readonly string[] =>
  useQueries({
    queries: (rows.length === 1 ? childrenOf(kind) : []).map(({ kind: child, field }) => ({
      ...someRowsQuery(child, { [field.name]: rows[0]?.id, limit: 1 }),
      select: ({ totalCount = 0 }: Page<Row>) => (totalCount > 0 ? [counted(totalCount, child.noun, child.nouns)] : []),
    })),
  }).flatMap(({ data = [] }) => data);

/** Deletes records one after another, or restores them; says what goes and what stays, and which the API kept and why. */
export function DeleteRecords({ kind, rows, isRestore = false, onClose, onDone }: DeleteRecordsProps) {
  const [done, setDone] = useState(0);
  const [reason, setReason] = useState('');
  const what = rows.length === 1 ? titleOf(kind, rows[0] ?? {}) : counted(rows.length, kind.noun, kind.nouns);
  const title = `${isRestore ? 'Restore' : 'Delete'} ${what}`;
  const below = useBelow(kind, isRestore ? [] : rows);
  const restore = async () => {
    for (const row of rows) await restoreRow(kind, row.id);
  };
  const end = async () => {
    onClose();
    await onDone();
    await refreshAll();
  };
  const run = useMutation({
    mutationFn: async () => {
      const refused: { row: Row; message: string }[] = [];
      for (const [index, row] of rows.entries()) {
        try {
          await (isRestore ? restoreRow : deleteRow)(kind, row.id, reason.trim());
        } catch (error) {
          refused.push({ row, message: problemOf(error).message });
        }
        setDone(index + 1);
      }
      return refused;
    },
    onSuccess: async (refused) => {
      if (refused.length > 0) return;
      await end();
      toast(`${what} ${isRestore ? 'restored' : 'deleted'}.`, isRestore ? {} : { undo: restore });
    },
  });
  const stayed = run.data ?? [];
  if (stayed.length > 0)
    return (
      <Dialog title={title} onClose={end} footer={<Button onClick={end}>Close</Button>}>
        <p className="mb-2">
          {rows.length - stayed.length} done. {stayed.length} stayed:
        </p>
        <ul className="space-y-1 text-[13px]">
          {stayed.map(({ row, message }) => (
            <li key={row.id}>
              <b className="font-[550]">{titleOf(kind, row)}</b>: {message}
            </li>
          ))}
        </ul>
      </Dialog>
    );
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={<Button onClick={onClose}>Cancel</Button>}
      act={{ label: title, busy: `${done} of ${rows.length} …`, tone: isRestore ? 'go' : 'danger', change: run }}
    >
      {isRestore ? (
        <p>Back in the inventory as before.</p>
      ) : (
        <p>
          Gone from the inventory and every list. The history stays, and so does the record for reads of the past. The
          filter “Deleted” finds and restores it.
        </p>
      )}
      {below.length > 0 && (
        <p className="mt-3 rounded-lg bg-medium-wash px-4 py-3">
          It has {below.join(', ')}. The server may refuse to delete it until they are moved or deleted.
        </p>
      )}
      <ReasonField className="mt-4" value={reason} onChange={setReason} />
    </Dialog>
  );
}
