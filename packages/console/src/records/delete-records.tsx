import type { Page } from '@raptor-comply/sdk';
import { useMutation, useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { refreshAll } from '../../api/query-client.ts';
import { counted } from '../../records/format.ts';
import { childrenOf, type Kind, type Row, titleOf } from '../../records/kinds.ts';
import { deleteRow, restoreRow, someRowsQuery } from '../../records/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ReasonField } from '../../ui/field.tsx';
import { Button } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';

/** Deletes a record, after saying what goes and what stays. */
export function DeleteRecord({ kind, row, onClose }: Readonly<{ kind: Kind; row: Row; onClose: () => void }>) {
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const title = titleOf(kind, row);
  const children = useQueries({
    queries: childrenOf(kind).map(({ kind: child, field }) => ({
      ...someRowsQuery(child, { [field.name]: row.id, limit: 1 }),
      select: ({ totalCount = 0 }: Page<Row>) => ({ child, count: totalCount }),
    })),
  });
  const below = children.flatMap(({ data }) =>
    data !== undefined && data.count > 0 ? [counted(data.count, data.child.noun, data.child.nouns)] : [],
  );
  const remove = useMutation({
    mutationFn: () => deleteRow(kind, row.id, reason.trim()),
    onSuccess: async () => {
      onClose();
      await navigate({ to: '/$segment', params: { segment: kind.segment } });
      await refreshAll();
      toast(`${title} deleted.`, { undo: () => restoreRow(kind, row.id) });
    },
  });
  return (
    <Dialog
      title={`Delete ${title}`}
      onClose={onClose}
      footer={<Button onClick={onClose}>Cancel</Button>}
      act={{ label: `Delete ${kind.noun}`, busy: 'Deleting …', tone: 'danger', change: remove }}
    >
      <p>
        <b className="font-semibold">Goes:</b> it leaves the inventory and every list.
      </p>
      <p className="mt-1">
        <b className="font-semibold">Stays:</b> its history, and the record itself for reads of the past. The filter
        “Deleted” finds and restores it.
      </p>
      {below.length > 0 && (
        <p className="mt-3 rounded-lg bg-medium-wash px-4 py-3">
          It has {below.join(', ')}. The server may refuse to delete it until they are moved or deleted.
        </p>
      )}
      <ReasonField className="mt-4" value={reason} onChange={setReason} />
    </Dialog>
  );
}
