import { Link, type LinkProps } from '@tanstack/react-router';
import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Tone = 'go' | 'danger' | 'bare';
const classOf = (tone: Tone | undefined, className = '') =>
  `btn ${tone === undefined ? '' : { go: 'btn-go', danger: 'btn-danger', bare: 'btn-bare' }[tone]} ${className}`;

type Look = Readonly<{ tone?: Tone | undefined; icon?: LucideIcon }>;

export function Button({
  tone,
  icon: Icon,
  className,
  children,
  type = 'button',
  ...rest
}: Look & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button type={type} className={classOf(tone, className)} {...rest}>
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      {children}
    </button>
  );
}

export function IconButton({
  icon: Icon,
  label,
  className = '',
  ...rest
}: { readonly icon: LucideIcon; readonly label: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-grid size-8 shrink-0 cursor-pointer place-items-center rounded-md text-ink-2 hover:bg-sunken hover:text-ink ${className}`}
      {...rest}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden />
    </button>
  );
}

export function LinkButton({
  tone,
  icon: Icon,
  className,
  children,
  ...rest
}: Look & { readonly className?: string; readonly children?: ReactNode } & LinkProps) {
  return (
    <Link className={classOf(tone, className)} {...rest}>
      {Icon && <Icon size={16} strokeWidth={1.75} aria-hidden />}
      {children}
    </Link>
  );
}
