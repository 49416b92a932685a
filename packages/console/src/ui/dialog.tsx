import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly wide?: boolean;
  readonly onClose: () => void;
}

/** A dialog that is open as long as it is rendered. Escape and a click outside close it. */
export function Dialog({ title, children, footer, wide = false, onClose }: DialogProps) {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className="overlay">
      <Modal className={`pop w-full ${wide ? 'max-w-[860px]' : 'max-w-[520px]'}`}>
        <AriaDialog className="outline-none">
          <div className="flex items-center gap-2 border-b border-line py-2.5 pr-2.5 pl-5">
            <Heading slot="title" className="flex-1 text-[15px] font-semibold">
              {title}
            </Heading>
            <IconButton icon={X} label="Close" onClick={onClose} />
          </div>
          <div className="max-h-[65vh] overflow-auto px-5 py-4">{children}</div>
          {footer !== undefined && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
