import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl, signIn } from '../api/session.ts';
import { Form, InputField } from '../ui/field.tsx';
import { Button, ErrorNotice } from '../ui/parts.tsx';

/** Signs in with an API key, once: the server keeps the session, the browser never keeps the key. */
export function SignIn() {
  const [key, setKey] = useState('');
  const start = useMutation({ mutationFn: () => signIn({ key: key.trim() }), onSettled: () => setKey('') });
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <title>Sign in · Raptor Comply</title>
      <div className="w-full max-w-[380px]">
        <svg viewBox="0 0 32 32" className="mb-5 size-9" aria-hidden="true">
          <rect width="32" height="32" rx="8" className="fill-ink" />
          <path d="M8 21 16 8l8 13-8-4z" className="fill-canvas" />
        </svg>
        <h1>Sign in</h1>
        <p className="mt-1 mb-5 text-ink-2">
          Use an API key of your organization. It starts a session that ends after 30 minutes without use; the browser
          does not keep the key.
        </p>
        <Form className="card p-5" onSubmit={() => key.trim() !== '' && start.mutate()}>
          <InputField
            label="API key"
            type="password"
            autoComplete="off"
            spellCheck={false}
            placeholder="rc_live_…"
            value={key}
            aria-invalid={start.isError}
            onChange={setKey}
          />
          <ErrorNotice error={start.error} className="mt-3" />
          <Button type="submit" tone="go" className="mt-4 w-full" disabled={start.isPending}>
            {start.isPending ? 'Signing in …' : 'Sign in'}
          </Button>
        </Form>
        <p className="mt-4 text-[13px] text-ink-3">
          An administrator creates keys. The{' '}
          <a className="link" href={new URL('docs', apiUrl).href}>
            API reference
          </a>{' '}
          says how.
        </p>
      </div>
    </main>
  );
}
