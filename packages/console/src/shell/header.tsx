import { useMutation } from '@tanstack/react-query';
import { lazyRouteComponent, useNavigate } from '@tanstack/react-router';
import { LogOut, Menu as MenuIcon, Monitor, Moon, Search, Sun } from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { nameOf, signOut, useSession } from '../api/session.ts';
import { Menu } from '../ui/menu.tsx';
import { IconButton } from '../ui/parts.tsx';
import { initialsOf } from '../ui/tags.tsx';
import { setTheme, useTheme } from './theme.ts';
import { TimeControl } from './time-control.tsx';

const Palette = lazyRouteComponent(() => import('./palette.tsx'), 'Palette');

export function Header({ onMenu }: Readonly<{ onMenu: () => void }>) {
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setPaletteOpen(true);
    };
    addEventListener('keydown', open);
    return () => removeEventListener('keydown', open);
  }, []);
  const isMac = navigator.userAgent.includes('Mac');
  return (
    <header className="sticky top-0 z-20 flex h-[52px] items-center gap-2 border-b border-line bg-canvas px-3 md:px-6">
      <IconButton icon={MenuIcon} label="Open the menu" className="md:hidden" onClick={onMenu} />
      <button
        type="button"
        aria-keyshortcuts="Meta+K Control+K"
        className="flex min-h-8 w-full max-w-[340px] min-w-0 cursor-text items-center gap-2 rounded-[7px] border border-line bg-surface px-2.5 py-1 text-ink-3 hover:border-line-strong"
        onClick={() => setPaletteOpen(true)}
      >
        <Search size={16} strokeWidth={1.6} className="shrink-0" aria-hidden />
        <span className="truncate">Find a device, person, page</span>
        <kbd className="ml-auto hidden sm:block">{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <div className="ml-auto flex items-center gap-2">
        <TimeControl />
        <Account />
      </div>
      {isPaletteOpen && (
        <Suspense>
          <Palette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
    </header>
  );
}

const THEMES = [
  { id: 'system', label: 'Theme of the system', icon: Monitor },
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'dark', label: 'Dark', icon: Moon },
] as const;

function Account() {
  const session = useSession();
  const theme = useTheme();
  const navigate = useNavigate();
  const end = useMutation({ mutationFn: signOut, onSuccess: () => navigate({ to: '/' }) });
  const name = nameOf(session);
  const initials = initialsOf(name);
  return (
    <Menu
      name={`${initials}, signed in as ${name}`}
      bare
      className="grid size-8 cursor-pointer place-items-center rounded-full text-[11px] font-[650] text-accent-text"
      label={
        <span aria-hidden className="grid size-[26px] place-items-center rounded-full bg-accent-wash">
          {initials}
        </span>
      }
      actions={[
        ...THEMES.map((choice) => ({ ...choice, checked: theme === choice.id, run: () => setTheme(choice.id) })),
        { id: 'out', label: 'Sign out', icon: LogOut, run: () => end.mutate() },
      ]}
    />
  );
}
