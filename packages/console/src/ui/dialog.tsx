import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button, ErrorNotice, IconButton } from './parts.tsx';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Buttons before the one that acts, or instead of it. */
  readonly footer?: ReactNode;
  /** What the dialog is for: its button, which waits for the change, and says why it failed. */
  readonly act?: Act | undefined;
  readonly wide?: boolean;
  readonly onClose: () => void;
}

interface Act {
  readonly label: string;
  readonly busy?: string;
  readonly tone?: 'go' | 'danger' | undefined;
  readonly disabled?: boolean;
  readonly change: { readonly mutate: () => void; readonly isPending: boolean; readonly error: unknown };
}

/** A dialog that is open as long as it is rendered. Escape and a click outside close it. */
export const Dialog = ({ title, children, footer, act, wide = false, onClose }: DialogProps) => (
  <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className="overlay">
    <Modal className={`pop w-full ${wide ? 'max-w-[860px]' : 'max-w-[520px]'}`}>
      <AriaDialog className="outline-none">
        <div className="flex items-center gap-2 border-b border-line py-2.5 pr-2.5 pl-5">
          <Heading slot="title" className="flex-1 text-[15px] font-semibold">
            {title}
          </Heading>
          <IconButton icon={X} label="Close" onClick={onClose} />
        </div>
        <div className="max-h-[65vh] overflow-auto px-5 py-4">
          {children}
          <ErrorNotice error={act?.change.error} className="mt-4" />
        </div>
        {(footer || act) && (
          <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
            {footer}
            {act && <ActButton {...act} />}
          </div>
        )}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
);

const ActButton = ({ label, busy = `${label} …`, tone = 'go', disabled = false, change }: Act) => (
  <Button tone={tone} disabled={disabled || change.isPending} onClick={() => change.mutate()}>
    {change.isPending ? busy : label}
  </Button>
);
