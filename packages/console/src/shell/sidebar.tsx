import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useSession } from '../api/session.ts';
import { useDueCounts } from '../pages/today/due.tsx';
import { useCount } from '../records/queries.ts';
import { IconButton } from '../ui/parts.tsx';
import { groups } from './navigation.ts';

const Count = ({ count, isLate = false }: Readonly<{ count: number | undefined; isLate?: boolean }>) => (
  <span className={`ml-auto text-[12px] tabular-nums ${isLate ? 'font-semibold text-high' : 'font-normal text-ink-3'}`}>
    {count?.toLocaleString('en-US')}
  </span>
);

const KindCount = ({ segment }: Readonly<{ segment: string }>) => <Count count={useCount(segment)} />;

/** How many potential noncompliances nobody has disposed of; none says nothing. */
const OpenCount = () => <Count count={useCount('potential-noncompliances', { status: 'open' }) || undefined} isLate />;

/** The navigation; on a phone, a drawer. */
export function Sidebar({ isOpen, onClose }: Readonly<{ isOpen: boolean; onClose: () => void }>) {
  const { organization } = useSession();
  const { late, all } = useDueCounts();
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [isOpen, onClose]);
  return (
    <>
      {isOpen && (
        <button
          type="button"
          aria-label="Close the menu"
          className="fixed inset-0 z-30 bg-black/40 md:hidden"
          onClick={onClose}
        />
      )}
      <aside
        className={`${isOpen ? 'flex' : 'hidden'} fixed inset-y-0 left-0 z-40 w-[260px] flex-col overflow-y-auto border-r border-line bg-canvas px-2.5 py-3 md:sticky md:top-0 md:flex md:h-dvh md:w-auto`}
      >
        <div className="flex items-center gap-2 px-2 pt-1.5 pb-3.5 font-semibold">
          <span
            aria-hidden
            className="grid size-6 shrink-0 place-items-center rounded-md bg-ink text-[12px] font-bold text-canvas"
          >
            {organization.name.charAt(0)}
          </span>
          <span className="min-w-0 truncate" title={organization.name}>
            {organization.name}
          </span>
          <IconButton icon={X} label="Close the menu" className="ml-auto md:hidden" onClick={onClose} />
        </div>
        <nav aria-label="Main" className="flex flex-col gap-0.5">
          {groups.map(({ title, places }) => (
            <div key={title ?? ''} role="group" aria-label={title ?? 'Due'} className="flex flex-col gap-0.5">
              {title !== undefined && (
                <div aria-hidden className="px-2 pt-4 pb-1 text-[12px]/4 font-[550] text-ink-3">
                  {title}
                </div>
              )}
              {places.map(({ to, label, icon: Icon, kind }) => (
                <Link
                  key={to}
                  to={to as '/'}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                  className="flex min-h-8 items-center gap-2.5 rounded-md px-2 py-1.5 text-ink-2 hover:text-ink data-[status=active]:bg-surface data-[status=active]:font-[550] data-[status=active]:text-ink data-[status=active]:ring-1 data-[status=active]:ring-line"
                  onClick={onClose}
                >
                  <Icon size={16} strokeWidth={1.6} aria-hidden />
                  {label}
                  {kind !== undefined && <KindCount segment={kind.segment} />}
                  {to === '/' && late > 0 && <Count count={late} isLate />}
                  {to === '/potential-noncompliances' && <OpenCount />}
                  {to === '/calendar' && all > 0 && <Count count={all} />}
                </Link>
              ))}
            </div>
          ))}
        </nav>
      </aside>
    </>
  );
}
