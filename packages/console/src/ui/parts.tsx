import { Link, type LinkProps } from '@tanstack/react-router';
import { Check, Copy, FileUp, type LucideIcon, Plus } from 'lucide-react';
import { type ButtonHTMLAttributes, type ReactNode, useState } from 'react';
import { problemOf } from '../api/query-client.ts';

type Tone = 'go' | 'danger' | 'bare';

const classOf = (tone: Tone | undefined, className = '') =>
  `btn ${tone === undefined ? '' : { go: 'btn-go', danger: 'btn-danger', bare: 'btn-bare' }[tone]} ${className}`;

type Look = Readonly<{ tone?: Tone | undefined; icon?: LucideIcon }>;

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement>;

export const Button = ({ tone, icon: Icon, className, children, type = 'button', ...rest }: Look & ButtonProps) => (
  <button type={type} className={classOf(tone, className)} {...rest}>
    {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
    {children}
  </button>
);

type IconButtonProps = Readonly<{ icon: LucideIcon; label: string }> & ButtonProps;

export const IconButton = ({ icon: Icon, label, className = '', ...rest }: IconButtonProps) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    className={`no-print inline-grid size-8 shrink-0 cursor-pointer place-items-center rounded-md text-ink-2 hover:bg-sunken hover:text-ink ${className}`}
    {...rest}
  >
    <Icon size={16} strokeWidth={1.75} aria-hidden />
  </button>
);

type LinkButtonProps = Look & Readonly<{ className?: string; children?: ReactNode }> & LinkProps;

export const LinkButton = ({ tone, icon: Icon, className, children, ...rest }: LinkButtonProps) => (
  <Link className={classOf(tone, className)} {...rest}>
    {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
    {children}
  </Link>
);

export const TextLink = (props: LinkProps) => <Link className="link" {...props} />;

type PageHeadProps = Readonly<{ title: string; sub?: ReactNode; children?: ReactNode; tag?: ReactNode }>;

/** The page's title, what it is about, and its actions. */
export const PageHead = ({ title, sub, children, tag }: PageHeadProps) => (
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

type SectionProps = Readonly<{ title: string; more?: ReactNode; children: ReactNode }>;

export const Section = ({ title, more, children }: SectionProps) => (
  <section aria-label={title} className="min-w-0">
    <div className="mb-2.5 flex items-baseline gap-2">
      <h2>{title}</h2>
      {more !== undefined && <div className="ml-auto text-[13px]">{more}</div>}
    </div>
    {children}
  </section>
);

type EmptyProps = Readonly<{ icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode }>;

/** What will be here, and the one next step. */
export const Empty = ({ icon: Icon, title, children, action }: EmptyProps) => (
  <div className="card flex flex-col items-center gap-1 px-6 py-10 text-center">
    <Icon size={20} strokeWidth={1.5} className="mb-2 text-ink-3" aria-hidden />
    <p className="font-semibold">{title}</p>
    {children !== undefined && <p className="max-w-[46ch] text-ink-2">{children}</p>}
    {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
);

export const FirstRecords = ({ segment }: Readonly<{ segment: string }>) => (
  <>
    <LinkButton tone="go" icon={FileUp} to="/import/$segment" params={{ segment }}>
      Import a spreadsheet
    </LinkButton>
    <LinkButton icon={Plus} to="/$segment/new" params={{ segment }}>
      Add one by hand
    </LinkButton>
  </>
);

export function CopyButton({ text, label }: Readonly<{ text: string; label: string }>) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  return <IconButton icon={copied ? Check : Copy} label={copied ? 'Copied' : label} onClick={copy} />;
}

type ErrorNoticeProps = Readonly<{ error: unknown; className?: string; onRetry?: () => unknown }>;

/** An error where it happened, as the API says it, with the request id to copy; without an error, nothing. */
export function ErrorNotice({ error, className = '', onRetry }: ErrorNoticeProps) {
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
        <Button className="mt-3" onClick={() => onRetry()}>
          Try again
        </Button>
      )}
    </div>
  );
}

export const Loading = ({ what, height = '' }: Readonly<{ what: string; height?: string | undefined }>) => (
  <p role="status" className={`px-4 py-8 text-center text-ink-3 ${height}`}>
    Loading {what} …
  </p>
);

interface LoadedProps<T> {
  readonly query: Readonly<{ data: T | undefined; isError: boolean; error: unknown; refetch: () => unknown }>;
  readonly what: string;
  /** Of what is loaded, about, so that what follows does not move. */
  readonly height?: string;
  readonly children: (data: T) => ReactNode;
}

/** What a query has loaded; until then that it loads, or why it failed. */
export function Loaded<T>({ query, what, height, children }: LoadedProps<T>) {
  if (query.isError) return <ErrorNotice error={query.error} onRetry={query.refetch} />;
  return query.data === undefined ? <Loading what={what} height={height} /> : children(query.data);
}

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

export const List = ({
  children,
  className = '',
}: Readonly<{ children: ReactNode; className?: string | undefined }>) => (
  <ul className={`card divide-y divide-line ${className}`}>{children}</ul>
);

interface LoadedListProps<T> extends Omit<LoadedProps<readonly T[]>, 'children'> {
  readonly className?: string;
  /** What stands in place of a list without items. */
  readonly empty?: ReactNode;
  readonly children: (item: T) => ReactNode;
}

/** The items that a query has loaded. */
export const LoadedList = <T,>({ className, empty, children, ...loaded }: LoadedListProps<T>) => (
  <Loaded {...loaded}>
    {(items) => (items.length === 0 && empty) || <List className={className}>{items.map(children)}</List>}
  </Loaded>
);

type ItemProps = Readonly<{ title: ReactNode; note?: ReactNode; children?: ReactNode }>;

/** A line of a list: what it is, what is said about it, and what can be done with it. */
export const Item = ({ title, note, children }: ItemProps) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
    <div className="min-w-0 flex-1 basis-60">
      <p className="font-[550] [overflow-wrap:anywhere]">{title}</p>
      {note && <div className="text-[13px] text-ink-3">{note}</div>}
    </div>
    {children}
  </li>
);

interface MoreProps {
  readonly pages: Readonly<{ hasNextPage: boolean; isFetching: boolean; fetchNextPage: () => unknown }>;
  readonly children: string;
}

/** Loads the next page of a list that has one. */
export const More = ({ pages, children }: MoreProps) =>
  pages.hasNextPage && (
    <Button className="mt-3" disabled={pages.isFetching} onClick={() => pages.fetchNextPage()}>
      {children}
    </Button>
  );

/** Something to copy as it is, with what it is, if that does not stand above it. */
export const CopyText = ({ text, name, label }: Readonly<{ text: string; name: string; label?: string }>) => (
  <div className="mt-2">
    {label !== undefined && <p className="mb-1 text-[13px] font-[550]">{label}</p>}
    <div className="flex items-center gap-1 rounded-lg bg-sunken py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 [overflow-wrap:anywhere] whitespace-pre-wrap">{text.trimEnd()}</code>
      <CopyButton text={text} label={`Copy the ${name}`} />
    </div>
  </div>
);

/** The title of a record, which leads to its page. */
export const RecordLink = ({ segment, id, title }: Readonly<{ segment: string; id: string; title: ReactNode }>) => (
  <Link to="/$segment/$id" params={{ segment, id }} className="font-[550] hover:underline">
    {title}
  </Link>
);

/** Two columns: what a page is about, and what stands beside it. */
export const Columns = ({ children, aside }: Readonly<{ children: ReactNode; aside: ReactNode }>) => (
  <div className="grid gap-7 lg:grid-cols-[1.55fr_1fr]">
    <div className="flex min-w-0 flex-col gap-7">{children}</div>
    <div className="flex min-w-0 flex-col gap-7">{aside}</div>
  </div>
);
