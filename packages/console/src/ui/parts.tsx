import { Check, Copy, type LucideIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { problemOf } from '../api/errors.ts';
import { wordsOf } from '../records/labels.ts';
import { Button, IconButton } from './button.tsx';

/** The page's title, what it is about, and its actions. */
export function PageHead({
  title,
  sub,
  children,
  tag,
}: {
  readonly title: string;
  readonly sub?: ReactNode;
  readonly children?: ReactNode;
  readonly tag?: ReactNode;
}) {
  return (
    <div className="mb-6 flex flex-wrap items-start gap-x-4 gap-y-3">
      <title>{`${title} · Raptor Comply`}</title>
      <div className="min-w-0 flex-1 basis-72">
        <h1>
          {title} {tag}
        </h1>
        {sub !== undefined && <div className="mt-0.5 text-ink-2">{sub}</div>}
      </div>
      {children !== undefined && <div className="no-print flex flex-wrap gap-2">{children}</div>}
    </div>
  );
}

export function Section({
  title,
  more,
  children,
  id,
}: {
  readonly title: string;
  readonly more?: ReactNode;
  readonly children: ReactNode;
  readonly id?: string;
}) {
  return (
    <section aria-label={title} id={id} className="min-w-0">
      <div className="mb-2.5 flex items-baseline gap-2">
        <h2>{title}</h2>
        {more !== undefined && <div className="ml-auto text-[13px]">{more}</div>}
      </div>
      {children}
    </section>
  );
}

const TONES: Readonly<Record<string, string>> = {
  high: 'text-high bg-high-wash',
  medium: 'text-medium bg-medium-wash',
  low: 'text-low bg-low-wash',
  good: 'text-good bg-good-wash',
  past: 'text-past bg-past-wash',
  none: 'text-ink-3 bg-sunken',
};

export const Tag = ({ tone, children }: Readonly<{ tone: string; children: ReactNode }>) => (
  <span className={`tag ${TONES[tone] ?? TONES.none}`}>{children}</span>
);

export const ImpactTag = ({ level }: Readonly<{ level: string | null | undefined }>) => (
  <Tag tone={level ?? 'none'}>{level ? wordsOf(level) : 'Not rated'}</Tag>
);

/** The first letters of the first and the last word of a name. */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter((word) => /^[\p{L}\d]/u.test(word))
    .map((word) => word.charAt(0))
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join('')
    .toUpperCase();

/** A person as initials, with the whole name on hover and for screen readers. */
export function Person({ name }: Readonly<{ name: string | undefined }>) {
  const known = name ?? 'Nobody';
  return (
    <span
      title={known}
      role="img"
      aria-label={known}
      className="inline-grid size-[22px] shrink-0 place-items-center rounded-full bg-accent-wash text-[10px] font-[650] text-accent-text"
    >
      {initialsOf(known)}
    </span>
  );
}

/** What will be here, and the one next step. */
export function Empty({
  icon: Icon,
  title,
  children,
  action,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="card flex flex-col items-center gap-1 px-6 py-10 text-center">
      <Icon size={20} strokeWidth={1.5} className="mb-2 text-ink-3" aria-hidden />
      <p className="font-semibold">{title}</p>
      {children !== undefined && <p className="max-w-[46ch] text-ink-2">{children}</p>}
      {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

export function CopyButton({ text, label }: Readonly<{ text: string; label: string }>) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  return <IconButton icon={copied ? Check : Copy} label={copied ? 'Copied' : label} onClick={copy} />;
}

/** An error where it happened, as the API says it, with the request id to copy; without an error, nothing. */
export function ErrorNotice({
  error,
  className = '',
  onRetry,
}: {
  readonly error: unknown;
  readonly className?: string;
  readonly onRetry?: (() => void) | undefined;
}) {
  if (error === null || error === undefined) return null;
  const { message, requestId } = problemOf(error);
  return (
    <div role="alert" className={`rounded-lg border border-line bg-high-wash px-4 py-3 ${className}`}>
      <p className="[overflow-wrap:anywhere]">{message}</p>
      {requestId !== undefined && (
        <p className="mt-1 flex items-center gap-1 text-[12px] text-ink-2">
          Request <code className="[overflow-wrap:anywhere]">{requestId}</code>
          <CopyButton text={requestId} label="Copy the request id" />
        </p>
      )}
      {onRetry && (
        <Button className="mt-3" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

export const Loading = ({ what }: Readonly<{ what: string }>) => (
  <p role="status" className="px-4 py-8 text-center text-ink-3">
    Loading {what} …
  </p>
);

interface LoadedProps<T> {
  readonly query: { readonly data: T | undefined; readonly isError: boolean; readonly error: unknown };
  readonly what: string;
  readonly onRetry?: () => void;
  readonly children: (data: T) => ReactNode;
}

/** What a query has loaded; until then that it loads, or why it failed. */
export function Loaded<T>({ query, what, onRetry, children }: LoadedProps<T>) {
  if (query.isError) return <ErrorNotice error={query.error} onRetry={onRetry} />;
  return query.data === undefined ? <Loading what={what} /> : children(query.data);
}

/** A table with a head. */
export const Table = ({ head, children }: Readonly<{ head: readonly string[]; children: ReactNode }>) => (
  <table className="table">
    <thead>
      <tr>
        {head.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>{children}</tbody>
  </table>
);

export function Meter({ share, tone }: Readonly<{ share: number; tone: string }>) {
  return (
    <div className="h-2 overflow-hidden rounded bg-sunken">
      <div
        className={`h-full min-w-0 rounded ${{ high: 'bg-high', medium: 'bg-medium', low: 'bg-low', good: 'bg-good' }[tone] ?? 'bg-line-strong'}`}
        style={{ width: `${Math.min(100, share * 100)}%` }}
      />
    </div>
  );
}
