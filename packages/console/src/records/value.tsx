import { Link } from '@tanstack/react-router';
import { useTimeZone } from '../api/session.ts';
import { ImpactTag } from '../ui/tags.tsx';
import { formatValue } from './format.ts';
import { type Field, kindOf } from './kinds.ts';
import { useTitle } from './queries.ts';
import { textOf } from './values.ts';

const MONO = /(Tag|Code|Version|Number|Address|RegistrationId)$/;
export const isImpact = (field: Field) =>
  field.type === 'choice' && field.choices?.some(({ value }) => value === 'category_2') === true;
const NOTHING = <span className="text-ink-3">–</span>;

/** A value as a page shows it: an impact as a tag, a reference as a link. */
export function Value({ field, value }: Readonly<{ field: Field; value: unknown }>) {
  const zone = useTimeZone();
  if (isImpact(field)) return <ImpactTag level={value as string | null} />;
  if (value === null || value === undefined || value === '') return NOTHING;
  if (field.type === 'reference') return <Reference segment={field.reference ?? ''} id={String(value)} />;
  const text = formatValue(field, value, zone);
  return MONO.test(field.name) && field.type === 'text' ? (
    <code className="[overflow-wrap:anywhere]">{text}</code>
  ) : (
    <span className="[overflow-wrap:anywhere]">{text}</span>
  );
}

export function Reference({ segment, id }: Readonly<{ segment: string; id: string }>) {
  const title = useTitle(segment, id);
  return (
    <Link className="link" to="/$segment/$id" params={{ segment, id }}>
      {title ?? `the ${kindOf(segment).noun}`}
    </Link>
  );
}

interface CellProps {
  readonly field: Field;
  readonly value: unknown;
  readonly zone: string;
  readonly titles: ReadonlyMap<string, string> | undefined;
}

/** A value in a grid: plain text, as thousands are drawn. */
export function CellValue({ field, value, zone, titles }: CellProps) {
  if (isImpact(field)) return value ? <ImpactTag level={value as string} /> : null;
  if (value === null || value === undefined) return null;
  if (field.type === 'reference') return titles?.get(String(value)) ?? '…';
  const text = formatValue(field, value, zone);
  return field.type === 'text' && MONO.test(field.name) ? <code className="text-ink-2">{text}</code> : text;
}

/** A value as plain text, also one that is text already, as in a form or a file. */
export function useText(field: Field, value: unknown): string {
  const zone = useTimeZone();
  const title = useTitle(field.type === 'reference' ? field.reference : undefined, textOf(value));
  return title ?? formatValue(field, value, zone);
}

/** What a value was, and what it is. */
export const Diff = ({ field, before, after }: Readonly<{ field: Field; before: unknown; after: unknown }>) => (
  <span className="diff">
    <s>
      <span className="sr-only">from </span>
      {useText(field, before) || 'nothing'}
    </s>{' '}
    <span className="sr-only">to </span>
    {useText(field, after) || 'nothing'}
  </span>
);
