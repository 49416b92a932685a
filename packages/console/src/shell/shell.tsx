import { useMutation, useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { dropLink, hasLink, nameOf, replaceSession, type Session, sessionQuery, useAsOf } from '../api/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Button } from '../ui/parts.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Defect } from './defect.tsx';
import { Header } from './header.tsx';
import { Sidebar } from './sidebar.tsx';
import { SignIn } from './sign-in.tsx';
import { PastBanner } from './time-control.tsx';

/** The frame of every page; without a session, the sign-in page at the same address. */
export function Shell() {
  const session = useQuery(sessionQuery);
  if (session.isPending) return null;
  return (
    <I18nProvider locale="en-US">
      {session.isError ? (
        <main className="mx-auto max-w-xl p-8">
          <Defect error={session.error} reset={() => session.refetch()} />
        </main>
      ) : session.data === null ? (
        <SignIn />
      ) : (
        <>
          <Frame />
          <ReplaceSession session={session.data} />
        </>
      )}
      <Toasts />
    </I18nProvider>
  );
}

/** Asks, if a link to sign in was opened while somebody is signed in. A link that has begun this session is used up by now. */
function ReplaceSession({ session }: Readonly<{ session: Session }>) {
  const [isAsking, setAsking] = useState(hasLink);
  const name = nameOf(session);
  const keep = () => {
    dropLink();
    setAsking(false);
  };
  const replace = useMutation({ mutationFn: replaceSession, onSuccess: () => setAsking(false) });
  if (!isAsking) return null;
  return (
    <Dialog
      title="Sign in with the link?"
      onClose={keep}
      footer={<Button onClick={keep}>Stay signed in as {name}</Button>}
      act={{ label: 'Sign in with the link', change: replace }}
    >
      You are signed in as {name} at {session.organization.name}. The link ends this session and begins another. If you
      stay, the link is not used up.
    </Dialog>
  );
}

function Frame() {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const asOf = useAsOf();
  return (
    <div data-past={asOf} className="min-h-dvh md:grid md:grid-cols-[228px_1fr] print:block">
      <button
        type="button"
        className="btn fixed top-2 left-2 z-50 -translate-y-15 focus:translate-none"
        onClick={() => document.getElementById('main')?.focus()}
      >
        Skip to the content
      </button>
      <Sidebar isOpen={isMenuOpen} onClose={() => setMenuOpen(false)} />
      <div className="flex min-w-0 flex-col">
        <Header onMenu={() => setMenuOpen(true)} />
        {asOf !== undefined && <PastBanner asOf={asOf} />}
        <main
          id="main"
          tabIndex={-1}
          className="w-full max-w-[1240px] flex-1 px-4 pt-5 pb-20 outline-none md:px-8 md:pt-7 [&:has([data-wide])]:max-w-none"
        >
          <Outlet />
        </main>
      </div>
    </div>
  );
}
