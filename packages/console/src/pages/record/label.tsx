import { Printer } from 'lucide-react';
import { encode } from 'uqr';
import { Dialog } from '../../ui/dialog.tsx';
import { Button } from '../../ui/parts.tsx';

/** A label to stick on the device: the address of its page as a QR code, its title, and its tag. */
export function Label({ title, code, onClose }: Readonly<{ title: string; code: string; onClose: () => void }>) {
  const { data, size } = encode(location.href.replace(/[?#].*$/, ''), { border: 2 });
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <Dialog
      title="Label"
      onClose={onClose}
      footer={
        <Button tone="go" icon={Printer} onClick={() => print()}>
          Print
        </Button>
      }
    >
      <div className="mx-auto flex w-max max-w-full items-center gap-4 rounded-lg border border-line bg-white p-4 text-black">
        <svg
          viewBox={`0 0 ${size} ${size}`}
          className="size-32 shrink-0"
          role="img"
          aria-label={`QR code of the page of ${title}`}
          shapeRendering="crispEdges"
        >
          <path d={path} fill="black" />
        </svg>
        <div className="min-w-0">
          <p className="text-[15px] font-semibold [overflow-wrap:anywhere]">{title}</p>
          <p className="font-mono">{code}</p>
        </div>
      </div>
    </Dialog>
  );
}
