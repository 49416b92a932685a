import { lazyRouteComponent } from '@tanstack/react-router';
import { Pencil, RotateCcw, Trash2 } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { Kind, Row } from '../../records/kinds.ts';
import { Button } from '../../ui/parts.tsx';

const BulkEdit = lazyRouteComponent(() => import('./bulk-dialogs.tsx'), 'BulkEdit');
const BulkDelete = lazyRouteComponent(() => import('./bulk-dialogs.tsx'), 'BulkDelete');

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
  const look = 'border-canvas/35! bg-transparent! text-canvas!';
  return (
    <div className="no-print sticky bottom-4 z-10 mx-auto mt-4 flex w-max max-w-full flex-wrap items-center gap-2.5 rounded-[10px] bg-ink py-2 pr-2.5 pl-4 text-canvas shadow-pop">
      <span role="status" className="mr-1 tabular-nums">
        {rows.length.toLocaleString('en-US')} selected
      </span>
      {canWrite && !isDeleted && (
        <>
          <Button icon={Pencil} className={look} onClick={() => setOpen('edit')}>
            Edit …
          </Button>
          <Button icon={Trash2} className={look} onClick={() => setOpen('delete')}>
            Delete …
          </Button>
        </>
      )}
      {canWrite && isDeleted && (
        <Button icon={RotateCcw} className={look} onClick={() => setOpen('delete')}>
          Restore …
        </Button>
      )}
      <Button tone="bare" className="text-canvas!" onClick={onDone}>
        Clear
      </Button>
      <Suspense>
        {open === 'edit' && <BulkEdit kind={kind} rows={rows} onClose={() => setOpen(undefined)} onDone={onDone} />}
        {open === 'delete' && (
          <BulkDelete
            kind={kind}
            rows={rows}
            isRestore={isDeleted}
            onClose={() => setOpen(undefined)}
            onDone={onDone}
          />
        )}
      </Suspense>
    </div>
  );
}
