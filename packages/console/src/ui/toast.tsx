import { X } from 'lucide-react';
import { refreshAll } from '../api/query-client.ts';
import { Button, IconButton } from './parts.tsx';
import { createStore } from './store.ts';

type Toast = Readonly<{ id: number; text: string; bad: boolean; undo: (() => Promise<unknown>) | undefined }>;

const toasts = createStore<readonly Toast[]>([]);
let last = 0;
const close = (id: number) => toasts.set(toasts.get().filter((toast) => toast.id !== id));

/** Says that something was done, with a way back if there is one. */
export function toast(
  text: string,
  { undo, bad = false }: { undo?: () => Promise<unknown>; bad?: boolean } = {},
): void {
  last += 1;
  const id = last;
  toasts.set([...toasts.get().slice(-2), { id, text, undo, bad }]);
  setTimeout(() => close(id), undo === undefined && !bad ? 5000 : 12_000);
}

export const Toasts = () => (
  <div
    role="status"
    aria-live="polite"
    className="no-print pointer-events-none fixed right-0 bottom-0 z-50 flex w-full flex-col items-center gap-2 p-4"
  >
    {toasts.use().map(({ id, text, undo, bad }) => (
      <div
        key={id}
        className={`pointer-events-auto flex max-w-full items-center gap-3 rounded-[10px] py-1.5 pr-1.5 pl-4 shadow-pop ${bad ? 'bg-high text-surface' : 'bg-ink text-canvas'}`}
      >
        <span className="[overflow-wrap:anywhere]">{text}</span>
        {undo !== undefined && (
          <Button
            className="border-current/35 bg-transparent text-inherit hover:bg-transparent"
            onClick={() => {
              close(id);
              undo().then(
                () => refreshAll().then(() => toast('Undone.')),
                () => toast('It could not be undone, because it has changed since.', { bad: true }),
              );
            }}
          >
            Undo
          </Button>
        )}
        <IconButton
          icon={X}
          label="Dismiss"
          className="text-inherit opacity-70 hover:bg-transparent hover:text-inherit hover:opacity-100"
          onClick={() => close(id)}
        />
      </div>
    ))}
  </div>
);
