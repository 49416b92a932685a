import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { wordsOf } from '../records/format.ts';

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

export const Meter = ({ share, tone }: Readonly<{ share: number; tone: string }>) => (
  <div className="h-2 overflow-hidden rounded bg-sunken">
    <div
      className={`h-full min-w-0 rounded ${{ high: 'bg-high', medium: 'bg-medium', low: 'bg-low', good: 'bg-good' }[tone] ?? 'bg-line-strong'}`}
      style={{ width: `${Math.min(100, share * 100)}%` }}
    />
  </div>
);

export const Chip = ({ isOn = false, ...rest }: { isOn?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) => (
  <button type="button" className={`chip ${isOn ? 'chip-on' : ''}`} {...rest} />
);
