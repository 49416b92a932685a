import { lazyRouteComponent } from '@tanstack/react-router';
import { Pencil, RotateCcw, Trash2 } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { Kind, Row } from '../../records/kinds.ts';
import { Button } from '../../ui/parts.tsx';

const BulkEdit = lazyRouteComponent(() => import('./bulk-edit.tsx'), 'BulkEdit');
const DeleteRecords = lazyRouteComponent(() => import('../../records/delete-records.tsx'), 'DeleteRecords');

interface BulkBarProps {
  readonly kind: Kind;
  readonly rows: readonly Row[];
  readonly canWrite: boolean;
  readonly isDeleted: boolean;
  readonly onDone: () => void;
}

/** What can be done with the selected records. */
export function BulkBar({ kind, rows, canWrite, isDeleted, onDone }: BulkBarProps) {
  const [open, setOpen] = useState<'edit' | 'delete' | undefined>();
  const close = () => setOpen(undefined);
  const actions = isDeleted
    ? ([['delete', 'Restore …', RotateCcw]] as const)
    : ([
        ['edit', 'Edit …', Pencil],
        ['delete', 'Delete …', Trash2],
      ] as const);
  return (
    <div className="no-print sticky bottom-4 z-10 mx-auto mt-4 flex w-max max-w-full flex-wrap items-center gap-2.5 rounded-[10px] bg-ink py-2 pr-2.5 pl-4 text-canvas shadow-pop">
      <span role="status" className="mr-1 tabular-nums">
        {rows.length.toLocaleString('en-US')} selected
      </span>
      {(canWrite ? actions : []).map(([name, label, icon]) => (
        <Button
          key={name}
          icon={icon}
          className="border-canvas/35! bg-transparent! text-canvas!"
          onClick={() => setOpen(name)}
        >
          {label}
        </Button>
      ))}
      <Button tone="bare" className="text-canvas!" onClick={onDone}>
        Clear
      </Button>
      <Suspense>
        {open === 'edit' && <BulkEdit kind={kind} rows={rows} onClose={close} onDone={onDone} />}
        {open === 'delete' && (
          <DeleteRecords kind={kind} rows={rows} isRestore={isDeleted} onClose={close} onDone={onDone} />
        )}
      </Suspense>
    </div>
  );
}
